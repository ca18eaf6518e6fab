package org.rowferry.bundle;

/** A bundle that was read to its end and whose every digest and count holds. */
public record Verified(Manifest manifest, Totals totals) {}
