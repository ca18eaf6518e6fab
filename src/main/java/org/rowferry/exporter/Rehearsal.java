package org.rowferry.exporter;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rowferry.capture.SourceIdentity;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.schema.Incarnation;

/** Does for each table what an export does, each in a transaction of its own, and writes nothing. */
final class Rehearsal implements AutoCloseable {
    private final Database source;
    private final ExporterSettings settings;
    private final Target target;
    private final Request request;
    private @Nullable Session session;

    Rehearsal(Database source, ExporterSettings settings, Target target, Request request) {
        this.source = source;
        this.settings = settings;
        this.target = target;
        this.request = request;
    }

    /** Reads what an export would read, and notes what keeps tables from it. */
    void of(List<Entry> entries, Faults faults) {
        entries.forEach(entry -> of(entry, faults));
    }

    /** Returns what the next export holds of a table; nothing if something keeps it from that, which is noted. */
    Optional<Due.Content> of(Entry entry, Faults faults) {
        Session open = session();
        Survey survey = new Survey(open, settings.schema(), faults);
        Incarnation incarnation = new SourceIdentity(open, settings.schema()).require();
        ExportTracking tracking = new ExportTracking(open, settings.schema(), target.name());
        List<Survey.Planned> planned = survey.plan(List.of(entry));
        try {
            return open.transaction("begin isolation level repeatable read, read only", () -> {
                Due due = new Due(open, incarnation, tracking.tables(), request, Optional.empty());
                List<Due.Content> contents = survey.due(survey.lockOneByOne(planned), due);
                contents.forEach(content -> Reading.forFailures(open, content));
                return contents.stream().findFirst();
            });
        } catch (Failure failure) {
            faults.note(entry, failure, true);
            return Optional.empty();
        }
    }

    /** A COPY that broke off has ended its session. */
    private Session session() {
        if (session == null || !session.isUsable()) {
            session = source.connect("rehearsal of " + target.name());
            session.waitForLocks(settings.lockTimeout());
        }
        return session;
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
