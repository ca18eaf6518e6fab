package org.rowferry.cli;

import java.util.Collection;
import org.rowferry.ddl.CaptureRegistry;
import org.rowferry.ddl.CaptureRegistry.Captured;
import org.rowferry.report.Invocation;
import org.rowferry.schema.TableName;

/** Says which captured tables were dropped: their captured rows lie on the source until capture is taken off. */
final class DroppedTables {
    private final Wiring wiring;

    DroppedTables(Wiring wiring) {
        this.wiring = wiring;
    }

    /** Names them with the command for each, except for tables of which the command is just being run. */
    void tell(CaptureRegistry registry, Collection<TableName> except) {
        registry.dropped().stream()
                .filter(captured -> !except.contains(captured.registered()))
                .forEach(captured -> wiring.console().say(told(captured)));
    }

    /** After a restore each table is another one of the same name, whose capture is to be made again. */
    private String told(Captured captured) {
        TableName table = captured.registered();
        String reset = "take it off with: " + command("generate reset", table);
        return captured.again()
                ? table + " was dropped and made again, and its capture is left; capture the new one with: "
                        + command("generate exporter", table) + ", or " + reset
                : table + " was dropped, and its capture is left; " + reset;
    }

    private String command(String verb, TableName table) {
        return Invocation.ofSourceOwner(verb, table.argument())
                .in(wiring.console().surroundings());
    }
}
