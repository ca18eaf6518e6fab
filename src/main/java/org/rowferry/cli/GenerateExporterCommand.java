package org.rowferry.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.rowferry.ddl.Scripts.SourceOptions;
import org.rowferry.ddl.SourceTableReader;
import org.rowferry.ddl.TableToCapture;
import org.rowferry.postgres.Session;
import org.rowferry.schema.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Renders the capture of tables on a source. */
@Command(
        name = "exporter",
        description = "Installs capture for tables on the source: shadow table, trigger function and triggers of each.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  rowferry generate exporter public.orders 'public.\"Order-Lines\"' --config exporter.yaml \\",
            "      --source postgresql://shop_owner@db1/shop --apply"
        })
final class GenerateExporterCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Mixin
    private Generation generation = new Generation();

    @Mixin
    private SourceRoles roles = new SourceRoles();

    @Parameters(arity = "1..*", paramLabel = "TABLE", description = "schema.table, quoted as in SQL if necessary.")
    private List<TableName> tables = new ArrayList<>();

    GenerateExporterCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        Generation.ScriptSide source = generation.source(wiring);
        try (Session session = source.connect("exporter")) {
            SourceOptions options = roles.options(session, source.schema());
            SourceTableReader found = new SourceTableReader(session, options.schema());
            if (generation.applies()) {
                found.requireInstalled();
            }
            SourceTableReader known = found.knowing(tables, source::told);
            List<TableToCapture> captured = tables.stream()
                    .distinct()
                    .map(table -> known.captured(table, source.told(table)))
                    .toList();
            generation.conclude(
                    wiring, generation.scripts(wiring).exporter(options, captured), session, "capture of " + tables);
        }
        return ExitCode.OK.number();
    }
}
