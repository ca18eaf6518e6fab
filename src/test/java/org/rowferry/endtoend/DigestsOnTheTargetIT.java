package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.apply.AppliedTable;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.apply.FeedEntry.OnNewColumn;
import org.rowferry.apply.FeedEntry.TriggerFiring;
import org.rowferry.apply.Proof;
import org.rowferry.apply.Proof.Different;
import org.rowferry.apply.Proof.Equal;
import org.rowferry.apply.Proof.NotCompared;
import org.rowferry.apply.Verifier;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.importer.Result;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Family;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Position;
import org.rowferry.schema.Selection;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;
import org.rowferry.testing.TestDatabase;

/** Tables that somebody changes behind Rowferry's back: the next digests find it, and the repair sends no more than the buckets. */
@ParameterizedClass(name = "towards the newest: {0}")
@ValueSource(booleans = {true, false})
class DigestsOnTheTargetIT {
    private static final TableName ORDERS = TableName.of("proof", "Order's \"Li\"nes");
    private static final TableName PARTS = TableName.of("proof", "parts");
    private static final TableName LOG = TableName.of("proof", "log");
    private static final TableName INTO = TableName.of("crm", "My \"Or\"ders");
    private static final StreamName INBOX = new StreamName("shop");
    private static final BothWays BOTH_WAYS =
            new BothWays(new ShippedSchema(List.of(ORDERS, PARTS, LOG), """
            create domain proof.price as numeric(10, 2);
            create type proof.pair as (a integer, "b c" text);
            create table proof."Order's ""Li""nes" ("group" integer, "l'ine" smallint, price proof.price, pad char(3), net cidr,
                at timestamptz(3), pair proof.pair, "text" varchar(40), primary key ("group", "l'ine"));
            create table proof.parts (id bigint, v text, primary key (id)) partition by range (id);
            create table proof.parts_1 partition of proof.parts for values from (minvalue) to (1000);
            create table proof.parts_2 partition of proof.parts for values from (1000) to (maxvalue);
            create table proof.log (n integer, v text);
            grant select on all tables in schema proof to ferry_exporter;
            """, """
            drop table proof.parts;
            create table proof.parts (id bigint, v text, primary key (id)) partition by hash (id);
            create table proof.parts_a partition of proof.parts for values with (modulus 2, remainder 0);
            create table proof.parts_b partition of proof.parts for values with (modulus 2, remainder 1);
            grant select, insert, update, delete on proof.parts to ferry_importer;
            create schema crm;
            create table crm."My ""Or""ders" (note text default 'ours', "g ""x" bigint, "l'ine" numeric, price numeric(14, 4),
                pad char(9), net inet, at timestamptz, pair text, "text" text, "from" text,
                primary key ("from", "g ""x", "l'ine"));
            grant usage on schema crm to ferry_importer;
            grant select, insert, update, delete on crm."My ""Or""ders" to ferry_importer;
            """).watching(LOG));

    private final Pipeline ferry;
    private final TestDatabase source;
    private final TestDatabase target;
    private Apply apply = Apply.AUTO;

    DigestsOnTheTargetIT(boolean towardsNewest) {
        ferry = BOTH_WAYS.towardsNewest(towardsNewest);
        source = ferry.source().writer();
        target = ferry.target().superuser();
    }

    @AfterAll
    static void close() {
        BOTH_WAYS.close();
    }

    @BeforeEach
    void fill() {
        ferry.begin();
        target.execute("truncate " + INTO + "; delete from rowferry.import_digest;" + " insert into " + INTO
                + " (\"from\", \"g \"\"x\", \"l'ine\") values ('other', 1, 1)");
        setEntries();
        ferry.setEntry(new Entry(
                LOG, OnRewrite.FULL, new CaptureSettings(Optional.empty(), Selection.EVERYTHING, CaptureMethod.WHOLE)));
        source.execute("""
                insert into proof."Order's ""Li""nes" select g, g % 7, g / 7.0, 'a' || g % 10, ('10.0.0.' || g % 250)::inet::cidr,
                    timestamptz '2026-01-01' + g * interval '1.5 s', (g, 'x y')::proof.pair, case when g % 3 > 0 then 'ä,"' || g end
                    from generate_series(1, 3000) as g;
                insert into proof.parts select g, 'p' || g from generate_series(1, 2500) as g;
                insert into proof.log select g % 20, 'l' from generate_series(1, 50) as g""");
    }

    private void setEntries() {
        FeedEntry orders = Entries.into(Entries.applying(FeedEntry.of(ORDERS), apply), INTO);
        ferry.setEntries(
                Entries.setting(Entries.renaming(orders, "group", "g \"x"), "from", "it's"),
                Entries.applying(FeedEntry.of(PARTS), apply),
                FeedEntry.of(LOG));
    }

    private static Request digests() {
        return new Request(FullTables.NONE, Optional.empty(), FullTables.asked(List.of()), Map.of(), false);
    }

    private Map<TableName, AppliedTable> arrives(Request request) {
        ferry.ship(((Outcome.Exported) ferry.export(request)).file());
        List<Result> results = ferry.importAll();
        assertThat(results)
                .hasSize(1)
                .allSatisfy(result -> assertThat(result).as(result.toString()).isInstanceOf(Result.Applied.class));
        return ((Result.Applied) results.get(0))
                .tables().stream().collect(Collectors.toMap(AppliedTable::table, line -> line));
    }

    private static <T> T of(Map<TableName, T> all, TableName table) {
        return Objects.requireNonNull(all.get(table));
    }

    private static Proof proof(Map<TableName, AppliedTable> lines, TableName table) {
        return of(lines, table).proof().orElseThrow();
    }

    private Map<TableName, Verifier.Verified> verified(int show) {
        try (Session session = new Database(ferry.target().endpoint(), Family.TARGET).connect("verify")) {
            return new Verifier(session, Source.SCHEMA, INBOX, show)
                    .verify(ferry.inboxOf(INBOX).tables()).stream()
                            .collect(Collectors.toMap(each -> each.entry().table(), each -> each));
        }
    }

    private void requireEqual(Map<TableName, AppliedTable> lines) {
        assertThat(proof(lines, ORDERS)).isEqualTo(new Equal(count(ORDERS)));
        assertThat(proof(lines, PARTS)).isEqualTo(new Equal(count(PARTS)));
        assertThat(proof(lines, LOG)).isEqualTo(new Equal(count(LOG)));
        assertThat(verified(3).values())
                .allSatisfy(each -> assertThat(each.proof()).isInstanceOf(Equal.class));
    }

    private long count(TableName table) {
        return Long.parseLong(source.value("select count(*) from " + table));
    }

    @Test
    void everyFaultIsFound_andIsMendedByItsBuckets() {
        requireEqual(arrives(digests()));
        List<String> faults = List.of(
                "update <t> set price = price + 0.0001 where \"g \"\"x\" = 5",
                "delete from <t> where \"g \"\"x\" = 6",
                "insert into <t> (\"from\", \"g \"\"x\", \"l'ine\") values ('it''s', 5000000000, 1)",
                "update <t> as t set \"text\" = o.\"text\" from <t> as o where (t.\"g \"\"x\", o.\"g \"\"x\") in ((7, 8), (8, 7))"
                        + " and o.\"from\" = t.\"from\"",
                "update <t> set \"g \"\"x\" = 70000 where \"g \"\"x\" = 9",
                "update <t> set \"l'ine\" = \"l'ine\" + 0.5 where \"g \"\"x\" = 10",
                "update <t> set net = set_masklen(net, 31), pad = 'abcdefgh' where \"g \"\"x\" = 11");
        for (String fault : faults) {
            apply = apply == Apply.AUTO ? Apply.REPLACE : Apply.AUTO;
            setEntries();
            target.execute(fault.replace("<t>", INTO.toString()));
            Map<TableName, AppliedTable> lines = arrives(digests());
            Different different = (Different) proof(lines, ORDERS);
            assertThat(different.buckets().numbers()).as(fault).hasSizeBetween(1, 2);
            // A row that is deleted leaves no trace.
            assertThat(different.facts()).as(fault).hasSize(fault.startsWith("delete") ? 0 : 1);
            assertThat(proof(lines, PARTS)).isInstanceOf(Equal.class);
            Verifier.Verified verified = of(verified(5), ORDERS);
            assertThat(verified.proof()).isEqualTo(different);
            assertThat(verified.keys()).isNotEmpty().hasSizeLessThanOrEqualTo(5);
            AppliedTable mended = mended(ORDERS, different.buckets());
            assertThat(mended.proof()).as(fault).contains(new Equal(3000));
            assertThat(mended.rows()).isEqualTo(different.rows()).isLessThan(3000);
        }
        assertThat(target.value("select count(*) from " + INTO + " where \"from\" = 'other'"))
                .isEqualTo("1");
    }

    private AppliedTable mended(TableName table, BucketNumbers buckets) {
        Request repair = new Request(FullTables.NONE, Optional.empty(), FullTables.NONE, Map.of(table, buckets), false);
        AppliedTable mended = of(arrives(repair), table);
        assertThat(mended.repaired()).contains(buckets);
        return mended;
    }

    @Test
    void faultsInPartitions_andInTablesWithoutAKey_areFound() {
        requireEqual(arrives(digests()));
        target.execute("delete from proof.parts where id > 2000; insert into proof.parts values (-5, 'new');"
                + " update proof.log set v = 'other' where ctid = (select min(ctid) from proof.log)");
        Map<TableName, AppliedTable> lines = arrives(digests());
        Different parts = (Different) proof(lines, PARTS);
        assertThat(proof(lines, LOG)).isInstanceOf(Different.class);
        assertThat(parts.missing()).isPositive();
        AppliedTable mended = mended(PARTS, parts.buckets());
        assertThat(mended.proof()).contains(new Equal(2500));
        assertThat(mended.written().inserted()).isGreaterThanOrEqualTo(500);
    }

    @Test
    void tableThatStandsElsewhere_orIsWrittenAnotherWay_isNotCompared() {
        requireEqual(arrives(digests()));
        source.execute("update proof.parts set v = 'changed' where id = 5");
        assertThat(of(arrives(Request.due()), PARTS).proof()).isEmpty();
        Map<TableName, Verifier.Verified> verified = verified(0);
        assertThat(of(verified, PARTS).proof())
                .isEqualTo(new NotCompared("it stands at position 2, and its newest digests are of position 1: the next"
                        + " digests will do"));
        target.execute("update proof.parts set v = 'tampered' where id = 6");
        arrives(new Request(FullTables.asked(List.of(PARTS)), Optional.empty(), false));
        assertThat(of(verified(0), PARTS).proof()).isInstanceOf(NotCompared.class);
        target.execute("update rowferry.import_digest set number = 9 where table_name = 'parts'");
        assertThat(of(verified(0), PARTS).proof())
                .isEqualTo(
                        new NotCompared("it stands at position 3, and its newest digests are of position 9: import the"
                                + " bundles after position 3 first"));
        requireEqual(arrives(digests()));
    }

    @Test
    void facts_thatOftenAreTheCause_areToldWithADifference() {
        requireEqual(arrives(digests()));
        source.execute("update proof.parts set v = 'changed' where id = 5");
        ferry.export();
        target.execute("update proof.parts set v = 'by hand' where id in (6, 7, 8)");
        Map<TableName, AppliedTable> lines = arrives(new Request(
                FullTables.NONE, Optional.of(new Position(1)), FullTables.asked(List.of(PARTS)), Map.of(), false));
        String written = "3 rows in these buckets were written here since position 1, and not by Rowferry.";
        String skipped = "Bundle 2 was never applied here.";
        assertThat(((Different) proof(lines, PARTS)).facts()).containsExactly(written, skipped);
        target.execute(
                "update proof.parts set v = 'again' where id = 9; update rowferry.import_digest set proven_number = null;"
                        + " insert into rowferry.import_bundle (inbox, incarnation, number, snapshot, file, made_at, applied_at, keys,"
                        + " rows) select inbox, gen_random_uuid(), number, snapshot, file, made_at, applied_at, keys, rows"
                        + " from rowferry.import_bundle where number = 1");
        assertThat(((Different) of(verified(0), PARTS).proof()).facts())
                .containsExactly(
                        written,
                        skipped,
                        "1 row in these buckets was written here since position 3, and not by Rowferry.",
                        "The source has another incarnation since bundle 1.");
    }

    @Test
    void columnThatIsLeftOut_andTriggerThatFires_areTheReasonWhyATableIsNotCompared() {
        FeedEntry parts = Entries.triggers(FeedEntry.of(PARTS), TriggerFiring.FIRE);
        ferry.setEntries(
                Entries.onNewColumn(ferry.inboxOf(INBOX).tables().get(0), OnNewColumn.IGNORE),
                parts,
                FeedEntry.of(LOG));
        target.execute("alter table " + INTO + " rename \"text\" to other;"
                + " create function crm.changing() returns trigger language plpgsql as 'begin return new; end';"
                + " create trigger changing before insert on proof.parts for each row execute function crm.changing()");
        try {
            Map<TableName, AppliedTable> lines = arrives(digests());
            assertThat(proof(lines, ORDERS))
                    .isEqualTo(new NotCompared("its column text arrives, and the target's table does not take it"));
            assertThat(proof(lines, PARTS))
                    .isEqualTo(new NotCompared(
                            "the trigger changing on proof.parts may change rows before they are written"));
            assertThat(proof(lines, LOG)).isInstanceOf(Equal.class);
            assertThat(of(verified(0), PARTS).proof()).isEqualTo(proof(lines, PARTS));
        } finally {
            target.execute("alter table " + INTO + " rename other to \"text\"; drop function crm.changing() cascade");
        }
    }
}
