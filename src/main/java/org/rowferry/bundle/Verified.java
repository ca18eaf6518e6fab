package org.rowferry.bundle;

/**
 * A bundle that was read to its end and whose every digest, count and record holds.
 *
 * @param digest the SHA-256 of its list of digests, in hexadecimal, by which it is known when it is read again
 */
public record Verified(Manifest manifest, Totals totals, String digest) {}
