package org.rowferry.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.apply.FeedEntry;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.KeyIndex;
import org.rowferry.connection.Endpoint;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Over a link a table has the key that it has where it stands, whatever its unique index is like. */
class RemoteKeysIT {
    private static final String TABLES = """
            create domain public.filled as integer not null;
            create table public."primary" (a integer, "B b" integer, primary key ("B b", a));
            create table public.deferred_primary (a integer primary key deferrable initially deferred);
            create table public.deferred_unique (a integer not null unique deferrable);
            create table public.included (a integer not null, b integer, unique (a) include (b));
            create table public.identity (a integer, b integer not null);
            create unique index told on public.identity (b);
            alter table public.identity replica identity using index told;
            create table public.wide_first (a integer not null, b integer not null, unique (b, a), unique (b));
            create table public.partial (a integer not null, b integer);
            create unique index on public.partial (a) where b > 0;
            create table public.expression (a integer not null, b integer not null);
            create unique index on public.expression (a, (b + 1));
            create table public.nullable (a integer unique, b integer not null);
            create table public.domain (a public.filled unique);
            create table public.gone (a integer not null unique);
            update pg_index set indisvalid = false, indisready = false where indrelid = 'public.gone'::regclass;
            create table public.parts (a integer primary key) partition by range (a);
            create table public.part partition of public.parts for values from (0) to (9);
            create table public.half (a integer not null) partition by range (a);
            create table public.half_0 partition of public.half for values from (0) to (9);
            create unique index on only public.half (a);
            """;

    /** A constraint NOT NULL came to have a state with PostgreSQL 18. */
    private static final String UNPROVEN = """
            create table public.unproven (a integer unique);
            alter table public.unproven add constraint coded not null a not valid;
            """;

    static Stream<Server> servers() {
        return Stream.of(Servers.oldest(), Servers.newest());
    }

    @ParameterizedTest
    @MethodSource("servers")
    void key_isThatOfTheTableWhereItStands(Server server) {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        keys.put("primary", List.of("B b", "a"));
        List.of("deferred_primary", "deferred_unique", "included", "parts")
                .forEach(table -> keys.put(table, List.of("a")));
        keys.put("identity", List.of("b"));
        keys.put("wide_first", List.of("b", "a"));
        List.of("partial", "expression", "nullable", "domain", "gone", "half", "half_built")
                .forEach(table -> keys.put(table, List.of()));
        boolean notValid = server.major() >= 18;
        if (notValid) {
            keys.put("unproven", List.of());
        }
        try (TestDatabase database = reachingItself(server)) {
            database.execute(notValid ? TABLES + UNPROVEN : TABLES);
            halfBuild(database);
            Map<String, List<String>> here = new HashMap<>();
            Map<String, List<String>> there = new HashMap<>();
            try (Session session = session(database)) {
                keys.keySet().forEach(table -> {
                    here.put(table, here(session, table));
                    there.put(table, there(session, table));
                });
            }
            assertThat(here).isEqualTo(keys);
            assertThat(there).isEqualTo(keys);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void parent_hasNoKeyOverALink_sinceItsChildrensRowsAreReadWithItsOwn(Server server) {
        try (TestDatabase database = reachingItself(server)) {
            database.execute("create table public.parent (a integer primary key);"
                    + " create table public.child (primary key (a)) inherits (public.parent)");
            try (Session session = session(database)) {
                assertThat(there(session, "parent")).isEmpty();
                assertThat(there(session, "child")).containsExactly("a");
            }
        }
    }

    /** Two equal rows leave an index behind that is not valid. */
    private static void halfBuild(TestDatabase database) {
        database.execute(
                "create table public.half_built (a integer not null); insert into public.half_built values (1), (1)");
        assertThatThrownBy(() -> database.execute("create unique index concurrently on public.half_built (a)"))
                .hasStackTraceContaining("could not create unique index");
    }

    private static TestDatabase reachingItself(Server server) {
        TestDatabase database = server.newDatabase("remote_keys");
        database.execute(
                "create extension postgres_fdw; create schema n; create server north foreign data wrapper postgres_fdw"
                        + " options (host '" + server.host() + "', port '" + server.port() + "', dbname '"
                        + database.name() + "');"
                        + " create user mapping for current_user server north options (user 'postgres', password 'postgres')");
        return database;
    }

    private static Session session(TestDatabase database) {
        return new Database(Endpoint.parse(database.url(), Map.of()), Family.TARGET).connect("test");
    }

    private static List<String> here(Session session, String table) {
        return new Catalog(session)
                .find(TableName.of("public", table)).orElseThrow().keys().stream()
                        .map(KeyIndex::key)
                        .findFirst()
                        .map(key -> key.columns().stream().map(Identifier::name).toList())
                        .orElse(List.of());
    }

    private static List<String> there(Session session, String table) {
        FeedEntry entry = FeedEntry.of(TableName.of("public", table));
        return new RemoteKeys(session, Linked.link())
                .find(Linked.table(entry, CaptureSettings.USUAL, Mirror.VIEW))
                .map(key -> key.columns().stream().map(Identifier::name).toList())
                .orElse(List.of());
    }
}
