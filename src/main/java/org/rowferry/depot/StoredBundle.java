package org.rowferry.depot;

import java.time.Instant;
import org.rowferry.bundle.BundleName;

/** A bundle that lies in a depot, as its listing shows it. */
public record StoredBundle(BundleName name, long bytes, Instant modified) {}
