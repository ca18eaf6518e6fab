package org.rowferry.endtoend;

import org.rowferry.testing.Servers;

/** Into a plain table, where rows are replaced. */
class PartitionsIT extends PartitionOperations {
    PartitionsIT() {
        super(Servers.oldest(), Servers.newest(), "");
    }
}
