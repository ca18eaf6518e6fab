package org.rowferry.cli;

import java.util.Comparator;
import java.util.Optional;
import org.rowferry.apply.TableStatus;
import org.rowferry.exporter.ExportStatus;
import org.rowferry.importer.ImportStatus;
import org.rowferry.link.LinkStatus;
import org.rowferry.watch.Standing;

/** Takes what others are told out of the results of {@code status}. */
final class Standings {
    private Standings() {}

    static Standing of(ExportStatus.TargetStatus target) {
        return new Standing(
                "export",
                target.target(),
                target.last().map(ExportStatus.LastBundle::position),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                target.tables().stream()
                        .map(table -> new Standing.OfTable(
                                table.table(),
                                Optional.empty(),
                                table.waiting(),
                                !target.trouble().isEmpty() || !table.trouble().isEmpty(),
                                Optional.empty()))
                        .toList());
    }

    static Standing of(ImportStatus.InboxStatus inbox) {
        return new Standing(
                "import",
                inbox.inbox(),
                inbox.tables().stream()
                        .flatMap(table -> table.position().stream())
                        .max(Comparator.naturalOrder()),
                inbox.trueAt(),
                inbox.due(),
                inbox.trouble().isEmpty() ? Optional.of((long) inbox.waiting().size()) : Optional.empty(),
                inbox.tables().stream().map(Standings::of).toList());
    }

    static Standing of(LinkStatus.OfLink link) {
        return new Standing(
                "sync",
                link.link(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                link.tables().stream().map(table -> of(table.table())).toList());
    }

    private static Standing.OfTable of(TableStatus table) {
        return new Standing.OfTable(
                table.table(),
                table.trueAt(),
                Optional.empty(),
                !table.trouble().isEmpty(),
                Optional.of(new Standing.Proof(table.equalAsOf(), table.differs())));
    }
}
