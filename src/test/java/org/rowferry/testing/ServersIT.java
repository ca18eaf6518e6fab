package org.rowferry.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServersIT {
    static Server[] servers() {
        return new Server[] {Servers.oldest(), Servers.newest()};
    }

    @Test
    void servers_areOfTwoMajors() {
        assertThat(Servers.oldest().major()).isLessThan(Servers.newest().major());
        assertThat(Servers.newest().major()).isEqualTo(18);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void server_hasTheSettingsThatTestsNeed(Server server) {
        try (TestDatabase database = server.newDatabase("settings")) {
            assertThat(database.value("show max_prepared_transactions")).isEqualTo("64");
            assertThat(database.value("show wal_level")).isEqualTo("logical");
            assertThat(database.value("show fsync")).isEqualTo("off");
            assertThat(database.value("show max_connections")).isEqualTo("200");
            assertThat(database.value("show server_encoding")).isEqualTo("UTF8");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void role_isNoSuperuserAndNeedsItsPassword(Server server) {
        try (TestDatabase database = server.newDatabase("Ugly \"name\" %+é")) {
            TestDatabase clerk = database.as("rowferry test's \"clerk\"");
            assertThat(clerk.value("select current_user")).isEqualTo(clerk.user());
            assertThat(clerk.value("select current_database()")).isEqualTo(database.name());
            assertThat(clerk.value("select rolsuper from pg_roles where rolname = current_user"))
                    .isEqualTo("f");
            assertThatThrownBy(() -> DriverManager.getConnection(
                            "jdbc:postgresql://" + server.host() + ":" + server.port() + "/postgres",
                            clerk.user(),
                            "wrong"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void database_isDroppedWithRolesSessionsPreparedTransactionsAndSubscriptions(Server server) throws SQLException {
        TestDatabase publisher = server.newDatabase("publisher");
        TestDatabase subscriber = server.newDatabase("subscriber");
        TestDatabase watcher = server.newDatabase("watcher");
        publisher.execute("create table t (id int primary key); create publication p for table t");
        subscriber.execute("create table t (id int primary key)");
        publisher.query("select pg_create_logical_replication_slot('s', 'pgoutput')");
        subscriber.execute("create subscription s connection '" + publisher.url()
                + "' publication p with (create_slot = false, copy_data = false)");
        publisher.as("rowferry_test_owner").execute("select 1");
        publisher.execute("alter table t owner to rowferry_test_owner");
        publisher.execute("begin; insert into t values (1); prepare transaction 'left open'");
        try (Connection forgotten = publisher.connect();
                Statement statement = forgotten.createStatement()) {
            statement.execute("select 1");
            publisher.close();
        }
        subscriber.close();
        assertThat(watcher.query("select datname from pg_database where datname like '%scriber%'"))
                .isEmpty();
        assertThat(watcher.query("select rolname from pg_roles where rolname = 'rowferry_test_owner'"))
                .isEmpty();
        assertThat(watcher.query("select slot_name from pg_replication_slots")).isEmpty();
        watcher.close();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void role_staysWhileAnotherDatabaseUsesIt(Server server) {
        try (TestDatabase one = server.newDatabase("one")) {
            TestDatabase clerk = one.as("rowferry_test_clerk");
            try (TestDatabase two = server.newDatabase("two")) {
                two.as("rowferry_test_clerk").execute("select 1");
            }
            assertThat(clerk.value("select current_user")).isEqualTo("rowferry_test_clerk");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void copy_holdsWhatItsTemplateHeld(Server server) {
        try (TestDatabase template = server.newDatabase("template")) {
            template.execute("create table t as select 1 as id");
            try (TestDatabase copy = template.copy("copy")) {
                template.execute("drop table t");
                assertThat(copy.value("select id from t")).isEqualTo("1");
            }
        }
    }
}
