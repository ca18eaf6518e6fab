package org.rowferry.link;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.rowferry.apply.TableStatus;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;

/** Tells where each table and each materialized view of each link stands; no source is asked. */
public final class LinkStatus {
    private final Database target;
    private final LinkSettings settings;

    public LinkStatus(Database target, LinkSettings settings) {
        this.target = target;
        this.settings = settings;
    }

    /** One link. */
    public record OfLink(String link, List<OfTable> tables, List<OfView> views) {
        public OfLink {
            tables = List.copyOf(tables);
            views = List.copyOf(views);
        }
    }

    /**
     * One table that rows are written to.
     *
     * @param capture how its changes become known
     */
    public record OfTable(TableStatus table, String capture) {}

    /**
     * One materialized view.
     *
     * @param refreshed when a sync did so last; empty if none has
     * @param rows how many it held then
     * @param took how long that took; empty if none has
     */
    public record OfView(String view, Optional<Instant> refreshed, long rows, Optional<Duration> took) {}

    /** Reads all links; nothing is written. */
    public List<OfLink> read() {
        if (settings.links().isEmpty()) {
            return List.of();
        }
        try (Session session = target.connect("status")) {
            LinkTracking.requireLayout(session, settings.target().schema());
            return settings.links().stream().map(link -> link(session, link)).toList();
        }
    }

    private OfLink link(Session session, Link link) {
        LinkTracking tracking = new LinkTracking(session, settings.target().schema(), link.name());
        List<LinkTable> tables = link.tables(Mirror.TABLE);
        List<TableStatus> statuses = TableStatus.read(
                session,
                settings.target().schema(),
                link.name(),
                tables.stream().map(LinkTable::entry).toList());
        return new OfLink(
                link.name().toString(),
                IntStream.range(0, tables.size())
                        .mapToObj(i -> new OfTable(
                                statuses.get(i),
                                tables.get(i).capture().method().words()))
                        .toList(),
                link.tables(Mirror.VIEW).stream()
                        .map(table -> view(tracking, table))
                        .toList());
    }

    private static OfView view(LinkTracking tracking, LinkTable table) {
        String name = table.entry().into().toString();
        return tracking.refreshed(table.entry().table())
                .map(last -> new OfView(name, Optional.of(last.at()), last.rows(), Optional.of(last.took())))
                .orElse(new OfView(name, Optional.empty(), 0, Optional.empty()));
    }
}
