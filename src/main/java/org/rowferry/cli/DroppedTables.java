package org.rowferry.cli;

import java.util.Collection;
import org.rowferry.ddl.CaptureRegistry;
import org.rowferry.report.Invocation;
import org.rowferry.schema.TableName;

/** Says which captured tables were dropped: their captured rows lie on the source until capture is taken off. */
final class DroppedTables {
    private final Wiring wiring;

    DroppedTables(Wiring wiring) {
        this.wiring = wiring;
    }

    /** Names them with the command for each, but for tables of which the command is just being run. */
    void tell(CaptureRegistry registry, Collection<TableName> except) {
        registry.dropped().stream()
                .filter(table -> !except.contains(table))
                .forEach(table -> wiring.console()
                        .say(table + " was dropped, and its capture is left; take it off with: "
                                + Invocation.ofSourceOwner("generate reset", table.argument())
                                        .in(wiring.console().surroundings())));
    }
}
