package org.rowferry.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.rowferry.ddl.MirrorView;
import org.rowferry.link.Link;
import org.rowferry.link.LinkSettings;
import org.rowferry.link.LinkTable;
import org.rowferry.link.MirrorQuery;
import org.rowferry.link.PlainTables;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Renders materialized views over foreign tables. */
@Command(
        name = "mirror",
        description = "Creates on a target a materialized view, with indexes, of each table with 'mirror: view'.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  rowferry generate fdw mirror public.places --config importer.yaml \\",
            "      --target postgresql://dw_owner@db2/dw --apply"
        })
final class GenerateFdwMirrorCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Mixin
    private Generation generation = new Generation();

    @Mixin
    private Links links = new Links();

    @Option(
            names = "--recreate",
            description = "Drops views with another definition, and creates them again, without rows.")
    private boolean recreate;

    @Mixin
    private NamedTables tables = new NamedTables();

    GenerateFdwMirrorCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        List<TableName> asked = tables.all();
        LinkSettings written = links.settings(generation, wiring);
        refuseTablesThatAreNone(asked, links.chosen(written));
        try (Session session = links.side(generation, wiring).connect("fdw mirror")) {
            LinkSettings settings = links.settings(generation, wiring, session);
            List<Link> chosen = links.chosen(settings);
            chosen.forEach(link -> new PlainTables(session, settings.target().schema(), link).require());
            List<MirrorView> mirrors = chosen.stream()
                    .flatMap(link -> link.tables(org.rowferry.link.Mirror.VIEW).stream()
                            .filter(table -> isAsked(asked, table))
                            .map(table -> mirror(session, link, table)))
                    .toList();
            generation.conclude(
                    wiring,
                    generation.scripts(wiring).fdwMirror(links.importerRole(settings), mirrors, recreate),
                    session,
                    "materialized views "
                            + mirrors.stream().map(MirrorView::name).toList());
        }
        return ExitCode.OK.number();
    }

    private static boolean isAsked(List<TableName> asked, LinkTable table) {
        return asked.isEmpty() || asked.contains(table.entry().table());
    }

    private static void refuseTablesThatAreNone(List<TableName> asked, List<Link> chosen) {
        List<TableName> views = chosen.stream()
                .flatMap(link -> link.list().named().entries().stream())
                .filter(table -> table.mirror() == org.rowferry.link.Mirror.VIEW)
                .map(table -> table.entry().table())
                .toList();
        asked.stream().filter(table -> !views.contains(table)).findFirst().ifPresent(table -> {
            throw new Failure(Family.USAGE, "no link has " + table + " with 'mirror: view'")
                    .hint("The tables that links have so are " + views + ".");
        });
        if (views.isEmpty()) {
            throw new Failure(Family.USAGE, "no link has a table with 'mirror: view'")
                    .hint("Write it at the table's entry below links: in ", Mention.IMPORTER_FILE, ".");
        }
    }

    private static MirrorView mirror(Session session, Link link, LinkTable table) {
        MirrorQuery query = MirrorQuery.of(session, link, table);
        return new MirrorView(
                link.foreign(table),
                table.entry().into(),
                query.columns().stream()
                        .map(column -> new MirrorView.MirrorColumn(column.name(), column.expression()))
                        .toList(),
                table.capture().selection().where(),
                query.key(),
                table.indexes());
    }
}
