package org.rowferry.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.connection.Endpoint;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Family;
import org.rowferry.schema.Column;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** What the catalog says of tables that are not the ordinary ones. */
class CatalogIT {
    static Stream<Server> servers() {
        return Stream.of(Servers.oldest(), Servers.newest());
    }

    @Test
    void keyWithoutOverlaps_goesByEquality() {
        try (TestDatabase database = Servers.newest().newDatabase("catalog")) {
            database.execute("""
                    create extension btree_gist;
                    create table public."Stays" (
                        "room no" integer, nights daterange, primary key ("room no", nights without overlaps)
                    )""");
            assertThat(find(database, TableName.of("public", "Stays")).keys())
                    .singleElement()
                    .extracting(KeyIndex::operators)
                    .isEqualTo(List.of("=", "="));
        }
    }

    @Test
    void notNullThatIsNotValidYet_provesNothing_andMakesNoKey() {
        try (TestDatabase database = Servers.newest().newDatabase("catalog")) {
            database.execute("""
                    create table public.later (code integer, proven integer not null);
                    insert into public.later values (null, 1);
                    alter table public.later add constraint coded not null code not valid;
                    create unique index on public.later (code)""");
            Relation later = find(database, TableName.of("public", "later"));
            assertThat(later.columns()).extracting(Column::notNull).containsExactly(false, true);
            assertThat(later.keys()).isEmpty();
            database.execute("delete from public.later; alter table public.later validate constraint coded");
            assertThat(find(database, TableName.of("public", "later")).keys()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void notNullOfAParentOrAForeignTable_provesNothing(Server server) {
        try (TestDatabase database = server.newDatabase("catalog")) {
            database.execute("""
                    create extension file_fdw;
                    create server files foreign data wrapper file_fdw;
                    create foreign table public.far (a text not null) server files options (filename '/dev/null');
                    create table public.parent (a text not null);
                    create table public.plain (a text not null);
                    create foreign table public.child () inherits (public.parent) server files options (filename '/dev/null')""");
            for (String table : List.of("far", "parent")) {
                assertThat(find(database, TableName.of("public", table)).columns())
                        .as(table)
                        .extracting(Column::notNull)
                        .containsExactly(false);
            }
            assertThat(find(database, TableName.of("public", "plain")).columns())
                    .extracting(Column::notNull)
                    .containsExactly(true);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void partitionAtAnyDepth_namesItsRoot(Server server) {
        try (TestDatabase database = server.newDatabase("catalog")) {
            database.execute("""
                    create table public."The Root" (id integer primary key) partition by range (id);
                    create table public.branch partition of public."The Root" default partition by hash (id);
                    create table public."Leaf" partition of public.branch for values with (modulus 1, remainder 0);
                    create table public.parent (id integer);
                    create table public.child () inherits (public.parent)""");
            Optional<TableName> root = Optional.of(TableName.of("public", "The Root"));
            assertThat(traits(database, "Leaf")).returns(root, Relation.Traits::root);
            assertThat(traits(database, "branch")).returns(root, Relation.Traits::root);
            for (String table : List.of("The Root", "Leaf", "branch")) {
                assertThat(traits(database, table)).returns(false, Relation.Traits::inherits);
            }
            for (String table : List.of("The Root", "parent", "child")) {
                assertThat(traits(database, table)).returns(Optional.empty(), Relation.Traits::root);
            }
            for (String table : List.of("parent", "child")) {
                assertThat(traits(database, table)).returns(true, Relation.Traits::inherits);
            }
        }
    }

    private static Relation.Traits traits(TestDatabase database, String table) {
        return find(database, TableName.of("public", table)).traits();
    }

    private static Relation find(TestDatabase database, TableName table) {
        Database known = new Database(Endpoint.parse(database.url(), Map.of()), Family.SOURCE);
        try (Session session = known.connect("test")) {
            return new Catalog(session).find(table).orElseThrow();
        }
    }
}
