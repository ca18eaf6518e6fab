package org.rowferry.importer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.rowferry.apply.Feed;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.Standing;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.Manifest.LeftOut;
import org.rowferry.bundle.Manifest.Origin;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.Totals;
import org.rowferry.bundle.Verified;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Key;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/** A bundle that arrives at an inbox, and the state of the target that it meets. The snapshot of position n is {@code n0:n0:}. */
final class Arriving {
    static final StreamName STREAM = new StreamName("reporting");
    static final UUID LIFE = new UUID(0, 1);
    static final UUID CHILD = new UUID(0, 2);
    static final UUID STRANGER = new UUID(0, 3);
    static final String DIGEST = "a".repeat(64);

    private final List<TableContent> contents = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private final List<FeedEntry> entries = new ArrayList<>();
    private final Map<TableName, Standing> standings = new HashMap<>();
    private final Map<History.Bundle, History.Known> applied = new HashMap<>();
    private Optional<Position> last = Optional.empty();
    private Incarnation incarnation = new Incarnation(LIFE, List.of());
    private StreamName stream = STREAM;
    private Consent consent = Consent.NONE;
    private Point to = at(1);

    /** A position with a snapshot that it need not have. */
    record At(long number, String snapshot) {
        Point point() {
            return new Point(new Position(number), Snapshot.parse(snapshot));
        }
    }

    static TableName table(String name) {
        return TableName.of("shop", name);
    }

    static Point at(long number) {
        return new Point(new Position(number), Snapshot.parse(number + "0:" + number + "0:"));
    }

    static Arriving upTo(long number) {
        Arriving arriving = new Arriving();
        arriving.to = at(number);
        return arriving;
    }

    /** Gives the bundle another snapshot than its position has. */
    Arriving withSnapshot(String snapshot) {
        to = new Point(to.position(), Snapshot.parse(snapshot));
        return this;
    }

    Arriving of(UUID id, UUID... ancestors) {
        incarnation = new Incarnation(id, List.of(ancestors));
        return this;
    }

    Arriving ofStream(String name) {
        stream = new StreamName(name);
        return this;
    }

    Arriving full(String table) {
        contents.add(TableContent.full(shape(table), "it was asked for", DIGEST));
        return named(table);
    }

    Arriving changes(String table, long from) {
        contents.add(TableContent.changes(shape(table), at(from), DIGEST));
        return named(table);
    }

    Arriving leavesOut(String table) {
        leftOut.add(new LeftOut(table(table), "it was dropped"));
        return named(table);
    }

    /** Has the inbox name a table. */
    Arriving named(String table) {
        entries.add(FeedEntry.of(table(table)));
        return this;
    }

    /** Has the inbox name none of the tables so far. */
    Arriving nothingNamed() {
        entries.clear();
        return this;
    }

    Arriving standing(String table, long number) {
        return standing(table, LIFE, at(number));
    }

    Arriving standing(String table, UUID life, Point point) {
        standings.put(
                table(table),
                new Standing(
                        STREAM,
                        life,
                        point,
                        FeedEntry.of(table(table)).mapping(),
                        Set.of(),
                        Set.of(),
                        Optional.empty()));
        return this;
    }

    Arriving writtenElsewhere(String table) {
        standings.computeIfPresent(
                table(table),
                (name, before) -> new Standing(
                        before.stream(),
                        before.incarnation(),
                        before.point(),
                        "into old." + table,
                        Set.of(),
                        Set.of(),
                        Optional.empty()));
        return this;
    }

    /** Has a bundle of the life of this one be known here. */
    Arriving known(long number, String digest) {
        return known(at(number), digest);
    }

    Arriving known(Point point, String digest) {
        applied.put(
                new History.Bundle(incarnation.id(), point.position()),
                new History.Known(point.snapshot(), Instant.EPOCH, Optional.of(digest)));
        last = last.filter(other -> other.compareTo(point.position()) >= 0).or(() -> Optional.of(point.position()));
        return this;
    }

    Arriving accepting(UUID life) {
        consent = new Consent(Set.of(life), Set.of());
        return this;
    }

    Arriving accepting(long jump) {
        consent = new Consent(Set.of(), Set.of(new Position(jump)));
        return this;
    }

    Verdict verdict() {
        Manifest manifest = new Manifest(
                "rowferry 0",
                new Origin("h", "d", "18"),
                incarnation,
                stream,
                to,
                Instant.EPOCH,
                contents,
                List.of(),
                leftOut);
        StreamName inbox = new StreamName("shop");
        InboxState state = new InboxState(
                new Feed(inbox, entries),
                standings,
                new History(last, applied),
                new TrackingSql(new Identifier("rowferry"), inbox),
                new Identifier("rowferry_importer"));
        return new Verdict(new Verified(manifest, new Totals(List.of(), 0), DIGEST), state, consent);
    }

    /** Returns the names of the tables that are due. */
    List<String> due() {
        return verdict().due().stream()
                .map(content -> content.table().name().name().name())
                .toList();
    }

    private static Table shape(String table) {
        return new Table(
                table(table), List.of(Column.of("id", "integer", true)), new Key(List.of(new Identifier("id"))));
    }
}
