package org.rowferry.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rowferry.ddl.ForeignServer;
import org.rowferry.ddl.ForeignServer.Secret;
import org.rowferry.ddl.ForeignServer.WholeSchema;
import org.rowferry.ddl.ForeignTable;
import org.rowferry.link.FdwOption;
import org.rowferry.link.Link;
import org.rowferry.link.LinkSettings;
import org.rowferry.link.LinkTable;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The links that a command is about, as scripts have them. */
final class Links {
    @Mixin
    private ChosenLinks chosen = new ChosenLinks();

    @Option(
            names = "--target",
            paramLabel = "URL",
            description = "The target database, if another role than the importer connects.")
    private @Nullable String target;

    @Option(
            names = "--importer-role",
            paramLabel = "ROLE",
            description = "The role that reads over the links. Default: the user of the configuration's 'target:'.")
    private @Nullable String importerRole;

    /** Returns the configuration that links stand in. */
    LinkSettings settings(Generation generation, Wiring wiring) {
        return file(generation, wiring).links();
    }

    /** Returns the same with the tables that its patterns take on the target. */
    LinkSettings settings(Generation generation, Wiring wiring, Session session) {
        ImporterFile file = file(generation, wiring);
        return new Patterns(wiring, wiring.console()::print)
                .of(session, file, importerRole(file.links()))
                .links();
    }

    /** Refuses patterns where no target is asked for its tables. */
    static void refusePatterns(List<Link> links) {
        links.stream()
                .flatMap(link -> link.list().patterns().stream())
                .findFirst()
                .ifPresent(pattern -> {
                    throw new Failure(
                                    Family.USAGE,
                                    "--major asks no target, which has the tables that " + pattern + " takes")
                            .hint("Leave --major out.");
                });
    }

    private static ImporterFile file(Generation generation, Wiring wiring) {
        return generation
                .importer(wiring)
                .orElseThrow(() -> new Failure(Family.USAGE, "no configuration with the key target: is named")
                        .hint("Name the importer's: --config ", Mention.IMPORTER_FILE));
    }

    List<Link> chosen(LinkSettings settings) {
        return chosen.of(settings);
    }

    Generation.ScriptSide side(Generation generation, Wiring wiring) {
        return generation.target(wiring, target);
    }

    Identifier importerRole(LinkSettings settings) {
        return new Identifier(
                importerRole == null ? settings.target().endpoint().user() : importerRole);
    }

    static ForeignServer server(Link link, int major, Optional<WholeSchema> whole) {
        return new ForeignServer(
                link.server(),
                link.schema(),
                link.serverOptions(major),
                link.user(),
                List.of(secret(link, FdwOption.PASSWORD), secret(link, FdwOption.SSLPASSWORD)),
                link.importOptions(),
                tables(link),
                whole);
    }

    private static Secret secret(Link link, FdwOption option) {
        return new Secret(option.keyword(), link.variable(option), link.setting(option));
    }

    /** The link's tables, and what it reads of Rowferry's own on the source. */
    private static List<ForeignTable> tables(Link link) {
        List<ForeignTable> tables = new ArrayList<>();
        for (LinkTable table : link.tables()) {
            tables.add(new ForeignTable(table.entry().table(), table.options(), table.columnNames()));
            if (Link.readsShadowTable(table)) {
                tables.add(ForeignTable.of(link.remoteShadow(table)));
            }
        }
        if (link.readsShadowTables()) {
            tables.add(ForeignTable.of(new TableName(link.sourceSchema(), Link.SOURCE_VIEW)));
            tables.add(ForeignTable.of(new TableName(link.sourceSchema(), Link.CAPTURE_VIEW)));
            tables.add(ForeignTable.written(new TableName(link.sourceSchema(), Link.APPLIED_VIEW)));
        }
        return tables;
    }

    /** Returns the secrets at hand, by the settings that scripts find them in. */
    static Map<String, String> secrets(List<Link> links, Map<String, String> environment) {
        Map<String, String> secrets = new LinkedHashMap<>();
        links.forEach(link ->
                link.secrets(environment).forEach((option, secret) -> secrets.put(link.setting(option), secret)));
        return secrets;
    }
}
