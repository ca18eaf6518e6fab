package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.apply.FeedEntry;
import org.rowferry.bundle.Compression;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.CaptureMethod.Deletes;
import org.rowferry.capture.CaptureMethod.Overlap;
import org.rowferry.capture.CaptureMethod.Watermark;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.exporter.ExportStatus;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.importer.Result;
import org.rowferry.postgres.Database;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Surroundings;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;

/** Tables, views and foreign tables that no trigger watches: shipped whole when they differ, or by their watermark. */
class WatchedTablesIT {
    private static final TableName CAPTURED = TableName.of("seen", "captured");
    private static final TableName NOTES = TableName.of("seen", "My \"Notes\"");
    private static final TableName VIEW = TableName.of("seen", "view");
    private static final TableName STORED = TableName.of("seen", "stored");
    private static final TableName FAR = TableName.of("seen", "far");
    private static final TableName LINES = TableName.of("seen", "lines");
    private static final TableName PARTED = TableName.of("seen", "parted");

    private static final TableName PARENT = TableName.of("seen", "parent");

    private static final ShippedSchema CARGO = ShippedSchema.of(
                    """
                    create table seen.captured (id integer primary key, v text);
                    create table seen."My ""Notes\""" (
                        "i d" bigint primary key, "text" text, "When?" timestamptz, changed timestamptz, no serial,
                        hidden boolean default false);
                    create table seen.lines (a integer, b text, c numeric);
                    create table seen.parted (id integer, changed timestamptz, v text, primary key (id, v)) partition by list (v);
                    create table seen.parted_a partition of seen.parted for values in ('a');
                    create view seen.view as select b, count(*) as lines, sum(c) as total from seen.lines group by b;
                    create table seen.parent (id integer, v text);
                    create table seen.child (more text) inherits (seen.parent);
                    create materialized view seen.stored as select a, b from seen.lines;
                    grant select on all tables in schema seen to ferry_exporter;
                    """,
                    CAPTURED.toString(),
                    NOTES.toString(),
                    VIEW.toString(),
                    STORED.toString(),
                    LINES.toString(),
                    PARTED.toString(),
                    PARENT.toString())
            .watching(NOTES, VIEW, STORED, LINES, PARTED, PARENT);

    private static final Pipeline TEMPLATE = Pipeline.between(Servers.oldest(), Servers.newest(), CARGO);

    private final Pipeline ferry = TEMPLATE.copied();

    WatchedTablesIT() {
        Stream.of(VIEW, STORED, LINES, PARENT).forEach(table -> watch(table, CaptureMethod.WHOLE));
        watch(NOTES, byWatermark("When?", "changed"));
        watch(PARTED, byWatermark("changed"));
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @AfterAll
    static void closeTemplate() {
        TEMPLATE.close();
    }

    private static CaptureMethod byWatermark(String... columns) {
        return new Watermark(Stream.of(columns).map(Identifier::new).toList(), Overlap.USUAL, Deletes.KEYS);
    }

    private static CaptureMethod byWatermark(Overlap overlap, Deletes deletes, String... columns) {
        return new Watermark(Stream.of(columns).map(Identifier::new).toList(), overlap, deletes);
    }

    private void watch(TableName table, CaptureMethod method) {
        watch(table, new CaptureSettings(Optional.empty(), Selection.EVERYTHING, method));
    }

    private void watch(TableName table, CaptureSettings settings) {
        ferry.setEntry(new Entry(table, OnRewrite.FULL, settings));
    }

    private void write(String sql) {
        ferry.source().superuser().execute(sql);
    }

    /** Exports, imports, compares everything, and returns what came of a table. */
    private Outcome.ExportedContent ship(TableName table) {
        Outcome.Exported exported = (Outcome.Exported) ferry.export();
        ferry.importAllOf(exported);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
        return lineOf(exported, table);
    }

    /** Returns what became of a table, but for the bytes. */
    private static Outcome.ExportedContent lineOf(Outcome outcome, TableName table) {
        return ((Outcome.Exported) outcome)
                .tables().stream()
                        .filter(line -> line.table().equals(table))
                        .findFirst()
                        .map(line -> new Outcome.ExportedContent(
                                line.table(), line.full(), line.keys(), line.rows(), 0, Duration.ZERO))
                        .orElseThrow();
    }

    /** Notes with one row for each of ten minutes of a past hour. */
    private void fillNotes() {
        write("insert into seen.\"My \"\"Notes\"\"\" (\"i d\", \"text\", \"When?\") select i, 'note ' || i,"
                + " timestamptz '2026-01-01 12:00' + i * interval '1 minute' from generate_series(1, 60) i");
    }

    @Test
    void tablesWithoutKey_areShippedWhole_whenSomethingInThemDiffers() {
        write(
                "insert into seen.lines values (1, 'x', 1.50), (1, 'x', 1.50), (1, 'x', 1.5), (null, null, null), (2, '', 'NaN');"
                        + " refresh materialized view seen.stored");
        assertThat(ship(LINES).full()).isEqualTo("it was not shipped to this target before");

        write("insert into seen.captured values (1, 'a')");
        assertThat(ship(LINES)).isEqualTo(new Outcome.ExportedContent(LINES, "", 0, 0, 0, Duration.ZERO));

        // One of three rows that look alike goes; the materialized view does not know yet.
        write("delete from seen.lines where ctid in (select min(ctid) from seen.lines where c = 1.5)");
        Outcome.Exported exported = (Outcome.Exported) ferry.export();
        ferry.importAllOf(exported);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
        assertThat(lineOf(exported, LINES))
                .isEqualTo(new Outcome.ExportedContent(LINES, "something in it changed", 0, 4, 0, Duration.ZERO));
        assertThat(lineOf(exported, VIEW))
                .isEqualTo(new Outcome.ExportedContent(VIEW, "something in it changed", 0, 3, 0, Duration.ZERO));
        assertThat(lineOf(exported, STORED)).isEqualTo(new Outcome.ExportedContent(STORED, "", 0, 0, 0, Duration.ZERO));

        write("refresh materialized view seen.stored");
        assertThat(ship(STORED))
                .isEqualTo(new Outcome.ExportedContent(STORED, "something in it changed", 0, 4, 0, Duration.ZERO));

        write("truncate seen.lines; refresh materialized view seen.stored");
        assertThat(ship(LINES).rows()).isZero();
    }

    /** COPY of a table leaves out the rows of those that inherit from it. */
    @Test
    void aParentOfInheritance_isShippedWithItsChildrensRows() {
        write("insert into seen.parent values (1, 'own'); insert into seen.child values (2, 'child''s', 'more')");
        assertThat(ship(PARENT).rows()).isEqualTo(2);
        write("update seen.child set v = 'changed'");
        assertThat(ship(PARENT).rows()).isEqualTo(2);
    }

    /** Its index does not cover their rows. */
    @Test
    void aParentWhosePrimaryKeyAChildsRowHasToo_isRefused() {
        write("alter table seen.parent add primary key (id); insert into seen.parent values (1, 'own')");
        ferry.export();
        write("insert into seen.child values (1, 'child''s', 'more')");
        assertThatThrownBy(ferry::export)
                .hasMessageContaining("the key [id] of seen.parent does not tell its rows apart");
    }

    @Test
    void nothingIsShipped_whileNothingChanges() {
        fillNotes();
        write("insert into seen.lines values (1, 'x', 1)");
        ship(NOTES);
        assertThat(ferry.export()).isInstanceOf(Outcome.NotExported.class);
        write("update seen.lines set c = 1.0");
        ship(LINES);
        assertThat(ferry.export()).isInstanceOf(Outcome.NotExported.class);
    }

    @Test
    void aViewWithAKey_isComparedRowByRow_onTheTarget() {
        watch(
                VIEW,
                new CaptureSettings(
                        Optional.of(new Key(List.of(new Identifier("b")))), Selection.EVERYTHING, CaptureMethod.WHOLE));
        write("insert into seen.lines select i, 'line ' || i, i from generate_series(1, 9) i");
        ferry.target().superuser().execute("alter table seen.view add primary key (b)");
        ship(VIEW);
        String version = "select xmin from seen.view where b = 'line 1'";
        String before = ferry.target().superuser().value(version);

        write("update seen.lines set c = 99 where a = 2");
        ship(VIEW);

        assertThat(ferry.target().superuser().value(version)).isEqualTo(before);
        write("insert into seen.lines values (1, null, 1)");
        assertThatThrownBy(ferry::export)
                .isInstanceOf(Failure.class)
                .hasMessage("the key [b] of seen.view has no value in the row (,1,1)".replace("(,1,1)", "()"));
    }

    @Test
    void aForeignTable_isShippedWhole() {
        String port = Integer.toString(Servers.oldest().port());
        write("create extension postgres_fdw;"
                + "create server loop foreign data wrapper postgres_fdw options (host 'localhost', port '" + port
                + "', dbname '" + ferry.source().superuser().value("select current_database()") + "');"
                + "create user mapping for public server loop options (user 'postgres', password_required 'false');"
                + "create foreign table seen.far (a integer, b text, c numeric) server loop options (table_name 'lines');"
                + "grant select on seen.far to ferry_exporter;"
                + "insert into seen.lines values (1, 'far', 1), (1, 'far', 1)");
        ferry.target()
                .superuser()
                .execute("create table seen.far (a integer, b text, c numeric);"
                        + "grant select, insert, update, delete on seen.far to ferry_importer");
        ExporterSettings.Target to = target(new Entry(
                FAR, OnRewrite.FULL, new CaptureSettings(Optional.empty(), Selection.EVERYTHING, CaptureMethod.WHOLE)));
        Outcome outcome = ferry.export(to, Request.due());
        ferry.setEntries(FeedEntry.of(FAR));
        ferry.importAllOf(outcome);

        assertThat(ferry.target().superuser().query("select * from seen.far"))
                .isEqualTo(ferry.source().superuser().query("select * from seen.lines"))
                .hasSize(2);
        assertThat(ferry.export(to, Request.due())).isInstanceOf(Outcome.NotExported.class);
    }

    private ExporterSettings.Target target(Entry entry) {
        return new ExporterSettings.Target(
                Pipeline.TARGET, ferry.outbox().toString(), Compression.ZSTD, List.of(entry));
    }

    @Test
    void theWatermark_findsWhatChanged_andKeysFindWhatWent() {
        fillNotes();
        ship(NOTES);

        write(
                "update seen.\"My \"\"Notes\"\"\" set \"text\" = 'changed', changed = '2026-01-02' where \"i d\" in (3, 4);"
                        + " delete from seen.\"My \"\"Notes\"\"\" where \"i d\" = 5;"
                        + " insert into seen.\"My \"\"Notes\"\"\" values (100, 'new', '2026-01-02 00:05', null)");
        // The eleven of the last ten minutes come again.
        assertThat(ship(NOTES)).isEqualTo(new Outcome.ExportedContent(NOTES, "", 14, 14, 0, Duration.ZERO));

        // Those of the last ten minutes are fewer now, and nothing else is read.
        write("update seen.\"My \"\"Notes\"\"\" set changed = '2026-01-03' where \"i d\" = 6");
        assertThat(ship(NOTES)).isEqualTo(new Outcome.ExportedContent(NOTES, "", 4, 4, 0, Duration.ZERO));
    }

    @Test
    void rowsWithoutWatermark_countAsChanged() {
        fillNotes();
        write("insert into seen.\"My \"\"Notes\"\"\" values (200, 'none', null, null)");
        ship(NOTES);
        write("update seen.\"My \"\"Notes\"\"\" set \"text\" = 'otherwise' where \"i d\" = 200");
        assertThat(ship(NOTES).rows()).isEqualTo(12);
    }

    @Test
    void aTableWithoutAnyWatermark_isReadWhole() {
        write("insert into seen.\"My \"\"Notes\"\"\" values (1, 'none', null, null), (2, 'none', null, null)");
        ship(NOTES);
        write("update seen.\"My \"\"Notes\"\"\" set \"text\" = 'otherwise' where \"i d\" = 1");
        assertThat(ship(NOTES)).isEqualTo(new Outcome.ExportedContent(NOTES, "", 2, 2, 0, Duration.ZERO));
        write("delete from seen.\"My \"\"Notes\"\"\"");
        assertThat(ship(NOTES)).isEqualTo(new Outcome.ExportedContent(NOTES, "", 0, 0, 0, Duration.ZERO));
    }

    /** A value beyond the clock would otherwise hide all that changes until then. */
    @ParameterizedTest
    @ValueSource(strings = {"infinity", "2999-12-31"})
    void aRowOfTheFuture_hidesNoneOfThePresent(String future) {
        fillNotes();
        write("insert into seen.\"My \"\"Notes\"\"\" values (300, 'future', '" + future + "', null)");
        ship(NOTES);
        write("update seen.\"My \"\"Notes\"\"\" set \"text\" = 'changed', changed = now() where \"i d\" = 1");
        ship(NOTES);
        write("update seen.\"My \"\"Notes\"\"\" set \"text\" = 'again', changed = now() where \"i d\" = 300");
        ship(NOTES);
    }

    @Test
    void aTransactionThatIsLate_isFoundWithinTheOverlap() {
        fillNotes();
        ship(NOTES);
        // As though it had begun nine minutes before the last one that was committed.
        write(
                "insert into seen.\"My \"\"Notes\"\"\" values (400, 'late', '2026-01-01 12:51', null);"
                        + " update seen.\"My \"\"Notes\"\"\" set \"text\" = 'late', changed = '2026-01-01 12:50' where \"i d\" = 2");
        ship(NOTES);
    }

    @Test
    void aRowThatIsLaterThanTheOverlap_isMissedByItsKey_andRefusedUntilAFull() {
        fillNotes();
        ship(NOTES);
        write("insert into seen.\"My \"\"Notes\"\"\" values (400, 'too late', '2026-01-01 12:05', null)");
        Failure failure = ferry.refusalOf(ferry.export());
        assertThat(failure).hasMessage(NOTES + " has 60 rows, but the source announces the keys of 61");
        assertThat(failure.hints().get(0)).endsWith(" --target reporting --since 1 --full '" + NOTES + "'");

        Outcome again = ferry.exportInPlaceOfRefused();
        ferry.importAllOf(again);
        assertThat(lineOf(again, NOTES).full()).isEqualTo("its changes since bundle 1 were not noted one by one");
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }

    @Test
    void deletes_areNotSeen_whereTheEntrySaysSo_andStatusSaysThat() {
        CaptureMethod method = byWatermark(Overlap.USUAL, Deletes.NONE, "When?", "changed");
        watch(NOTES, method);
        fillNotes();
        ship(NOTES);
        write("delete from seen.\"My \"\"Notes\"\"\" where \"i d\" = 60");
        write("update seen.\"My \"\"Notes\"\"\" set changed = '2026-01-02' where \"i d\" = 1");
        ferry.importAllOf(ferry.export());

        assertThat(ferry.target().superuser().query("select \"i d\" from seen.\"My \"\"Notes\"\"\" where \"i d\" = 60"))
                .hasSize(1);
        write("update seen.\"My \"\"Notes\"\"\" set changed = '2026-01-03' where \"i d\" in (2, 3)");
        assertThat(status(new Entry(
                                NOTES,
                                OnRewrite.FULL,
                                new CaptureSettings(Optional.empty(), Selection.EVERYTHING, method)))
                        .capture())
                .isEqualTo("watermark [\"When?\", changed], deletes not seen");
    }

    @Test
    void status_countsTheRowsBeyondTheMark() {
        fillNotes();
        ship(NOTES);
        write("update seen.\"My \"\"Notes\"\"\" set changed = '2026-01-03' where \"i d\" in (2, 3)");
        ExportStatus.ExportedTable notes = status(new Entry(
                NOTES,
                OnRewrite.FULL,
                new CaptureSettings(Optional.empty(), Selection.EVERYTHING, byWatermark("When?", "changed"))));
        assertThat(notes.waiting()).contains(2L);
        assertThat(notes.oldestAtMost()).isPresent();
        assertThat(notes.trouble()).isEmpty();
    }

    private ExportStatus.ExportedTable status(Entry entry) {
        ExporterSettings settings = new ExporterSettings(
                ferry.source().endpoint(),
                Source.SCHEMA,
                Duration.ofDays(14),
                Duration.ofSeconds(1),
                List.of(target(entry)));
        return new ExportStatus(new Database(settings.source(), Family.SOURCE), settings, Surroundings.UNKNOWN)
                .read((target, failure) -> {
                    throw failure;
                })
                .get(0)
                .tables()
                .get(0);
    }

    @Test
    void rowsThatLeaveTheFilter_leaveTheTarget() {
        watch(
                NOTES,
                new CaptureSettings(
                        Optional.empty(),
                        new Selection(List.of(), Map.of(), Optional.of("not hidden")),
                        byWatermark("When?", "changed")));
        fillNotes();
        ferry.importAllOf(ferry.export());
        write("update seen.\"My \"\"Notes\"\"\" set hidden = true, changed = '2026-01-02' where \"i d\" = 7;"
                // Hidden without a trace.
                + " update seen.\"My \"\"Notes\"\"\" set hidden = true where \"i d\" = 8");
        ferry.importAllOf(ferry.export());
        assertThat(ferry.target().superuser().query("select \"i d\" from seen.\"My \"\"Notes\"\"\" order by 1"))
                .isEqualTo(ferry.source()
                        .superuser()
                        .query("select \"i d\" from seen.\"My \"\"Notes\"\"\" where not hidden order by 1"))
                .hasSize(58);
    }

    @Test
    void numbers_areAWatermarkToo() {
        watch(NOTES, byWatermark(new Overlap(Duration.ZERO, 3), Deletes.KEYS, "no"));
        fillNotes();
        ship(NOTES);
        write("insert into seen.\"My \"\"Notes\"\"\" (\"i d\", \"text\") values (70, 'new')");
        assertThat(ship(NOTES).rows()).isEqualTo(5);
        write("update seen.\"My \"\"Notes\"\"\" set \"text\" = 'changed', no = default where \"i d\" = 1;"
                + " delete from seen.\"My \"\"Notes\"\"\" where \"i d\" = 2");
        assertThat(ship(NOTES).rows()).isEqualTo(5);
    }

    @Test
    void aPartitionThatComes_bringsRowsOfThePast() {
        write("insert into seen.parted values (1, now(), 'a')");
        ship(PARTED);
        write("create table seen.parted_b (like seen.parted including all);"
                + " insert into seen.parted_b values (2, '2020-01-01', 'b');"
                + " alter table seen.parted attach partition seen.parted_b for values in ('b')");
        assertThat(ship(PARTED).full()).isEmpty();
        write("alter table seen.parted detach partition seen.parted_a");
        ship(PARTED);
        write("truncate seen.parted_b");
        ship(PARTED);
    }

    @Test
    void aTableThatIsRewritten_comesFull() {
        fillNotes();
        ship(NOTES);
        write("alter table seen.\"My \"\"Notes\"\"\" alter \"text\" type text using upper(\"text\")");
        assertThat(ship(NOTES).full()).isEqualTo("it was rewritten (ALTER TABLE, VACUUM FULL or CLUSTER)");
    }

    @Test
    void changesSinceAnOlderPosition_areAFull() {
        fillNotes();
        ship(NOTES);
        write("update seen.\"My \"\"Notes\"\"\" set changed = '2026-01-02' where \"i d\" = 1");
        ferry.export();
        assertThat(lineOf(ferry.exportSince(1), NOTES).full())
                .isEqualTo("its changes since bundle 1 were not noted one by one");
    }

    @Test
    void anotherWayOfKnowing_beginsWithAFull() {
        fillNotes();
        ship(NOTES);
        watch(NOTES, byWatermark("changed", "When?"));
        assertThat(ship(NOTES).full()).startsWith("its changes become known another way: ");
        watch(NOTES, CaptureMethod.WHOLE);
        assertThat(ship(NOTES).full()).isEqualTo("its changes become known another way: snapshot");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text | the column text of seen.\"My \"\"Notes\"\"\" is text, which is no watermark",
                "hidden | the column hidden of seen.\"My \"\"Notes\"\"\" is boolean, which is no watermark",
                "when | seen.\"My \"\"Notes\"\"\" has no column \"when\" that could be its watermark, did you mean 'When?'?",
                "When?,no | the columns of the watermark of seen.\"My \"\"Notes\"\"\" are not of one kind: \"When?\" timestamp with time zone, no integer"
            })
    void whatIsNoWatermark_isRefused(String columns, String message) {
        watch(NOTES, byWatermark(columns.split(",")));
        assertThatThrownBy(ferry::export).isInstanceOf(Failure.class).hasMessage(message);
    }

    @Test
    void aWatermarkWithoutAKey_isRefused() {
        watch(LINES, byWatermark("a"));
        assertThatThrownBy(ferry::export)
                .isInstanceOf(Failure.class)
                .hasMessage("seen.lines has no key, so its changed rows have no names");
    }

    @Test
    void aTargetThatMerges_refusesRowsWithoutAKey() {
        write("insert into seen.lines values (1, 'x', 1)");
        ferry.setEntries(CARGO.tables().stream()
                .map(FeedEntry::of)
                .map(entry -> entry.table().equals(LINES) ? Entries.applying(entry, FeedEntry.Apply.MERGE) : entry)
                .toArray(FeedEntry[]::new));
        assertThat(ferry.refusalOf(ferry.export()))
                .hasMessage("seen.lines cannot be merged: rows of seen.lines come without a key");
    }

    /** What is watched and what is captured are of one snapshot, though a writer moves rows between them all the time. */
    @Test
    void allWays_readOneSnapshot() throws Exception {
        write("insert into seen.captured values (1, 'here')");
        ship(CAPTURED);
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 200; i++) {
                write("begin; delete from seen.captured where id = 1; insert into seen.lines values (1, 'here', " + i
                        + "); insert into seen.\"My \"\"Notes\"\"\" values (" + i + ", 'x', now()); commit");
                write("begin; delete from seen.lines; insert into seen.captured values (1, 'here'); commit");
            }
        });
        writer.start();
        while (writer.isAlive()) {
            ferry.importAllOf(ferry.export());
            assertThat(ferry.target()
                            .superuser()
                            .value("select (select count(*) from seen.captured) + (select count(*) from seen.lines)"))
                    .isEqualTo("1");
        }
        writer.join();
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
        List<Result> nothing = ferry.importAll();
        assertThat(nothing).isEmpty();
    }
}
