package org.rowferry.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** A source with a thousand tables is asked for those of the link, and reads no other. */
class SentConditionIT {
    static Stream<Server> servers() {
        return Stream.of(Servers.oldest(), Servers.newest());
    }

    @ParameterizedTest
    @MethodSource("servers")
    void namesOfTables_areComparedOnTheSource(Server server) {
        try (TestDatabase database = server.newDatabase("sent")) {
            database.execute("create extension postgres_fdw; create schema n;"
                    + " create server north foreign data wrapper postgres_fdw options (host '" + server.host()
                    + "', port '" + server.port() + "', dbname '" + database.name() + "');"
                    + " create user mapping for current_user server north options (user 'postgres', password 'postgres');"
                    + " create foreign table n.link_columns (schema_name name options (column_name 'table_schema'),"
                    + " table_name name, column_name name) server north options (schema_name 'information_schema',"
                    + " table_name 'columns'); create table public.\"it's \"\"one\"\"\" (a integer)");
            String query = "select column_name from n.link_columns where "
                    + Link.naming(Stream.of(TableName.of("public", "it's \"one\""), TableName.of("n", "none")));
            assertThat(database.query("explain (verbose) " + query).toString())
                    .contains("table_schema = 'public'::text", "table_name = 'it''s \"one\"'::text")
                    .doesNotContain("Filter:");
            assertThat(database.query(query).toString()).isEqualTo("[[a]]");
        }
    }
}
