package org.rowferry.exporter;

import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.LayoutNumber;

/** Refuses a source whose tracking is not the one that this version reads and writes. */
final class TrackingLayout {
    /** The layout that this version reads and writes. */
    static final long LAYOUT = LayoutNumber.newest();

    /** The functions that a run calls, itself or through one of them. */
    private static final String[] FUNCTIONS = {
        "server_identity",
        "own_tables",
        "is_restored",
        "identity_fault",
        "shadow_fault",
        "capture_fault",
        "capture_traces",
        "capture_altered",
        "column_witness",
        "reset_hint",
        "guard_shadow",
        "forget_bundles",
        "purge"
    };

    private TrackingLayout() {}

    /** Returns the names of the functions that a run calls. */
    static String[] functions() {
        return FUNCTIONS.clone();
    }

    /** Refuses a source that {@code generate tracking} has not seen, or one of another version. */
    static void require(Session session, Identifier schema) {
        boolean present = session.one(
                "select pg_catalog.to_regclass(?) is not null as present",
                row -> row.flag("present"),
                schema + ".layout");
        if (!present) {
            throw generated(
                    new Failure(Family.SOURCE, "the source has no schema " + schema + " with Rowferry's tracking"));
        }
        requireColumns(session, schema);
        requireFunctions(session, schema);
        long layout = session.one(
                "select coalesce(pg_catalog.max(version), 0) as version from " + schema + ".layout",
                row -> row.number("version"));
        if (layout != LAYOUT) {
            throw generated(new Failure(
                    Family.SOURCE, "the tracking in schema " + schema + " has layout " + layout + ", not " + LAYOUT));
        }
    }

    /**
     * Columns that came later are no other layout: a Rowferry that does not know them leaves them alone. The script that
     * adds them adds all functions too, in one transaction.
     */
    private static void requireColumns(Session session, Identifier schema) {
        boolean present = session.one(
                "select pg_catalog.count(*) = 3 as present from pg_attribute where not attisdropped"
                        + " and (attrelid = pg_catalog.to_regclass(?) and attname = 'traces'"
                        + " or attrelid = pg_catalog.to_regclass(?) and attname in ('row_xid', 'digested_at'))",
                row -> row.flag("present"),
                schema + ".capture",
                schema + ".export_tracking");
        if (!present) {
            throw generated(
                    new Failure(Family.SOURCE, "the tracking in schema " + schema + " was made by an older Rowferry"));
        }
    }

    /** Without this, the server would only say that there is no such function, in the middle of a run. */
    private static void requireFunctions(Session session, Identifier schema) {
        session.first(
                        "select f.name from pg_catalog.unnest(?::text[]) as f (name)"
                                + " where not exists (select from pg_catalog.pg_proc as p where p.proname = f.name"
                                + " and p.pronamespace = pg_catalog.to_regnamespace(?))",
                        row -> row.text("name"),
                        FUNCTIONS,
                        schema.toString())
                .ifPresent(missing -> {
                    throw generated(new Failure(
                            Family.SOURCE, "the tracking in schema " + schema + " lacks the function " + missing));
                });
    }

    private static Failure generated(Failure failure) {
        return failure.hint("Run this version's as the owner: ", Invocation.ofSourceOwner("generate tracking", ""));
    }
}
