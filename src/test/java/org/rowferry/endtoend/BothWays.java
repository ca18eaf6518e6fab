package org.rowferry.endtoend;

import java.util.HashMap;
import java.util.Map;
import org.rowferry.testing.Servers;

/** Ferries for one cargo between the oldest and the newest server, one for each way, opened when they are asked for. */
final class BothWays {
    private final ShippedSchema cargo;
    private final Map<Boolean, Pipeline> ferries = new HashMap<>();

    BothWays(ShippedSchema cargo) {
        this.cargo = cargo;
    }

    Pipeline towardsNewest(boolean towardsNewest) {
        return ferries.computeIfAbsent(
                towardsNewest,
                newest -> newest
                        ? Pipeline.between(Servers.oldest(), Servers.newest(), cargo)
                        : Pipeline.between(Servers.newest(), Servers.oldest(), cargo));
    }

    void close() {
        ferries.values().forEach(Pipeline::close);
        ferries.clear();
    }
}
