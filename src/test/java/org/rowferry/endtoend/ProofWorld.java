package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rowferry.apply.AppliedTable;
import org.rowferry.apply.Proof;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.history.Dice;
import org.rowferry.history.Event;
import org.rowferry.history.Kind;
import org.rowferry.history.Trail;
import org.rowferry.history.World;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Server;
import org.rowferry.testing.TestDatabase;

/**
 * Tables that somebody writes behind Rowferry's back: on the target, and on the source without a trace in what was captured. Each
 * bundle with digests finds exactly the tables that differ, and what is mended is equal.
 */
final class ProofWorld implements World {
    /** A table, and what a writer may put into it; keys are numbers or are made of one. */
    private enum Proven {
        KINDS("proof.kinds", "id", "%d", "id, t, n, at, doc, raw, tags, f, u, span, pad, ip, mood, pair, price") {
            @Override
            String values(long key, Dice dice) {
                return key + ", " + text(dice) + ", " + dice.below(1000) + " / 7.0, timestamptz '2026-01-01' + "
                        + dice.below(100_000) + " * interval '1.5 s', '{\"a\": [" + dice.below(9) + ", \"x,y\"]}', '\\x"
                        + String.format(Locale.ROOT, "%04x", dice.below(65536)) + "', array[" + text(dice)
                        + ", 'b c'], "
                        + dice.below(1000) + " / 3.0::float8, md5('" + dice.below(1000) + "')::uuid, interval '"
                        + dice.below(1000) + " min', " + text(dice) + ", '10.1.2." + dice.below(256) + "/24', '"
                        + dice.any("good", "so \"so\"") + "', (" + dice.below(9) + ", " + text(dice)
                        + ")::proof.pair, '" + dice.any("0", "NaN", "-0.10", "12.5") + "'";
            }
        },
        UGLY("proof.\"Order \"\"Lines\"", "\"group\"", "'k''%d'", "\"group\", line, \"a b\"") {
            @Override
            String values(long key, Dice dice) {
                return "'k''" + key + "', " + (key & 1) + ", " + text(dice);
            }
        },
        PARTED("proof.parted", "id", "%d", "id, v") {
            @Override
            String values(long key, Dice dice) {
                return key + ", " + text(dice);
            }
        };

        private final String table;
        private final String key;
        private final String literal;
        private final String columns;

        Proven(String table, String key, String literal, String columns) {
            this.table = table;
            this.key = key;
            this.literal = literal;
            this.columns = columns;
        }

        abstract String values(long key, Dice dice);

        TableName named() {
            return TableName.parse(table);
        }

        private static String text(Dice dice) {
            return dice.any("null", "''", "'a'", "'wörd, \"x\"'", "E'line\\nbreak'", "'" + dice.below(1_000_000) + "'");
        }

        String is(long number) {
            return key + " = " + String.format(Locale.ROOT, literal, number);
        }

        String insert(long number, Dice dice) {
            return "insert into " + table + " (" + columns + ") values (" + values(number, dice)
                    + ") on conflict do nothing";
        }

        String update(long number, Dice dice) {
            return "update " + table + " set (" + columns + ") = (" + values(number, dice) + ") where " + is(number);
        }

        String delete(long number) {
            return "delete from " + table + " where " + is(number);
        }

        String rows() {
            return "select row(" + columns + ")::text from " + table;
        }
    }

    private static final ShippedSchema SCHEMA = new ShippedSchema(
            List.of(Proven.KINDS.named(), Proven.UGLY.named(), Proven.PARTED.named()),
            "create schema if not exists proof; create type proof.pair as (a integer, \"b c\" text);"
                    + " create type proof.mood as enum ('good', 'so \"so\"');"
                    + " grant usage on schema proof to public; grant usage on type proof.pair, proof.mood to public",
            """
            create table proof.kinds (id bigint primary key, t text, n numeric, at timestamptz, doc jsonb, raw bytea, tags text[],
                f double precision, u uuid, span interval, pad char(12), ip inet, mood proof.mood, pair proof.pair,
                price numeric(8, 2));
            create table proof."Order ""Lines" ("group" text, line smallint, "a b" varchar, primary key ("group", line));
            create table proof.parted (id integer primary key, v text) partition by hash (id);
            create table proof.parted_0 partition of proof.parted for values with (modulus 2, remainder 0);
            create table proof.parted_1 partition of proof.parted for values with (modulus 2, remainder 1);
            grant select on all tables in schema proof to ferry_exporter;
            """,
            "");

    private static final int KEYS = 400;

    private static final List<Kind<ProofWorld>> KINDS = List.of(
            Kind.of("a write", 30, ProofWorld::write),
            Kind.of("a bundle", 4, (world, dice) -> world.ship(Request.due())),
            Kind.of("a bundle with digests", 8, (world, dice) -> world.prove()),
            Kind.of("a fault on the target", 7, ProofWorld::harmTarget),
            Kind.of("a change that is not captured", 5, ProofWorld::harmSource));

    private final Pipeline pipeline;
    private Trail trail = new Trail();

    private ProofWorld(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** The source has another encoding than the target. */
    static ProofWorld between(Server source, Server target) {
        return new ProofWorld(
                Pipeline.between(source.newDatabaseOf("LATIN1", "source"), target.newDatabase("target"), SCHEMA));
    }

    static List<Event<ProofWorld>> draw(Dice dice) {
        List<Event<ProofWorld>> events = new ArrayList<>();
        events.add(Kind.of("rows, and a full", 1, ProofWorld::populate).event(dice));
        events.addAll(Kind.events(dice, dice.between(10, 40), KINDS));
        return events;
    }

    @Override
    public void begin(Trail told) {
        trail = told;
        pipeline.begin();
    }

    private void populate(Dice dice) {
        for (Proven table : Proven.values()) {
            for (int i = 0; i < 60; i++) {
                source(table.insert(dice.below(KEYS) - 20L, dice));
            }
        }
        ship(Request.due());
    }

    private void write(Dice dice) {
        source(change(dice.any(Proven.values()), dice));
    }

    private static String change(Proven table, Dice dice) {
        long key = dice.below(KEYS) - 20L;
        return switch (dice.below(4)) {
            case 0 -> table.delete(key);
            case 1 -> table.insert(key, dice);
            default -> table.update(key, dice);
        };
    }

    private void source(String sql) {
        trail.tell(sql + ";");
        pipeline.source().writer().execute(sql);
    }

    /** The rows that triggers noted are deleted in the same transaction, as a purge would. */
    private void harmSource(Dice dice) {
        Proven table = dice.any(Proven.values());
        String sql = change(table, dice);
        trail.tell("-- not captured\n" + sql + ";");
        TestDatabase superuser = pipeline.source().superuser();
        String shadow = superuser.value(
                "select format('rowferry.%I', c.shadow_name) from rowferry.capture c where c.table_oid = '"
                        + table.table.replace("'", "''") + "'::regclass");
        superuser.execute("begin; set local rowferry.purging = 'on'; " + sql + "; delete from " + shadow
                + " where xid = pg_current_xact_id(); commit");
    }

    private void harmTarget(Dice dice) {
        Proven table = dice.any(Proven.values());
        List<String> keys = pipeline
                .target()
                .superuser()
                .query("select ctid::text || ' ' || tableoid from " + table.table + " order by random()")
                .stream()
                .map(row -> row.get(0))
                .toList();
        String sql = fault(table, dice);
        trail.tell("-- on the target, of " + keys.size() + " rows\n" + sql + ";");
        pipeline.target()
                .superuser()
                .execute("set session_replication_role = replica; " + sql + "; reset session_replication_role");
    }

    private static String fault(Proven table, Dice dice) {
        long key = dice.below(KEYS) - 20L;
        String last = table == Proven.KINDS ? "t" : table == Proven.UGLY ? "\"a b\"" : "v";
        String one = "(select " + table.key + " from " + table.table + " order by md5(" + table.key + "::text || '"
                + dice.below(100) + "') limit 1)";
        return switch (dice.below(8)) {
            case 0 -> "update " + table.table + " set " + last + " = 'by hand' where " + table.key + " = " + one;
            case 1 -> "delete from " + table.table + " where " + table.key + " = " + one;
            case 2 -> table.insert(1000 + key, dice);
            case 3 ->
                "update " + table.table + " as t set " + last + " = o." + last + " from " + table.table
                        + " as o where ("
                        + "t." + table.key + ", o." + table.key + ") in (select min(" + table.key + "), max("
                        + table.key
                        + ") from " + table.table + " union all select max(" + table.key + "), min(" + table.key
                        + ") from " + table.table + ")";
            case 4 ->
                "update " + table.table + " set " + table.key + " = "
                        + String.format(Locale.ROOT, table.literal, 5000 + key) + " where " + table.key + " = " + one;
            case 5 ->
                dice.oneIn(3) ? "delete from " + table.table : "delete from " + table.table + " where " + table.is(key);
            case 6 -> table == Proven.PARTED ? "delete from proof.parted where id % 2 = 0" : table.delete(key);
            default -> table.update(key, dice);
        };
    }

    /** Exports and imports; what is refused, since rows are missing, comes in full. */
    private List<AppliedTable> ship(Request request) {
        List<AppliedTable> tables = new ArrayList<>();
        if (pipeline.export(request) instanceof Outcome.Exported exported) {
            pipeline.ship(exported.file());
            trail.tell("-- " + exported.file());
        }
        if (!importsAll(tables)) {
            Outcome outcome =
                    pipeline.export(new Request(FullTables.ALL, Optional.empty(), request.digests(), Map.of(), false));
            pipeline.ship(((Outcome.Exported) outcome).file());
            List<Result> again = pipeline.importAll();
            assertThat(again).anyMatch(Result.Applied.class::isInstance);
            return again.stream()
                    .filter(Result.Applied.class::isInstance)
                    .flatMap(result -> ((Result.Applied) result).tables().stream())
                    .toList();
        }
        return tables;
    }

    /** An import fails too where a table lacks rows and nothing arrives for it. */
    private boolean importsAll(List<AppliedTable> tables) {
        try {
            List<Result> results = pipeline.importAll();
            for (Result result : results) {
                if (result instanceof Result.Applied applied) {
                    tables.addAll(applied.tables());
                }
            }
            return results.stream().noneMatch(Result.Refused.class::isInstance);
        } catch (Failure failure) {
            trail.tell("-- refused: " + failure.getMessage());
            return false;
        }
    }

    private void prove() {
        Request digests = new Request(FullTables.NONE, Optional.empty(), FullTables.ALL, Map.of(), false);
        List<AppliedTable> applied = ship(digests);
        Map<TableName, BucketNumbers> repair = new HashMap<>();
        Map<TableName, Long> rows = new HashMap<>();
        for (Proven table : Proven.values()) {
            Proof proof = proof(applied, table);
            trail.tell("-- " + table.table + ": " + proof);
            if (sorted(pipeline.source().superuser(), table)
                    .equals(sorted(pipeline.target().superuser(), table))) {
                assertThat(proof).as("%s is equal", table).isInstanceOf(Proof.Equal.class);
            } else {
                assertThat(proof).as("%s differs", table).isInstanceOf(Proof.Different.class);
                repair.put(table.named(), ((Proof.Different) proof).buckets());
                rows.put(table.named(), ((Proof.Different) proof).rows());
            }
        }
        if (!repair.isEmpty()) {
            mend(repair, rows);
        }
    }

    private static Proof proof(List<AppliedTable> applied, Proven table) {
        List<Proof> proofs = applied.stream()
                .filter(done -> done.table().equals(table.named()))
                .flatMap(done -> done.proof().stream())
                .toList();
        assertThat(proofs).as("digests of %s were compared", table).hasSize(1);
        return proofs.get(0);
    }

    private void mend(Map<TableName, BucketNumbers> repair, Map<TableName, Long> rows) {
        List<AppliedTable> applied =
                ship(new Request(FullTables.NONE, Optional.empty(), FullTables.NONE, repair, false));
        for (Proven table : Proven.values()) {
            if (repair.containsKey(table.named())) {
                assertThat(proof(applied, table)).as("%s is mended", table).isInstanceOf(Proof.Equal.class);
                AppliedTable mended = applied.stream()
                        .filter(done -> done.table().equals(table.named()))
                        .findFirst()
                        .orElseThrow();
                assertThat(mended.rows()).as("rows that were sent of %s", table).isEqualTo(rows.get(table.named()));
            }
            assertThat(sorted(pipeline.target().superuser(), table))
                    .isEqualTo(sorted(pipeline.source().superuser(), table));
        }
    }

    private static List<String> sorted(TestDatabase database, Proven table) {
        return database.query(table.rows()).stream()
                .map(row -> row.get(0))
                .sorted()
                .collect(Collectors.toList());
    }

    @Override
    public void finish() {
        prove();
    }

    @Override
    public void end() {
        trail = new Trail();
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
