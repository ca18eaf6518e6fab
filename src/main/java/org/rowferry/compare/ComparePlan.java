package org.rowferry.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.rowferry.apply.Feed;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.Standing;
import org.rowferry.capture.CaptureMethod.Triggers;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.capture.Expressions;
import org.rowferry.capture.ShippedTables;
import org.rowferry.capture.SourceTable;
import org.rowferry.capture.SourceTables;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Relation;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Finds the source's tables, and checks the expressions over their columns, before anything is compared. */
final class ComparePlan {
    private final Session session;
    private final Shipping shipping;
    private final BiConsumer<TableName, Failure> failed;
    private final SourceTables sources;
    private final boolean showsCapture;

    /**
     * Makes one; no transaction is open in the session.
     *
     * @param schema Rowferry's own on the source
     * @param showsCapture this role can read there which changes were captured
     * @param failed hears of each table that cannot be compared
     */
    ComparePlan(
            Session session,
            Identifier schema,
            boolean showsCapture,
            Shipping shipping,
            BiConsumer<TableName, Failure> failed) {
        this.session = session;
        this.showsCapture = showsCapture;
        this.shipping = shipping;
        this.failed = failed;
        this.sources = new SourceTables(session, schema);
    }

    List<PlannedTable> of(List<Feed> feeds, Map<Feed, Map<TableName, Standing>> standings) {
        List<PlannedTable> planned = new ArrayList<>();
        for (Feed feed : feeds) {
            Map<TableName, Standing> known = standings.getOrDefault(feed, Map.of());
            for (FeedEntry entry : feed.tables()) {
                try {
                    planned.add(plan(feed, entry, Optional.ofNullable(known.get(entry.table()))));
                } catch (Failure failure) {
                    if (!session.isUsable()) {
                        throw failure;
                    }
                    failed.accept(entry.table(), failure);
                }
            }
        }
        return planned;
    }

    private PlannedTable plan(Feed feed, FeedEntry entry, Optional<Standing> standing) {
        CaptureSettings settings = shipping.of(entry.table(), standing.map(Standing::stream));
        Found found = find(entry.table(), settings);
        ShippedTables.requireColumns(found.source(), settings.selection());
        return new PlannedTable(
                feed.name(),
                entry,
                settings,
                found.source(),
                new Expressions(session, found.source()).check(settings.selection()),
                found.unseen());
    }

    private record Found(SourceTable source, Optional<String> unseen) {}

    private Found find(TableName name, CaptureSettings settings) {
        Relation base = new Catalog(session)
                .find(name)
                .orElseThrow(() -> new Failure(Family.SOURCE, "the source has no table " + name)
                        .hint("Name the database that has it, with --source."));
        if (!(settings.method() instanceof Triggers)) {
            return new Found(sources.whole(base, settings), Optional.of(Waiting.NO_TRIGGER));
        }
        if (!showsCapture) {
            return new Found(sources.whole(base, settings), Optional.of(Waiting.NO_RIGHT));
        }
        try {
            return new Found(sources.find(name, settings), Optional.empty());
        } catch (Failure failure) {
            if (failure.family() != Family.SOURCE || !session.isUsable()) {
                throw failure;
            }
            return new Found(sources.whole(base, settings), Optional.of(String.valueOf(failure.getMessage())));
        }
    }
}
