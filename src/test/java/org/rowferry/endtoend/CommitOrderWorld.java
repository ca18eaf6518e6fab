package org.rowferry.endtoend;

import java.util.List;
import java.util.stream.IntStream;
import org.rowferry.history.Dice;
import org.rowferry.history.Event;
import org.rowferry.history.Kind;
import org.rowferry.history.RowWriter;
import org.rowferry.history.Trail;
import org.rowferry.history.World;
import org.rowferry.testing.Server;

/** Writers who want the same few rows in transactions of every kind, and the bundles of what they change; one thread plays all. */
final class CommitOrderWorld implements World {
    private static final int WRITERS = 5;

    private static final Kind<CommitOrderWorld> POPULATE =
            Kind.of("the tables get rows", 1, CommitOrderWorld::populate);

    private static final Kind<CommitOrderWorld> END =
            Kind.of("all transactions end", 1, CommitOrderWorld::endTransactions);

    private static final List<Kind<CommitOrderWorld>> KINDS = List.of(
            Kind.of("a writer goes on", 88, CommitOrderWorld::write),
            Kind.of("an export", 4, (world, dice) -> world.route.exportSomehow(dice)),
            Kind.of("files are carried and imported", 2, (world, dice) -> {
                world.route.shipSomehow(dice);
                world.route.importArrived();
            }),
            Kind.of("what was prepared ends", 6, CommitOrderWorld::concludePrepared)
                    .where(world -> !world.prepared().isEmpty()));

    private final Pipeline pipeline;
    private final List<RowWriter> writers;
    private Trail trail = new Trail();
    private BundleRoute route;

    private CommitOrderWorld(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.writers = IntStream.rangeClosed(1, WRITERS)
                .mapToObj(i -> RowWriter.withoutSavepoints(pipeline.source().writer(), "writer " + i))
                .toList();
        this.route = new BundleRoute(pipeline, trail, this::write);
    }

    static CommitOrderWorld between(Server source, Server target) {
        return new CommitOrderWorld(Pipeline.between(source, target, ContendedTable.SCHEMA));
    }

    static List<Event<CommitOrderWorld>> draw(Dice dice) {
        List<Event<CommitOrderWorld>> events = Kind.events(dice, dice.between(15, 60), KINDS);
        events.add(0, POPULATE.event(dice));
        events.add(END.event(dice));
        return events;
    }

    @Override
    public void begin(Trail told) {
        trail = told;
        pipeline.begin();
        route = new BundleRoute(pipeline, trail, this::write);
    }

    private void populate(Dice dice) {
        for (ContendedTable table : ContendedTable.ALL) {
            for (int i = 0; i < 5; i++) {
                write(writers.get(0), table.populate(dice));
            }
        }
    }

    private void write(Dice dice) {
        RowWriter writer = dice.any(writers);
        write(writer, writer.isInTransaction() ? inside(dice) : outside(writer, dice));
    }

    private void write(RowWriter writer, String sql) {
        trail.tell("-- writer " + (writers.indexOf(writer) + 1) + "\n" + sql + ";");
        trail.answer(writer.write(sql));
    }

    private String outside(RowWriter writer, Dice dice) {
        if (writer.hasPrepared() || dice.oneIn(3)) {
            return change(dice);
        }
        return dice.oneIn(4) ? "begin isolation level repeatable read" : "begin";
    }

    private String inside(Dice dice) {
        int what = dice.below(100);
        if (what < 70) {
            return change(dice);
        }
        if (what < 89) {
            return what < 78 ? RowWriter.SAVEPOINT : what < 86 ? RowWriter.TAKE_BACK : RowWriter.RELEASE;
        }
        return what < 95 ? "commit" : what < 97 ? "rollback" : RowWriter.PREPARE;
    }

    private String change(Dice dice) {
        return dice.any(ContendedTable.ALL)
                .change(dice, pipeline.source().superuser().server().major());
    }

    private List<RowWriter> prepared() {
        return writers.stream().filter(RowWriter::hasPrepared).toList();
    }

    private void concludePrepared(Dice dice) {
        write(dice.any(prepared()), dice.oneIn(4) ? "rollback" : "commit");
    }

    private void endTransactions(Dice dice) {
        for (RowWriter writer : writers) {
            write(writer, dice.oneIn(5) ? "rollback" : "commit");
        }
    }

    @Override
    public void finish() {
        writers.forEach(RowWriter::quiesce);
        route.arrive();
    }

    @Override
    public void end() {
        writers.forEach(RowWriter::quiesce);
    }

    @Override
    public void close() {
        writers.forEach(RowWriter::close);
        pipeline.close();
    }
}
