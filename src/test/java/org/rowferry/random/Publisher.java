package org.rowferry.random;

import java.util.concurrent.TimeUnit;
import org.rowferry.history.RowWriter;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.testing.Server;
import org.rowferry.testing.TestDatabase;

/** A database on another server whose changes a captured table is fed by for a while. */
final class Publisher implements AutoCloseable {
    private static final long SECONDS = 60;

    private final TestDatabase database;
    private final RowWriter writer;
    private final Identifier subscription;

    Publisher(Server server) {
        this.database = server.newDatabase("random_publisher");
        this.writer = new RowWriter(database, "publisher");
        this.subscription = new Identifier("from_" + database.name());
    }

    /** Has the table be a copy of one here, writes here until it is there too, and leaves nothing of it. */
    void feed(TestDatabase subscriber, SchemaEvent.Subscribe how) {
        database.execute("create schema " + how.table().schema() + ";\n" + how.definition());
        writer.write(how.first());
        database.execute("create publication everything for table " + how.table());
        subscriber.execute("delete from " + how.table());
        subscriber.execute("create subscription " + subscription + " connection " + new Literal(connection())
                + " publication everything");
        await(subscriber, "select bool_and(srsubstate = 'r') from pg_subscription_rel");
        how.writes().forEach(writer::write);
        String end = database.value("select pg_current_wal_insert_lsn()");
        await(
                database,
                "select coalesce(bool_and(replay_lsn >= '" + end
                        + "'), false) from pg_stat_replication where application_name = "
                        + new Literal(subscription.name()));
        subscriber.execute("drop subscription " + subscription);
        database.execute(
                "drop publication everything; drop schema " + how.table().schema() + " cascade");
    }

    private String connection() {
        return "host=" + database.server().host() + " port=" + database.server().port() + " dbname=" + database.name()
                + " user=postgres password=postgres";
    }

    private static void await(TestDatabase where, String condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!where.value(condition).equals("t")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("for " + SECONDS + " seconds it was not so: " + condition);
            }
            where.execute("select pg_sleep(0.02)");
        }
    }

    @Override
    public void close() {
        writer.close();
        database.close();
    }
}
