package org.rowferry.exporter;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.SourceIdentity;
import org.rowferry.depot.Depots;
import org.rowferry.depot.FolderCheck;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.RunLock;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Findings;
import org.rowferry.report.Invocation;
import org.rowferry.report.Journal;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Does what an export does up to its first write, in READ ONLY transactions, and tells which steps would fail. */
public final class ExportCheck {
    private final Database source;
    private final ExporterSettings settings;
    private final Identifier schema;
    private final Findings findings;

    public ExportCheck(Database source, ExporterSettings settings, Findings findings) {
        this.source = source;
        this.settings = settings;
        this.schema = settings.schema();
        this.findings = findings;
    }

    /** Says that nothing of it is checked, since the server cannot be reached or cannot run a job; folders are not meant. */
    public void skip() {
        Stream.of("tracking", "rights", "identity").forEach(check -> skip(check, schema.toString()));
        settings.targets().forEach(target -> skip("table", target.name().toString()));
    }

    private void skip(String check, String subject) {
        findings.skip(check, subject, Invocation.ofExporter("check", ""));
    }

    /** Checks tracking, rights, identity, and for each target its numbers, its folder and its tables. */
    public void run() {
        try (Reopened session = Rehearsal.session(source, settings, "check")) {
            boolean tracked = findings.passes("tracking", schema.toString(), () -> {
                TrackingLayout.require(session.get(), schema);
                return "layout " + TrackingLayout.LAYOUT;
            });
            if (tracked) {
                tracked(session);
            } else {
                untracked();
            }
        }
    }

    private void tracked(Reopened session) {
        findings.during(
                "rights",
                schema.toString(),
                () -> new ExporterRights(session.get(), schema).tell(settings.tables(), findings));
        boolean same = findings.passes(
                "identity",
                schema.toString(),
                () -> "incarnation "
                        + new SourceIdentity(session.get(), schema).require().id());
        for (Target target : settings.targets()) {
            target(session, target, same);
        }
    }

    private void untracked() {
        Stream.of("rights", "identity").forEach(check -> skip(check, schema.toString()));
        for (Target target : settings.targets()) {
            new FolderCheck(findings).outbox(target.outbox(), target.name(), 0);
            skip("table", target.name().toString());
        }
    }

    private void target(Reopened session, Target target, boolean same) {
        String name = target.name().toString();
        ExportTracking tracking = new ExportTracking(session.get(), schema, target.name());
        findings.during("run", name, () -> tellOtherRun(session.get(), target));
        if (same) {
            findings.passes("numbers", name, () -> "the next bundle is " + (1 + last(session.get(), tracking, target)));
        }
        findings.during(
                "folder",
                target.outbox(),
                () -> new FolderCheck(findings).outbox(target.outbox(), target.name(), largest(session.get(), name)));
        if (same) {
            tables(session, target);
        } else {
            skip("table", name);
        }
    }

    private long last(Session session, ExportTracking tracking, Target target) {
        return new Numbering(tracking, Depots.at(target.outbox(), Journal.silent()), target.name(), Journal.silent())
                .last(new SourceIdentity(session, schema).require());
    }

    /** Returns the bytes of the largest bundle that is still known; 0 where none is. */
    private long largest(Session session, String target) {
        return session.one(
                "select coalesce(max(bytes), 0) as bytes from " + schema + ".export_bundle where target = ?",
                row -> row.number("bytes"),
                target);
    }

    private void tellOtherRun(Session session, Target target) {
        Optional<Failure> other = RunLock.holder(session, schema, Ledger.job(target.name()));
        other.ifPresent(busy -> findings.warn("run", target.name().toString(), busy));
        if (other.isEmpty()) {
            findings.ok("run", target.name().toString(), "no other export of it is running");
        }
    }

    private void tables(Reopened session, Target target) {
        findings.during("table", target.name().toString(), target::requireTables);
        Rehearsal rehearsal = new Rehearsal(session, settings, target, Request.due());
        Set<TableName> unchanged = rehearsal.unchanged(target.tables());
        for (Entry entry : target.tables()) {
            String name = entry.table().toString();
            if (unchanged.contains(entry.table())) {
                findings.ok("table", name, "captured by " + CaptureMethod.TRIGGERS.words() + ", nothing waits");
            } else {
                findings.during("table", name, () -> table(rehearsal, entry));
            }
        }
    }

    private void table(Rehearsal rehearsal, Entry entry) {
        String name = entry.table().toString();
        Faults faults = new Faults();
        Optional<Due.Decision> content = rehearsal.of(entry, faults);
        if (content.isEmpty()) {
            findings.fail("table", name, faults.all());
        } else if (TableVerdict.isUnexpected(content.get())) {
            findings.warn("table", name, TableVerdict.unexpected(content.get()));
        } else {
            findings.ok("table", name, TableVerdict.words(content.get()));
        }
    }
}
