package org.rowferry.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rowferry.ddl.ForeignServer.WholeSchema;
import org.rowferry.ddl.Scripts.ForeignOptions;
import org.rowferry.ddl.Scripts.Script;
import org.rowferry.link.Link;
import org.rowferry.link.LinkSettings;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Renders what a target reads its links' sources through. */
@Command(
        name = "target",
        description =
                "Creates on a target, for each link: extension, foreign server, user mapping, schema, foreign tables.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  rowferry generate fdw target --config importer.yaml --link north \\",
            "      --target postgresql://dw_owner@db2/dw --apply"
        })
final class GenerateFdwTargetCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Mixin
    private Generation generation = new Generation();

    @Mixin
    private Links links = new Links();

    @Option(names = "--reimport", description = "Drops the foreign tables and imports them again from the source.")
    private boolean reimport;

    @Option(
            names = "--whole",
            paramLabel = "SCHEMA",
            description = "Also imports all other tables of a schema of the source. Write its name as in SQL.")
    private @Nullable String whole;

    @Option(
            names = "--except",
            paramLabel = "TABLE",
            description = "Does not import a table of that schema. Write its name as in SQL. Repeatable.")
    private List<String> except = new ArrayList<>();

    @Option(
            names = "--major",
            paramLabel = "N",
            description = "Prints the script for a target of this major, without a connection.")
    private @Nullable Integer major;

    GenerateFdwTargetCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        LinkSettings written = links.settings(generation, wiring);
        Optional<WholeSchema> schema = wholeSchema(links.chosen(written));
        if (major != null && !generation.applies()) {
            Links.refusePatterns(links.chosen(written));
            wiring.console()
                    .printScript(script(written, links.chosen(written), major, schema)
                            .printed()
                            .stripTrailing());
            return ExitCode.OK.number();
        }
        try (Session session = links.side(generation, wiring).connect("fdw target")) {
            LinkSettings settings = links.settings(generation, wiring, session);
            List<Link> chosen = links.chosen(settings);
            Script script = script(settings, chosen, session.serverMajor(), schema);
            Map<String, String> secrets = generation.applies() ? Links.secrets(chosen, wiring.environment()) : Map.of();
            generation.conclude(
                    wiring,
                    script,
                    session,
                    "foreign tables of " + chosen.stream().map(Link::name).toList(),
                    secrets);
        }
        return ExitCode.OK.number();
    }

    private Script script(LinkSettings settings, List<Link> chosen, int ofMajor, Optional<WholeSchema> schema) {
        return generation
                .scripts(wiring)
                .fdwTarget(
                        new ForeignOptions(settings.target().schema(), links.importerRole(settings), ofMajor, reimport),
                        chosen.stream()
                                .map(link -> Links.server(link, ofMajor, schema))
                                .toList());
    }

    private Optional<WholeSchema> wholeSchema(List<Link> chosen) {
        if (whole == null && !except.isEmpty()) {
            throw new Failure(Family.USAGE, "--except leaves tables out of a schema, and --whole names none")
                    .hint("Name the schema: --whole public --except spatial_ref_sys");
        }
        if (whole != null && chosen.size() > 1) {
            throw new Failure(Family.USAGE, "--whole names a schema of one source, and there are " + chosen.size())
                    .hint("Name one: --link " + chosen.get(0).name());
        }
        try {
            return Optional.ofNullable(whole)
                    .map(name -> new WholeSchema(
                            Identifier.parse(name),
                            except.stream().map(Identifier::parse).toList()));
        } catch (IllegalArgumentException e) {
            throw new Failure(Family.USAGE, String.valueOf(e.getMessage()))
                    .hint("Write names as in SQL: --whole public --except '\"Order-Lines\"'");
        }
    }
}
