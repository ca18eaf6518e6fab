package org.rowferry.endtoend;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.rowferry.connection.Endpoint;
import org.rowferry.ddl.Scripts;
import org.rowferry.ddl.Scripts.IncarnationChange;
import org.rowferry.ddl.Scripts.Script;
import org.rowferry.ddl.Scripts.SourceOptions;
import org.rowferry.ddl.SourceTableReader;
import org.rowferry.ddl.TableToCapture;
import org.rowferry.ddl.TargetPlan;
import org.rowferry.ddl.TargetPlans;
import org.rowferry.ddl.Templates;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.testing.CaptureTemplates;
import org.rowferry.testing.TestDatabase;

/** A source with its tables captured; nobody but its superuser is one. */
final class Source implements AutoCloseable {
    static final Identifier SCHEMA = new Identifier("rowferry");
    static final Scripts SCRIPTS = new Scripts(Templates.in(CaptureTemplates.inArraysFromTheSecondKey()), "0.0.0");

    private static final SourceOptions OPTIONS = new SourceOptions(
            SCHEMA, Optional.of(new Identifier("ferry_capture")), Optional.of(new Identifier("ferry_exporter")));

    private final TestDatabase superuser;
    private final TestDatabase owner;
    private final TestDatabase writer;
    private final TestDatabase exporter;
    private final ShippedSchema cargo;

    private Source(TestDatabase superuser, ShippedSchema cargo) {
        this.superuser = superuser;
        this.cargo = cargo;
        this.owner = superuser.as("ferry_owner");
        this.writer = superuser.as("ferry_writer");
        this.exporter = superuser.as("ferry_exporter");
        superuser.as("ferry_capture");
    }

    static Source on(TestDatabase superuser, ShippedSchema cargo) {
        Source source = new Source(superuser, cargo);
        Roles.giveSchemas(source.superuser, cargo, "ferry_owner");
        source.superuser.execute("grant ferry_capture to ferry_owner");
        source.owner.execute(cargo.sourceSql());
        source.letWriterWrite();
        source.generateTracking(IncarnationChange.NONE);
        source.generateExporter();
        return source;
    }

    private void letWriterWrite() {
        for (Identifier schema : cargo.schemas()) {
            superuser.execute("grant usage on schema " + schema + " to ferry_writer;"
                    + "grant usage on all sequences in schema " + schema + " to ferry_writer;"
                    + "grant select, insert, update, delete, truncate on all tables in schema " + schema
                    + " to ferry_writer");
        }
    }

    /** Returns a clone as {@code create database … template} makes it, which the product takes for what it is. */
    Source cloned() {
        owner.close();
        writer.close();
        exporter.close();
        return new Source(superuser.copy("source"), cargo);
    }

    TestDatabase superuser() {
        return superuser;
    }

    TestDatabase owner() {
        return owner;
    }

    /** Returns the database for the user who changes rows and has no right beyond that. */
    TestDatabase writer() {
        return writer;
    }

    Endpoint endpoint() {
        return Endpoint.parse(exporter.url(), Map.of());
    }

    void generateTracking(IncarnationChange change) {
        run(SCRIPTS.tracking(OPTIONS, change));
    }

    /** Returns the life that the source is in now. */
    UUID incarnation() {
        return UUID.fromString(superuser.value("select id from rowferry.incarnation order by ordinal desc limit 1"));
    }

    void generateExporter() {
        run(SCRIPTS.exporter(OPTIONS, capturedTables()));
    }

    private List<TableToCapture> capturedTables() {
        try (Session session = session()) {
            SourceTableReader tables = new SourceTableReader(session, SCHEMA);
            return cargo.captured().stream()
                    .map(table -> tables.captured(table))
                    .toList();
        }
    }

    TargetPlan targetPlan() {
        try (Session session = session()) {
            return new TargetPlans(session, SCHEMA)
                    .plan(
                            cargo.tables(),
                            table -> cargo.watched().contains(table) ? Optional.of(Key.NONE) : Optional.empty(),
                            false,
                            false);
        }
    }

    /** Opens a session of the product's own as the tables' owner. */
    Session session() {
        return new Database(Endpoint.parse(owner.url(), Map.of()), Family.SOURCE).connect("test");
    }

    /** Empties the tables, their shadow tables and the tracking. */
    void forget() {
        superuser.execute("delete from "
                + String.join(
                        "; delete from ",
                        cargo.tables().stream().map(String::valueOf).toList()));
        superuser
                .query("select shadow_name from rowferry.capture")
                .forEach(shadow -> superuser.execute("set rowferry.purging = on; delete from rowferry."
                        + new Identifier(shadow.get(0)) + "; reset rowferry.purging"));
        superuser.execute("delete from rowferry.export_target; update rowferry.capture set purged_to = null");
    }

    private void run(Script script) {
        owner.execute("begin;\n" + script.body() + "commit;");
    }

    @Override
    public void close() {
        superuser.close();
    }
}
