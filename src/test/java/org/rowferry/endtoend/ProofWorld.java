package org.rowferry.endtoend;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.rowferry.exporter.Request;
import org.rowferry.history.Dice;
import org.rowferry.history.Event;
import org.rowferry.history.Kind;
import org.rowferry.history.Trail;
import org.rowferry.history.World;
import org.rowferry.report.Failure;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Position;
import org.rowferry.testing.Server;
import org.rowferry.testing.TestDatabase;

/**
 * Tables that somebody writes behind Rowferry's back: on the target, and on the source without a trace in what was captured. Each
 * bundle with digests finds exactly the tables that differ, and what is mended is equal.
 */
final class ProofWorld implements World {
    private static final List<Kind<ProofWorld>> KINDS = List.of(
            Kind.of("a write", 30, ProofWorld::write),
            Kind.of("a bundle", 4, (world, dice) -> world.ferry().ship(Request.due())),
            Kind.of("a bundle with digests", 8, (world, dice) -> world.ferry().prove()),
            Kind.of(
                    "the target compares",
                    3,
                    (world, dice) -> world.ferry().target().verify()),
            Kind.of("a fault on the target", 7, ProofWorld::harmTarget),
            Kind.of("a change that is not captured", 5, ProofWorld::harmSource),
            Kind.of("a partition of the source", 1, ProofWorld::sourcePartition),
            Kind.of("a bundle made again", 2, ProofWorld::since),
            Kind.of("tables in full", 1, ProofWorld::full),
            Kind.of(
                    "another incarnation",
                    1,
                    (world, dice) -> world.ferry().pipeline().renewIncarnation()),
            Kind.of("another part of a table", 2, ProofWorld::select),
            Kind.of(
                    "a backup of the target",
                    2,
                    (world, dice) -> world.ferry().target().keep()),
            Kind.<ProofWorld>of(
                            "a restore of the target",
                            2,
                            (world, dice) -> world.ferry().target().restore())
                    .where(world -> world.ferry().target().hasBackup()),
            Kind.of("another order of rows", 2, ProofWorld::reorder),
            Kind.of("other settings", 3, ProofWorld::set));

    private final Server source;
    private final Server target;
    private final Map<ProofPlace, ProofFerry> ferries = new EnumMap<>(ProofPlace.class);
    private @Nullable ProofFerry ferry;
    private Trail trail = new Trail();

    private ProofWorld(Server source, Server target) {
        this.source = source;
        this.target = target;
    }

    static ProofWorld between(Server source, Server target) {
        return new ProofWorld(source, target);
    }

    static List<Event<ProofWorld>> draw(Dice dice) {
        List<Event<ProofWorld>> events = new ArrayList<>();
        events.add(Kind.<ProofWorld>of("databases", 1, (world, own) -> world.settle(own.any(ProofPlace.values())))
                .event(dice));
        events.add(Kind.of("rows, and a full", 1, ProofWorld::populate).event(dice));
        events.addAll(Kind.events(dice, dice.between(10, 40), KINDS));
        return events;
    }

    @Override
    public void begin(Trail told) {
        trail = told;
        ferry = null;
    }

    private ProofFerry settle(ProofPlace place) {
        trail.tell("-- " + place);
        ProofFerry settled = ferries.computeIfAbsent(place, this::open);
        settled.begin(trail);
        ferry = settled;
        return settled;
    }

    private ProofFerry open(ProofPlace place) {
        ProofTables tables = new ProofTables(Math.min(source.major(), target.major()), place.characters());
        return new ProofFerry(place.between(source, target, tables.schema()), tables.all());
    }

    private ProofFerry ferry() {
        return ferry == null ? settle(ProofPlace.LATIN1_TO_UTF8) : ferry;
    }

    private ProofTable anyTable(Dice dice) {
        return dice.any(ferry().tables());
    }

    private void populate(Dice dice) {
        for (ProofTable table : ferry().tables()) {
            int rows = dice.oneIn(2) ? Math.min(60, table.numbers()) : table.numbers() * 2 / 3;
            write(table.insert(
                    LongStream.range(0, rows).map(row -> row - 10).boxed().toList(), dice));
        }
        ferry().ship(Request.due());
    }

    private void write(Dice dice) {
        write(anyTable(dice).change(dice));
    }

    private void write(String sql) {
        tell(sql);
        ferry().pipeline().source().writer().execute(sql);
    }

    private void tell(String sql) {
        trail.tell((sql.length() > 5000 ? sql.substring(0, 5000) + " ..." : sql) + ";");
    }

    /** Where the source sends all keys, it tells how many rows it has, and the target counts: it may refuse them. */
    private void harmSource(Dice dice) {
        String sql = ProofFaults.onSource(anyTable(dice), dice);
        tell("-- not captured\n" + sql);
        ferry().superuser().execute(sql);
        ferry().target().suspect();
    }

    private void harmTarget(Dice dice) {
        String sql = ProofFaults.onTarget(anyTable(dice), dice);
        tell("-- on the target\n" + sql);
        ferry().target().harm(sql);
    }

    private void sourcePartition(Dice dice) {
        String sql = ProofFaults.sourcePartitionGone(dice);
        tell(sql);
        ferry().pipeline().source().owner().execute(sql);
        ferry().pipeline().source().generateExporter();
    }

    /** An export says itself that it cannot go back so far. */
    private void since(Dice dice) {
        List<Long> positions = ferry().positions();
        if (positions.isEmpty()) {
            return;
        }
        Request request = new Request(
                dice.oneIn(4) ? FullTables.ALL : FullTables.NONE,
                Optional.of(new Position(dice.any(positions))),
                dice.oneIn(2) ? FullTables.ALL : FullTables.NONE,
                Map.of(),
                false);
        try {
            ferry().ship(request);
        } catch (Failure failure) {
            trail.answer("not exported: " + failure.getMessage());
        }
    }

    private void full(Dice dice) {
        FullTables digests = dice.oneIn(2) ? FullTables.ALL : FullTables.NONE;
        FullTables full = dice.oneIn(2)
                ? FullTables.ALL
                : FullTables.asked(List.of(anyTable(dice).name()));
        ferry().ship(new Request(full, Optional.empty(), digests, Map.of(), false));
    }

    private void select(Dice dice) {
        ProofTable table = anyTable(dice);
        ferry().select(table, table.selection(dice));
    }

    private void reorder(Dice dice) {
        boolean there = dice.oneIn(2);
        TestDatabase database = there ? ferry().target().superuser() : ferry().superuser();
        for (String sql : ProofFaults.reordered(anyTable(dice), dice)) {
            tell((there ? "-- on the target\n" : "") + sql);
            database.execute(sql);
        }
    }

    private void set(Dice dice) {
        boolean there = dice.oneIn(2);
        TestDatabase database = there ? ferry().target().superuser() : ferry().superuser();
        for (int i = dice.between(1, 4); i > 0; i--) {
            String sql = "alter database " + new Identifier(database.name()) + " set " + ProofFaults.setting(dice);
            tell((there ? "-- on the target\n" : "") + sql);
            database.execute(sql);
        }
    }

    @Override
    public void finish() {
        ferry().prove();
        ferry().target().verify();
    }

    @Override
    public void end() {
        if (ferry != null) {
            ferry.target().forgetBackup();
        }
        trail = new Trail();
    }

    @Override
    public void close() {
        ferries.values().forEach(ProofFerry::close);
    }
}
