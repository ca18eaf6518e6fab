package org.rowferry.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.rowferry.ddl.CaptureRegistry;
import org.rowferry.postgres.Session;
import org.rowferry.schema.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Renders what takes capture off tables. */
@Command(
        name = "reset",
        description = "Removes capture from tables on the source, in whatever state it is.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  rowferry generate reset public.orders --config exporter.yaml \\",
            "      --source postgresql://shop_owner@db1/shop --apply"
        })
final class GenerateResetCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Mixin
    private Generation generation = new Generation();

    @Parameters(arity = "1..*", paramLabel = "TABLE", description = "schema.table, quoted as in SQL if necessary.")
    private List<TableName> tables = new ArrayList<>();

    GenerateResetCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        Generation.ScriptSide source = generation.source(wiring);
        try (Session session = source.connect("reset")) {
            CaptureRegistry registry = CaptureRegistry.ofOwner(session, source.schema());
            List<TableName> asked = tables.stream().distinct().toList();
            List<TableName> captured = asked.stream().filter(registry::hasAnyOf).toList();
            generation.conclude(
                    wiring,
                    generation.scripts(wiring).reset(source.schema(), asked),
                    session,
                    captured.isEmpty() ? "" : "reset of " + captured);
            asked.stream()
                    .filter(table -> !captured.contains(table))
                    .forEach(table -> wiring.console().say(table + " is not captured: there was nothing to take off"));
            new DroppedTables(wiring).tell(registry, asked);
        }
        return ExitCode.OK.number();
    }
}
