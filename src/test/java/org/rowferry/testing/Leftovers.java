package org.rowferry.testing;

import java.util.List;

/** What a test may leave in a database that keeps the server from dropping it, even by force. */
final class Leftovers {
    private Leftovers() {}

    static void remove(TestDatabase database) {
        rollBackPrepared(database);
        dropSubscriptions(database);
        dropSlots(database);
    }

    private static void rollBackPrepared(TestDatabase database) {
        for (List<String> prepared :
                database.query("select gid from pg_prepared_xacts where database = current_database()")) {
            database.execute("rollback prepared " + Login.literal(prepared.get(0)));
        }
    }

    /** Lets go of the slot first, since the publisher's database may be gone. */
    private static void dropSubscriptions(TestDatabase database) {
        for (List<String> subscription : database.query("""
                select quote_ident(subname) from pg_subscription
                where subdbid = (select oid from pg_database where datname = current_database())
                """)) {
            String name = subscription.get(0);
            database.execute("alter subscription " + name + " disable");
            database.execute("alter subscription " + name + " set (slot_name = none)");
            database.execute("drop subscription " + name);
        }
    }

    /** A slot can be dropped once its reader is gone, which takes the server a moment. */
    private static void dropSlots(TestDatabase database) {
        database.execute("""
                do $$
                declare
                    slot record;
                begin
                    for slot in select slot_name, active_pid from pg_replication_slots
                                where database = current_database() and not temporary
                    loop
                        perform pg_terminate_backend(slot.active_pid);
                        while exists (select from pg_replication_slots
                                      where slot_name = slot.slot_name and active) loop
                            perform pg_sleep(0.01);
                        end loop;
                        perform pg_drop_replication_slot(slot.slot_name);
                    end loop;
                end
                $$""");
    }
}
