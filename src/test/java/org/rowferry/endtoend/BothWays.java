package org.rowferry.endtoend;

import java.util.HashMap;
import java.util.Map;
import org.rowferry.testing.Servers;

/** Ferries for one cargo between the oldest and the newest server, one for each way, opened when they are asked for. */
final class BothWays {
    private final Cargo cargo;
    private final Map<Boolean, Ferry> ferries = new HashMap<>();

    BothWays(Cargo cargo) {
        this.cargo = cargo;
    }

    Ferry towardsNewest(boolean towardsNewest) {
        return ferries.computeIfAbsent(
                towardsNewest,
                newest -> newest
                        ? Ferry.between(Servers.oldest(), Servers.newest(), cargo)
                        : Ferry.between(Servers.newest(), Servers.oldest(), cargo));
    }

    void close() {
        ferries.values().forEach(Ferry::close);
        ferries.clear();
    }
}
