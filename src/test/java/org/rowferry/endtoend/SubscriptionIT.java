package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.exporter.Outcome;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** A captured table that a logical subscription feeds for a while: its apply process fires no statement triggers. */
class SubscriptionIT {
    private static final String TABLE = "fed.\"The \"\"Things\"\"\"";
    private static final String MAKE = "create table " + TABLE + " (\"i d\" integer primary key, \"group\" text)";

    static Stream<Server> servers() {
        return Stream.of(Servers.oldest(), Servers.newest());
    }

    @ParameterizedTest
    @MethodSource("servers")
    void rowsOfASubscriptionThatCameAndWentBetweenTwoExports_areShipped(Server server) {
        Server elsewhere = server == Servers.oldest() ? Servers.newest() : Servers.oldest();
        try (Pipeline ferry = Pipeline.between(server, elsewhere, ShippedSchema.of(MAKE, TABLE));
                TestDatabase publisher = elsewhere.newDatabase("publisher")) {
            ferry.source()
                    .writer()
                    .execute("insert into " + TABLE + " select i, 'own' from generate_series(1, 5) as i");
            ferry.importAllOf(ferry.export());

            publisher.execute("create schema fed; " + MAKE + "; insert into " + TABLE
                    + " select i, 'copied' from generate_series(11, 15) as i; create publication feed for table "
                    + TABLE);
            feed(publisher, ferry.source().superuser());

            Outcome outcome = ferry.export();
            assertThat(((Outcome.Exported) outcome).tables())
                    .allSatisfy(line -> assertThat(line.full()).isEmpty());
            ferry.importAllOf(outcome);
            assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(7);
            assertThat(ferry.export()).isInstanceOf(Outcome.NotExported.class);
        }
    }

    /** Copies and applies: inserts, updates, a key that changes, a delete; then the subscription is gone. */
    private static void feed(TestDatabase publisher, TestDatabase subscriber) {
        String where = "host=" + publisher.server().host() + " port="
                + publisher.server().port() + " dbname=" + publisher.name() + " user=postgres password=postgres";
        publisher.execute("select pg_create_logical_replication_slot('" + publisher.name() + "', 'pgoutput')");
        subscriber.execute("create subscription \"" + publisher.name() + "\" connection '" + where
                + "' publication feed with (create_slot = false)");
        awaitRows(subscriber, "copied", 5);
        publisher.execute("insert into " + TABLE + " values (16, 'applied'); update " + TABLE
                + " set \"group\" = 'applied' where \"i d\" = 11; update " + TABLE
                + " set \"i d\" = 22, \"group\" = 'applied' where \"i d\" = 12; delete from " + TABLE
                + " where \"i d\" in (13, 14, 15)");
        publisher.execute(
                "insert into " + TABLE + " values (17, 'applied'); delete from " + TABLE + " where \"i d\" = 17");
        subscriber.execute("delete from " + TABLE + " where \"i d\" = 5");
        awaitRows(subscriber, "applied", 3);
        subscriber.execute("drop subscription \"" + publisher.name() + "\"");
    }

    private static void awaitRows(TestDatabase database, String group, int rows) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                database.value("select count(*) from " + TABLE + " where \"group\" = '" + group + "'"))
                        .isEqualTo(Integer.toString(rows)));
    }
}
