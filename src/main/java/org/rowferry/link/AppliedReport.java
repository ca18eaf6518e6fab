package org.rowferry.link;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.rowferry.link.SyncRun.SyncOutcome;
import org.rowferry.postgres.Session;

/**
 * Tells a source what was applied, so that it purges what this target needs no more. The target has committed by then:
 * postgres_fdw would commit on the source first, and a crash between the two would have changes purged that nobody has.
 */
final class AppliedReport {
    private final Session session;
    private final Link link;

    AppliedReport(Session session, Link link) {
        this.session = session;
        this.link = link;
    }

    void tell(SyncOutcome cut) {
        List<SyncReport.SyncedTable> lines = cut.lines().stream()
                .filter(line -> captureId(cut, line).isPresent())
                .toList();
        session.transaction(
                "begin isolation level read committed, read write",
                () -> session.update(
                        String.format(Locale.ROOT, """
                insert into %s (target, number, incarnation, snapshot, schema_names, table_names, capture_ids, kinds, keys, rows)
                values (?, ?, ?::uuid, ?::pg_snapshot, ?, ?, ?::text[]::uuid[], ?, ?::text[]::bigint[], ?::text[]::bigint[])""", link.own(Link.APPLIED_VIEW)),
                        name(),
                        cut.to().position().number(),
                        cut.incarnation().id().toString(),
                        cut.to().snapshot().toString(),
                        each(lines, line -> line.line().table().schema().name()),
                        each(lines, line -> line.line().table().name().name()),
                        each(lines, line -> captureId(cut, line).orElseThrow()),
                        each(lines, line -> line.line().kind().toString()),
                        each(lines, line -> Long.toString(line.line().keys())),
                        each(lines, line -> Long.toString(line.line().rows()))));
    }

    private static String[] each(List<SyncReport.SyncedTable> lines, Function<SyncReport.SyncedTable, String> part) {
        return lines.stream().map(part).toArray(String[]::new);
    }

    private static Optional<String> captureId(SyncOutcome cut, SyncReport.SyncedTable line) {
        return cut.tables().stream()
                .filter(table -> table.name().equals(line.line().table()))
                .findFirst()
                .flatMap(PlannedTable::capture)
                .map(capture -> capture.id().toString());
    }

    /**
     * Returns what the source calls this target: two of them may give a link, and their databases, the same names. No
     * target of bundles has a slash in its name.
     */
    private String name() {
        return session.one(
                "select current_database() || '/' || ? || '/' || system_identifier as name from pg_control_system()",
                row -> row.text("name"),
                link.name().name());
    }
}
