package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.TargetSettings;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.Compression;
import org.rowferry.ddl.Scripts.IncarnationChange;
import org.rowferry.depot.Depots;
import org.rowferry.exporter.Exporter;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.importer.Consent;
import org.rowferry.importer.Importer;
import org.rowferry.importer.ImporterSettings;
import org.rowferry.importer.Result;
import org.rowferry.postgres.Database;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Server;
import org.rowferry.testing.TestDatabase;
import org.rowferry.testing.TestFolder;

/**
 * A source, a target, the folders between them, and the product's own rooms to ship with. Everything runs as roles that
 * are no superusers.
 */
final class Pipeline implements AutoCloseable {
    static final StreamName TARGET = new StreamName("reporting");

    private static final Journal JOURNAL = Journal.silent();

    private final Source source;
    private final Target target;
    private final ShippedSchema cargo;
    private final Path folder;
    private final Map<TableName, Entry> entries = new HashMap<>();
    private Duration lockTimeout = Duration.ofMillis(20);
    private List<FeedEntry> imported;
    private Journal importJournal = JOURNAL;
    private Consent consent = Consent.NONE;

    private Pipeline(Source source, Target target, ShippedSchema cargo) {
        this.source = source;
        this.target = target;
        this.cargo = cargo;
        this.imported = cargo.tables().stream().map(FeedEntry::of).toList();
        this.folder = TestFolder.make("rowferry-pipeline");
    }

    static Pipeline between(Server sourceServer, Server targetServer, ShippedSchema cargo) {
        return between(sourceServer.newDatabase("source"), targetServer.newDatabase("target"), cargo);
    }

    /** Returns a ferry between databases that hold nothing yet; it closes them. */
    static Pipeline between(TestDatabase sourceDatabase, TestDatabase targetDatabase, ShippedSchema cargo) {
        Source source = Source.on(sourceDatabase, cargo);
        return new Pipeline(source, Target.on(targetDatabase, cargo, source.targetPlan()), cargo);
    }

    /** Returns a ferry from another source to the same target; it is closed before this one. */
    Pipeline joinedBy(Server sourceServer) {
        return new Pipeline(Source.on(sourceServer.newDatabase("source"), cargo), target.guest(), cargo);
    }

    /** Returns a ferry between copies of both databases, as they are now. */
    Pipeline copied() {
        Pipeline copy = cloned();
        copy.source.generateTracking(IncarnationChange.KEEP);
        return copy;
    }

    /** Returns a ferry between copies of both databases, of which the source does not know that it is one. */
    Pipeline cloned() {
        return new Pipeline(source.cloned(), target.copied(), cargo);
    }

    Source source() {
        return source;
    }

    Target target() {
        return target;
    }

    ShippedSchema cargo() {
        return cargo;
    }

    /** Has exports wait for locks that long, instead of hardly at all. */
    void setLockTimeout(Duration timeout) {
        lockTimeout = timeout;
    }

    /** Has exports take a table as its entry says, instead of whole. */
    void setEntry(Entry entry) {
        entries.put(entry.table(), entry);
    }

    /** Exports what is due. */
    Outcome export() {
        return export(Request.due());
    }

    /** Exports again what came after a position. */
    Outcome exportSince(long position) {
        return export(new Request(FullTables.NONE, Optional.of(new Position(position)), false));
    }

    Outcome export(Request request) {
        return export(request, JOURNAL);
    }

    Outcome export(Request request, Journal journal) {
        return exportTo(TARGET, cargo.tables(), request, journal);
    }

    Outcome exportTo(StreamName name, List<TableName> tables, Request request) {
        return exportTo(name, tables, request, JOURNAL);
    }

    private Outcome exportTo(StreamName name, List<TableName> tables, Request request, Journal journal) {
        List<Entry> entries = tables.stream()
                .map(table -> this.entries.getOrDefault(table, Entry.of(table)))
                .toList();
        return export(
                new ExporterSettings.Target(name, outbox(name).toString(), Compression.ZSTD, entries),
                request,
                journal);
    }

    /** Exports what a target is to have, whatever the cargo is. */
    Outcome export(ExporterSettings.Target to, Request request) {
        return export(to, request, JOURNAL);
    }

    private Outcome export(ExporterSettings.Target to, Request request, Journal journal) {
        ExporterSettings settings =
                new ExporterSettings(source.endpoint(), Source.SCHEMA, Duration.ofDays(14), lockTimeout, List.of(to));
        Database database = new Database(settings.source(), Family.SOURCE);
        return new Exporter(database, settings, "rowferry test", journal)
                .run(to, Depots.at(to.outbox(), journal), request);
    }

    /** Imports what waits in the inbox. */
    List<Result> importAll() {
        return importAll(importerSettings(), false);
    }

    /** Does all that an import does, and rolls back. */
    List<Result> rehearse() {
        return importAll(importerSettings(), true);
    }

    /** Imports what waits in the inbox of that settings' first. */
    List<Result> importAll(ImporterSettings settings, boolean dryRun) {
        ImporterSettings.Inbox from = settings.inboxes().get(0);
        List<Result> results = new ArrayList<>();
        new Importer(new Database(settings.target().endpoint(), Family.TARGET), settings, importJournal)
                .run(from, Depots.at(from.from(), importJournal), consent, dryRun, results::add);
        return results;
    }

    /** Has imports go by these entries, one for each table, instead of writing each table as it is on the source. */
    void setEntries(FeedEntry... entries) {
        imported = List.of(entries);
    }

    /** Has the source begin another life, and whoever imports accept it. */
    void renewIncarnation() {
        source.generateTracking(IncarnationChange.RENEW);
        setConsent(new Consent(Set.of(source.incarnation()), Set.of()));
    }

    /** Has imports take what a person vouches for. */
    void setConsent(Consent consent) {
        this.consent = consent;
    }

    /** Has somebody hear the steps of imports. */
    void setImportJournal(Journal journal) {
        importJournal = journal;
    }

    ImporterSettings importerSettings() {
        return new ImporterSettings(
                new TargetSettings(target.endpoint(), Source.SCHEMA, Duration.ofMillis(200), 1),
                List.of(inboxOf(new StreamName("shop"))));
    }

    /** Returns the inbox of this ferry under a name. */
    ImporterSettings.Inbox inboxOf(StreamName name) {
        return new ImporterSettings.Inbox(name, inbox().toString(), imported);
    }

    /** Ships and imports everything, and fails unless all of it was applied or had been before. */
    void importAllOf(Outcome outcome) {
        if (outcome instanceof Outcome.Exported exported) {
            ship(exported.file());
        }
        assertThat(importAll()).noneMatch(Result.Refused.class::isInstance);
    }

    /** Ships and imports everything, and returns why it was refused; fails if it was not, or if the target changed. */
    Failure refusalOf(Outcome outcome) {
        List<String> before = targetRows();
        ship(((Outcome.Exported) outcome).file());
        List<Result> results = importAll();
        assertThat(results).hasSize(1).first().isInstanceOf(Result.Refused.class);
        assertThat(targetRows()).isEqualTo(before);
        return ((Result.Refused) results.get(0)).failure();
    }

    /** Exports anew what the target does not have, in place of bundles that it refused. */
    Outcome exportInPlaceOfRefused() {
        try (Stream<Path> files = Files.list(inbox())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return exportSince(Collections.max(standings().values()));
    }

    Path outbox(StreamName name) {
        return made(folder.resolve("outbox").resolve(name.name()));
    }

    Path outbox() {
        return outbox(TARGET);
    }

    Path inbox() {
        return made(folder.resolve("inbox"));
    }

    /** Copies a bundle from the outbox into the inbox, as often as a test likes. */
    void ship(BundleName bundle) {
        try {
            Files.copy(
                    outbox().resolve(bundle.toString()),
                    inbox().resolve(bundle.toString()),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes over what lies in another ferry's inbox. */
    void takeFrom(Pipeline other) {
        try (Stream<Path> files = Files.list(other.inbox())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, inbox().resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns where the target says that each table stands. */
    Map<String, Long> standings() {
        Map<String, Long> standings = new TreeMap<>();
        target.superuser()
                .query("select format('%I.%I', schema_name, table_name), number from rowferry.import_tracking")
                .forEach(row -> standings.put(row.get(0), Long.parseLong(row.get(1))));
        return standings;
    }

    /** Returns all rows that are committed on the source, sorted. */
    List<String> sourceRows() {
        return source.superuser().query(cargo.contents()).stream()
                .map(row -> row.get(0))
                .sorted()
                .toList();
    }

    List<String> targetRows() {
        return target.superuser().query(cargo.contents()).stream()
                .map(row -> row.get(0))
                .sorted()
                .toList();
    }

    /** Brings everything back to where nothing was ever written or shipped; only the incarnation stays. */
    void begin() {
        source.forget();
        target.forget(cargo);
        clearFolders();
    }

    private void clearFolders() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path made(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        source.close();
        target.close();
        TestFolder.delete(folder);
    }
}
