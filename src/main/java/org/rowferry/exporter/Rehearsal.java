package org.rowferry.exporter;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.capture.CaptureMethod.Triggers;
import org.rowferry.capture.SourceIdentity;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.postgres.TableLocks;
import org.rowferry.postgres.TableLocks.Mode;
import org.rowferry.report.Failure;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.TableName;

/** Does for each table what an export does, each in a transaction of its own, and writes nothing. */
final class Rehearsal {
    private final Reopened session;
    private final ExporterSettings settings;
    private final Target target;
    private final Request request;
    private Optional<Prepared> prepared = Optional.empty();

    /** Rehearses in a session that has no transaction open and waits for locks as an export does. */
    Rehearsal(Reopened session, ExporterSettings settings, Target target, Request request) {
        this.session = session;
        this.settings = settings;
        this.target = target;
        this.request = request;
    }

    /** Opens a session for it. */
    static Reopened session(Database source, ExporterSettings settings, String purpose) {
        return new Reopened(() -> {
            Session opened = source.connect(purpose);
            opened.lockTimeout(settings.lockTimeout());
            opened.readOnly();
            return opened;
        });
    }

    /** Reads what an export would read, and notes what keeps tables from it. */
    void of(List<Entry> entries, Faults faults) {
        entries.forEach(entry -> of(entry, faults));
    }

    /**
     * Returns what the next export holds of a table; nothing if something keeps it from that, which is noted. As in an
     * export the lock comes before the snapshot, which would show a table empty that is truncated in between.
     */
    Optional<Due.Decision> of(Entry entry, Faults faults) {
        Session open = session.get();
        Survey survey = new Survey(open, settings.schema(), faults);
        Due due = due(open);
        List<Survey.Planned> planned = survey.plan(List.of(entry));
        try {
            return open.transaction("begin isolation level repeatable read, read only", () -> {
                List<Survey.Planned> locked = survey.lockOneByOne(planned);
                List<Due.Decision> contents = survey.due(locked, due);
                contents.forEach(content -> Reading.forFailures(open, content));
                return contents.stream().findFirst();
            });
        } catch (Failure failure) {
            faults.note(entry, failure, true);
            return Optional.empty();
        }
    }

    /**
     * Returns the tables of which the next export holds nothing, found out of all of them at once; the others are to be
     * rehearsed one by one. Their locks are taken together, so none of them is waited for: whoever waited for a table would
     * be waited for in turn at all the others.
     */
    Set<TableName> unchanged(List<Entry> entries) {
        Session open = session.get();
        try {
            // Beside catalog and shadow tables nothing is read, so no owner's code runs here.
            List<Entry> watchedByTriggers = entries.stream()
                    .filter(entry -> entry.capture().method() instanceof Triggers
                            && entry.capture().toldKey().isEmpty()
                            && !entry.selection().hasExpressions())
                    .toList();
            Survey survey = new Survey(open, settings.schema(), new Faults());
            Due due = due(open);
            List<Survey.Planned> planned = survey.plan(watchedByTriggers);
            return open.transaction("begin isolation level repeatable read, read only", () -> {
                new TableLocks(open)
                        .takeAtOnce(
                                planned.stream()
                                        .flatMap(table -> table.locked().stream())
                                        .toList(),
                                Mode.ACCESS_SHARE);
                return survey.due(planned, due).stream()
                        .filter(Due.Decision::isEmpty)
                        .map(content -> content.source().name())
                        .collect(Collectors.toSet());
            });
        } catch (Failure failure) {
            return Set.of();
        }
    }

    /** The session, and what it knows of the target before a table is looked at. */
    private record Prepared(Session session, Due due) {}

    private Due due(Session open) {
        Prepared known = prepared.filter(before -> before.session() == open).orElseGet(() -> {
            Incarnation incarnation = new SourceIdentity(open, settings.schema()).require();
            ExportTracking tracking = new ExportTracking(open, settings.schema(), target.name());
            return new Prepared(
                    open, new Due(open, new Fitness(incarnation, request, Optional.empty()), tracking.tables()));
        });
        prepared = Optional.of(known);
        return known.due();
    }
}
