package org.rowferry.link;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.rowferry.capture.ColumnRow;
import org.rowferry.capture.SourceIdentity;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.TableName;

/**
 * The state of a source with Rowferry's schema, and of its captured tables, at one snapshot.
 *
 * @param captures by the source's names, of the link's tables alone
 */
record RemoteState(Snapshot snapshot, Incarnation incarnation, Map<TableName, RemoteCapture> captures) {
    /** The row of a trigger, by oid and transaction; those of other objects begin with a word. */
    private static final Predicate<String> TRIGGER =
            Pattern.compile("\\d+:\\d+").asMatchPredicate();

    /** How the view of the captures on the source numbers itself in {@code ddl-templates/fdw/link_capture.sql}. */
    private static final int LAYOUT = 2;

    RemoteState {
        captures = Map.copyOf(captures);
    }

    /**
     * Reads it at the snapshot of the transaction that is open, or at one of its own; nothing where no table of the link
     * needs it.
     *
     * @throws Failure of the family SOURCE if the source was restored, cloned or failed over
     */
    static Optional<RemoteState> read(Session session, Link link) {
        if (!link.readsShadowTables()) {
            return Optional.empty();
        }
        return Optional.of(session.first(
                        "select snapshot, incarnation, ancestors::text[] as ancestors, fault from "
                                + link.own(Link.SOURCE_VIEW),
                        row -> new RemoteState(row.snapshot("snapshot"), itself(row), captures(session, link)))
                .orElseThrow(() -> new Failure(
                                Family.SOURCE, "the source of the link " + link.name() + " has no incarnation")
                        .hint("On the source, run as the owner: ", Invocation.ofSourceOwner("generate tracking", ""))));
    }

    /**
     * Has postgres_fdw's session on the source, and its transaction, be what they were before code of a table's owner may
     * have run in them: reading the view makes the one READ ONLY, and sets the other right.
     */
    static void settle(Session session, Link link) {
        if (link.readsShadowTables()) {
            session.query("select fault from " + link.own(Link.SOURCE_VIEW), row -> row.optionalText("fault"));
        }
    }

    /** Refuses a link that lacks what this is read through, where a table of it needs that. */
    static void requireViews(Session session, Link link) {
        if (!link.readsShadowTables()) {
            return;
        }
        for (Identifier view : List.of(Link.SOURCE_VIEW, Link.CAPTURE_VIEW, Link.APPLIED_VIEW)) {
            ForeignTables.require(session, link, link.own(view));
        }
        requireColumns(session, link);
    }

    /** Objects of an older Rowferry lack columns, on the source or here alone. */
    private static void requireColumns(Session session, Link link) {
        String missing = session.one(
                """
                select coalesce(string_agg('add column ' || w.definition, ', '), '') as missing
                from unnest(?::text[]) as w (definition)
                where not exists (
                    select from pg_attribute as a
                    where a.attrelid = to_regclass(?) and a.attname = split_part(w.definition, ' ', 1)
                        and not a.attisdropped)""",
                row -> row.text("missing"),
                new String[] {
                    "triggers text[]",
                    "attributes text[]",
                    "files text[]",
                    "columns text[]",
                    "labels text[]",
                    "layout integer"
                },
                link.own(Link.CAPTURE_VIEW).toString());
        if (!missing.isEmpty()) {
            throw new Failure(
                            Family.TARGET,
                            "the foreign table " + link.own(Link.CAPTURE_VIEW) + " was made by an older Rowferry")
                    .hint("On the source, run as the owner: ", grant(link))
                    .hint("Then here, as the owner: alter foreign table " + link.own(Link.CAPTURE_VIEW) + " " + missing
                            + ";");
        }
    }

    private static Invocation grant(Link link) {
        return SourceRights.grant(
                link, link.tables().stream().filter(Link::readsShadowTable).toList(), true);
    }

    private static Incarnation itself(Row row) {
        row.optionalText("fault").ifPresent(fault -> {
            throw SourceIdentity.other(fault);
        });
        return new Incarnation(
                UUID.fromString(row.text("incarnation")),
                row.texts("ancestors").stream().map(UUID::fromString).toList());
    }

    private static Map<TableName, RemoteCapture> captures(Session session, Link link) {
        Map<TableName, RemoteCapture> captures = new HashMap<>();
        List<Long> layouts = session.query(
                "select schema_name, table_name, shadow_name, key_columns, key_is_unique, capture_id, purged_to, fault,"
                        + " row_security, triggers, attributes, files, columns, labels, layout from "
                        + link.own(Link.CAPTURE_VIEW)
                        + " where " + watched(link),
                row -> {
                    captures.put(
                            TableName.of(row.text("schema_name"), row.text("table_name")),
                            new RemoteCapture(
                                    row.text("shadow_name"),
                                    row.texts("key_columns"),
                                    row.flag("key_is_unique"),
                                    UUID.fromString(row.text("capture_id")),
                                    row.number("purged_to"),
                                    row.optionalText("fault"),
                                    row.flag("row_security"),
                                    triggers(row, TRIGGER),
                                    triggers(row, TRIGGER.negate()),
                                    row.texts("attributes").stream()
                                            .map(ColumnRow::parse)
                                            .toList(),
                                    row.texts("files"),
                                    row.texts("columns"),
                                    row.texts("labels")));
                    return row.number("layout");
                });
        if (layouts.stream().anyMatch(layout -> layout < LAYOUT)) {
            throw new Failure(
                            Family.SOURCE,
                            "the view " + Link.CAPTURE_VIEW + " on the source of the link " + link.name()
                                    + " was made by an older Rowferry, which shows less of what happened to a table")
                    .hint("On the source, run as the owner: ", grant(link));
        }
        return captures;
    }

    /** One column holds both, so that a foreign table of before goes on reading them. */
    private static List<String> triggers(Row row, Predicate<String> kind) {
        return row.texts("triggers").stream().filter(kind).toList();
    }

    /**
     * Returns the tables that have got another file, or lost their name to another, since the snapshot: it sees none of
     * their rows. Once a table was read in the transaction, nothing of the kind can happen to it any more.
     */
    static List<String> moved(Session session, Link link) {
        return session.query(
                "select format('%I.%I', schema_name, table_name) as name from " + link.own(Link.CAPTURE_VIEW)
                        + " where moved and (" + watched(link) + ")",
                row -> row.text("name"));
    }

    private static String watched(Link link) {
        return Link.naming(link.tables().stream().filter(Link::readsShadowTable).map(LinkTable::remote));
    }

    /**
     * Returns the capture of a table.
     *
     * @throws Failure of the family SOURCE if it is missing, broken, or does not fit
     */
    RemoteCapture capture(Link link, LinkTable table) {
        TableName name = table.remote();
        RemoteCapture capture = Optional.ofNullable(captures.get(name))
                .orElseThrow(() -> broken(link, table, "the source does not capture " + name));
        capture.fault().ifPresent(fault -> {
            throw broken(link, table, "the capture of " + name + " on the source has a fault: " + fault);
        });
        if (capture.rowSecurity()) {
            throw new Failure(Family.SOURCE, "row security would hide rows of " + name + " from the role that reads")
                    .hint(
                            "Read it as the table's owner. bypassrls would also work, but it opens every table of the"
                                    + " database. The"
                                    + " role is set under user: of the link in ",
                            Mention.IMPORTER_FILE,
                            ".");
        }
        if (!capture.shadow().equals(link.foreignShadow(table).name().name())) {
            throw broken(
                    link,
                    table,
                    name + " was captured under another name, and its shadow table has that: "
                            + new Identifier(capture.shadow()));
        }
        return capture;
    }

    private static Failure broken(Link link, LinkTable table, String what) {
        return new Failure(Family.SOURCE, what)
                .hint(
                        "On the source, run as the owner: ",
                        Invocation.ofSourceOwner(
                                "generate exporter", table.remote().argument()))
                .hint("Then: ", SourceRights.grant(link, List.of(table), true));
    }
}
