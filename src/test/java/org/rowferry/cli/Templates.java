package org.rowferry.cli;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rowferry.testing.Server;
import org.rowferry.testing.TestDatabase;

/** Sources that the scripts have made once, and of which each test gets a copy. */
final class Templates {
    private static final Map<Server, TestDatabase> TRACKED = new ConcurrentHashMap<>();

    private Templates() {}

    /** Makes a source that has the tracking and no table yet. */
    static TestDatabase tracked(Server server, String namePrefix) {
        return copyOfSource(TRACKED.computeIfAbsent(server, Templates::track), namePrefix);
    }

    private static TestDatabase track(Server server) {
        TestDatabase template = server.newDatabase("tracked");
        Ran.of("generate", "tracking", "--source", template.url(), "--apply").assertOk();
        return template;
    }

    /** Makes a copy of a source that never exported. It is in a first life of its own, as if a script had made it. */
    static TestDatabase copyOfSource(TestDatabase template, String namePrefix) {
        TestDatabase source = template.copy(namePrefix);
        source.execute("""
                update rowferry.incarnation
                set id = gen_random_uuid(),
                    database_oid = (select oid from pg_database where datname = current_database()),
                    started_at = now(),
                    row_xid = pg_current_xact_id()::xid""");
        return source;
    }
}
