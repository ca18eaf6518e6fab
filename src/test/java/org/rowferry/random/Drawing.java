package org.rowferry.random;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.rowferry.history.Dice;
import org.rowferry.history.Event;
import org.rowferry.history.RowWriter;
import org.rowferry.random.SchemaEvent.Who;
import org.rowferry.schema.TableName;

/** Draws a history of a schema: the schema first, then rounds of writing with exports and imports between them. */
final class Drawing {
    private static final List<Feature> FEATURES = List.of(
            new OwnTypes(),
            new BareTables(),
            new Partitions(),
            new ForeignKeys(),
            new SpecialTables(),
            new SpecialColumns(),
            new Uniques(),
            new TargetsOwn(),
            new Selections(),
            new Entries(),
            new Drift());

    private final Dice dice;
    private final Draft draft;
    private final List<Event<SchemaWorld>> events = new ArrayList<>();

    private Drawing(Dice dice, ServerPair servers) {
        this.dice = dice;
        this.draft = new Draft(dice, servers);
    }

    static List<Event<SchemaWorld>> of(Dice dice, ServerPair servers) {
        Drawing drawing = new Drawing(dice, servers);
        drawing.draw();
        return drawing.events;
    }

    private void draw() {
        FEATURES.forEach(feature -> feature.addTypes(draft));
        FEATURES.forEach(feature -> feature.change(draft));
        prepare();
        for (int i = dice.between(2, 5); i > 0; i--) {
            happen();
            round();
            draft.getUnderWay();
            if (dice.oneIn(3)) {
                draft.backUp();
                add(Who.SOURCE_SUPERUSER, RestoredTracking.BACKUP);
                add(Who.TARGET_SUPERUSER, RestoredTracking.BACKUP);
            }
        }
    }

    /** What the owner does and what nobody is told of take turns, so that each reason is known. */
    private void happen() {
        if (draft.isUnderWay() && dice.oneIn(2)) {
            events.addAll(Incidents.happen(draft));
        } else {
            FEATURES.forEach(feature -> events.addAll(feature.happen(draft)));
        }
    }

    private void prepare() {
        events.add(new SchemaEvent.MakeSchemas(draft.schemas()));
        add(Who.SOURCE_OWNER, draft.sqlOfTypes());
        // The product makes what is missing, and leaves what is there.
        if (dice.oneIn(4)) {
            add(Who.TARGET_OWNER, draft.sqlOfTypes());
        }
        StringBuilder tables = new StringBuilder();
        draft.tables().forEach(table -> tables.append(table.definition()));
        add(Who.SOURCE_OWNER, tables + draft.sqlOnSource());
        if (dice.oneIn(2)) {
            populate();
        }
        events.add(draft.configure());
        events.add(new SchemaEvent.Generate(
                draft.tables().stream().map(DraftTable::name).toList(), draft.targetOptions()));
        add(Who.TARGET_OWNER, draft.sqlOfMissingTypes());
        add(Who.TARGET_OWNER, draft.sqlOnTarget());
        add(Who.TARGET_SUPERUSER, draft.sqlOnTargetAsSuperuser());
        populate();
    }

    private void add(Who who, String sql) {
        if (!sql.isEmpty()) {
            events.add(new SchemaEvent.Sql(who, sql));
        }
    }

    private void populate() {
        for (DraftTable table : draft.tables()) {
            events.add(insertMany(table));
        }
    }

    private SchemaEvent insertMany(DraftTable table) {
        return new SchemaEvent.Write(0, Writing.throughTheRoot(dice, table).insertMany());
    }

    /** A later write of a row hides a loss of an earlier one, so half of the rounds have few writes. */
    private void round() {
        for (int i = dice.oneIn(2) ? dice.below(4) : dice.between(1, 30); i > 0; i--) {
            if (dice.oneIn(25)) {
                events.add(new SchemaEvent.Export(request(), dice.oneIn(3)));
            } else {
                write();
            }
        }
        // What becomes of a partition matters where it has rows that the target was sent.
        draft.tables().stream()
                .filter(table -> table.partitioning().isPresent())
                .forEach(table -> events.add(insertMany(table)));
        if (dice.oneIn(2)) {
            for (int writer = 0; writer < SchemaWorld.WRITERS; writer++) {
                events.add(new SchemaEvent.Write(writer, dice.any("commit", "commit", "rollback")));
            }
        }
        List<String> request = request();
        events.add(new SchemaEvent.Arrive(
                draft.takeSomething() && !request.contains("--full") ? withAllowEmpty(request) : request,
                dice.oneIn(4),
                draft.expected()));
    }

    private static List<String> withAllowEmpty(List<String> request) {
        return Stream.concat(request.stream(), Stream.of("--allow-empty"))
                .distinct()
                .toList();
    }

    private void write() {
        int writer = dice.below(SchemaWorld.WRITERS);
        int what = dice.below(20);
        if (what < 3) {
            events.add(
                    new SchemaEvent.Write(writer, dice.any("begin", "begin", "begin isolation level repeatable read")));
        } else if (what < 6) {
            events.add(new SchemaEvent.Write(writer, dice.any("commit", "commit", "rollback", RowWriter.PREPARE)));
        } else {
            events.add(new SchemaEvent.Write(
                    writer, Writing.anywhere(dice, dice.any(draft.tables())).any()));
        }
    }

    private List<String> request() {
        return switch (dice.below(8)) {
            case 0 -> List.of("--full");
            case 1 -> {
                TableName table = dice.any(draft.tables()).name();
                yield List.of("--full", table.toString());
            }
            case 2 -> List.of("--allow-empty");
            case 3 -> List.of("--jobs", "2");
            default -> List.of();
        };
    }
}
