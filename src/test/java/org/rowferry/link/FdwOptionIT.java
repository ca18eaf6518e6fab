package org.rowferry.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.ddl.ForeignServer;
import org.rowferry.ddl.ForeignTable;
import org.rowferry.ddl.Scripts;
import org.rowferry.ddl.Scripts.ForeignOptions;
import org.rowferry.ddl.Templates;
import org.rowferry.link.FdwOption.Scope;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Every option that is known to a major is taken by a server of it, as scripts render it, and no other is. */
class FdwOptionIT {
    private static final Scripts SCRIPTS = new Scripts(Templates.packaged(), "0.0.0");
    private static final Identifier SERVER = new Identifier("North's \"$1\"");
    private static final Identifier SCHEMA = new Identifier("My Links");
    private static final TableName TABLE = TableName.of("public", "Order-Lines");
    private static final Identifier COLUMN = new Identifier("Qty \"x\"");

    static Stream<Server> servers() {
        return Stream.of(Servers.oldest(), Servers.newest());
    }

    @ParameterizedTest
    @MethodSource("servers")
    void options_areRenderedAndTaken(Server server) {
        int major = server.major();
        try (TestDatabase target = server.newDatabase("fdw_options")) {
            target.as("fdw_importer");
            Map<String, String> none = Map.of();
            run(target, major, server(known(major, Scope.SERVER), known(major, Scope.USER), none, Map.of()));
            assertThat(options(target, "select srvoptions from pg_foreign_server"))
                    .isEqualTo(known(major, Scope.SERVER));
            for (String who : List.of("postgres", "fdw_importer")) {
                assertThat(options(target, "select umoptions from pg_user_mappings where usename = '" + who + "'"))
                        .isEqualTo(known(major, Scope.USER));
            }
            target.execute("create foreign table \"My Links\".\"Order-Lines\" (\"Qty \"\"x\"\"\" int) server " + SERVER
                    + " options (fetch_size '7')");
            run(target, major, server(none, none, known(major, Scope.TABLE), Map.of(COLUMN, "it's \"other\"")));
            assertThat(options(
                            target,
                            "select ftoptions from pg_foreign_table where ftrelid::regclass::text not like '%link_%'"))
                    .isEqualTo(known(major, Scope.TABLE));
            assertThat(options(target, "select attfdwoptions from pg_attribute where attname = 'Qty \"x\"'"))
                    .isEqualTo(Map.of("column_name", "it's \"other\""));
            assertThat(target.value("select count(*) from pg_foreign_server where srvoptions is not null"))
                    .as("options that are no longer wanted")
                    .isEqualTo("0");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void optionsThatAMajorLacks_areRefusedHereAndThere(Server server) {
        int major = server.major();
        try (TestDatabase target = server.newDatabase("fdw_options")) {
            target.execute("create extension postgres_fdw");
            for (FdwOption option : FdwOption.values()) {
                for (Scope scope : List.of(Scope.SERVER, Scope.TABLE)) {
                    if (option.isKnownTo(major) && option.scopes().contains(scope)) {
                        continue;
                    }
                    Map<String, String> options = Map.of(option.keyword(), value(option));
                    assertThatThrownBy(() -> create(target, scope, options))
                            .as(option + " of " + scope)
                            .hasStackTraceContaining("invalid option \"" + option.keyword() + "\"");
                    if (option.scopes().contains(scope)) {
                        assertThatThrownBy(() -> link(scope, options).serverOptions(major))
                                .isInstanceOfSatisfying(
                                        Failure.class,
                                        failure -> assertThat(failure.family()).isEqualTo(Family.CONFIGURATION))
                                .hasMessage("the link north has options that postgres_fdw of the target's PostgreSQL "
                                        + major + " does not know: " + option.keyword() + " (known from "
                                        + option.since() + " on)");
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void whatLibpqTakesAndPostgresFdwDoesNot_isRefusedByTheServerToo(Server server) {
        try (TestDatabase target = server.newDatabase("fdw_options")) {
            target.execute("create extension postgres_fdw");
            for (String name : List.of("client_encoding", "fallback_application_name", "replication", "oauth_issuer")) {
                assertThat(FdwOption.named(name)).isEmpty();
                assertThatThrownBy(() -> create(target, Scope.SERVER, Map.of(name, "x")))
                        .hasStackTraceContaining("invalid option \"" + name + "\"");
            }
        }
    }

    private static void create(TestDatabase target, Scope scope, Map<String, String> options) {
        String words = options.entrySet().stream()
                .map(option -> new Identifier(option.getKey()) + " '" + option.getValue() + "'")
                .toList()
                .toString()
                .replaceAll("[\\[\\]]", "");
        // One message, and so one transaction, of which nothing is left.
        target.execute("create server s foreign data wrapper postgres_fdw"
                + (scope == Scope.SERVER
                        ? " options (" + words + ")"
                        : "; create foreign table t () server s options (" + words + ")"));
    }

    private static Link link(Scope scope, Map<String, String> options) {
        Map<String, String> none = Map.of();
        LinkTable table = new LinkTable(
                org.rowferry.apply.FeedEntry.of(TABLE),
                org.rowferry.capture.CaptureSettings.USUAL,
                Mirror.TABLE,
                scope == Scope.TABLE ? options : none,
                Map.of(),
                List.of());
        return new Link(
                new StreamName("north"),
                SERVER,
                SCHEMA,
                new Identifier("rowferry"),
                scope == Scope.SERVER ? options : none,
                none,
                none,
                Optional.empty(),
                List.of(table));
    }

    private static ForeignServer server(
            Map<String, String> options,
            Map<String, String> user,
            Map<String, String> tableOptions,
            Map<Identifier, String> columns) {
        List<ForeignTable> tables = new ArrayList<>();
        if (!tableOptions.isEmpty()) {
            tables.add(new ForeignTable(TABLE, tableOptions, columns));
        }
        return new ForeignServer(SERVER, SCHEMA, options, user, List.of(), Map.of(), tables, Optional.empty());
    }

    private static void run(TestDatabase target, int major, ForeignServer server) {
        ForeignOptions options =
                new ForeignOptions(new Identifier("rowferry"), new Identifier("fdw_importer"), major, false);
        target.execute("begin;\n" + SCRIPTS.fdwTarget(options, List.of(server)).body() + "commit;");
    }

    /** Returns all options of a scope that a major knows, each with a value. */
    private static Map<String, String> known(int major, Scope scope) {
        Map<String, String> known = new LinkedHashMap<>();
        for (FdwOption option : FdwOption.values()) {
            if (option.isKnownTo(major) && option.scopes().contains(scope)) {
                known.put(option.keyword(), value(option));
            }
        }
        return known;
    }

    private static String value(FdwOption option) {
        return switch (option) {
            case USE_REMOTE_ESTIMATE,
                    ASYNC_CAPABLE,
                    PARALLEL_COMMIT,
                    PARALLEL_ABORT,
                    UPDATABLE,
                    TRUNCATABLE,
                    KEEP_CONNECTIONS,
                    USE_SCRAM_PASSTHROUGH,
                    PASSWORD_REQUIRED -> "false";
            case ANALYZE_SAMPLING -> "bernoulli";
            case EXTENSIONS -> "postgres_fdw, plpgsql";
            case FDW_STARTUP_COST, FDW_TUPLE_COST -> "0.25";
            case HOST, DBNAME, OPTIONS -> "it''s";
            default -> "1";
        };
    }

    private static Map<String, String> options(TestDatabase target, String array) {
        Map<String, String> options = new LinkedHashMap<>();
        target.query("select o.option_name, o.option_value from pg_options_to_table((" + array + ")) o order by 1")
                .forEach(row -> options.put(row.get(0), row.get(1)));
        return options;
    }
}
