package org.rowferry.ddl;

import java.util.List;
import java.util.Optional;
import org.rowferry.ddl.Scripts.IncarnationChange;
import org.rowferry.ddl.Scripts.Script;
import org.rowferry.ddl.Scripts.SourceOptions;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Server;
import org.rowferry.testing.TestDatabase;

/**
 * A source as Rowferry finds it: tables of an ordinary owner, a user who may write them, and the roles that capture and
 * export.
 */
final class Source implements AutoCloseable {
    static final SourceOptions OPTIONS = new SourceOptions(
            new Identifier("rowferry"),
            Optional.of(new Identifier("ddl_capture")),
            Optional.of(new Identifier("ddl_exporter")));

    private final TestDatabase superuser;
    private final TestDatabase owner;
    private final TestDatabase writer;
    private final TestDatabase exporter;
    private final Scripts scripts = new Scripts(Templates.packaged(), "0.0.0");

    private Source(TestDatabase superuser) {
        this.superuser = superuser;
        this.owner = superuser.as("ddl_owner");
        this.writer = superuser.as("ddl_writer");
        this.exporter = superuser.as("ddl_exporter");
        superuser.as("ddl_capture");
    }

    /** Makes the schemas {@code app} and {@code "My Schema"} for an owner who may create one more, for Rowferry. */
    static Source on(Server server) {
        Source source = new Source(server.newDatabase("ddl"));
        source.superuser.execute(
                """
                create schema app authorization ddl_owner;
                create schema "My Schema" authorization ddl_owner;
                grant usage on schema app, "My Schema" to ddl_writer;
                grant ddl_capture to ddl_owner;
                """ + "grant create on database " + new Identifier(source.superuser.name()) + " to ddl_owner");
        source.run(source.scripts.tracking(OPTIONS, IncarnationChange.NONE));
        return source;
    }

    TestDatabase superuser() {
        return superuser;
    }

    TestDatabase owner() {
        return owner;
    }

    TestDatabase writer() {
        return writer;
    }

    TestDatabase exporter() {
        return exporter;
    }

    /** Makes tables as their owner; the writer may write them. */
    void create(String sql) {
        owner.execute(sql);
        for (String schema : List.of("app", "\"My Schema\"")) {
            owner.execute("grant select, insert, update, delete, truncate on all tables in schema " + schema
                    + " to ddl_writer");
        }
    }

    void capture(TableToCapture... tables) {
        run(scripts.exporter(OPTIONS, List.of(tables)));
    }

    void reset(TableName... tables) {
        run(scripts.reset(OPTIONS.schema(), List.of(tables)));
    }

    /** Runs a script as the tool does with {@code --apply}. */
    void run(Script script) {
        owner.execute("begin;\n" + script.body() + "commit;");
    }

    /** Returns the first key column of what was noted in a shadow table, each once, and forgets it. */
    List<String> notes(String shadow) {
        List<String> keys = noted(shadow).stream().distinct().toList();
        superuser.execute("set rowferry.purging = on; delete from " + shadow(shadow) + "; reset rowferry.purging");
        return keys;
    }

    /** Returns the first key column of what was noted, as often as it was, in its type's order. */
    List<String> noted(String shadow) {
        boolean arrays = superuser
                .value("select count(*) from pg_attribute where attrelid = '" + shadow(shadow)
                        + "'::regclass and attname = 'k1s'")
                .equals("1");
        return superuser
                .query("select coalesce(n.k1::text, 'TRUNCATE') from (select "
                        + (arrays ? "unnest(coalesce(k1s, array[k1])) as k1" : "k1") + " from " + shadow(shadow)
                        + ") as n order by n.k1")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    private static String shadow(String name) {
        return "rowferry." + new Identifier(name);
    }

    /** Returns what the source says is wrong with a table's capture; empty when it is whole. */
    String fault(String table) {
        return exporter.value("select coalesce(rowferry.capture_fault('" + table + "'::regclass), '')");
    }

    String captureId(String table) {
        return superuser.value("select coalesce((select id::text from rowferry.capture where table_oid = to_regclass('"
                + table + "')), 'none')");
    }

    @Override
    public void close() {
        superuser.close();
    }
}
