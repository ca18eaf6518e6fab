package org.rowferry.cli;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rowferry.apply.TableStatus;
import org.rowferry.check.PluginOutput.Age;
import org.rowferry.check.PluginOutput.Bytes;
import org.rowferry.check.PluginOutput.Count;
import org.rowferry.check.PluginOutput.Measure;
import org.rowferry.depot.Depots;
import org.rowferry.exporter.ExportStatus;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.importer.ImportStatus;
import org.rowferry.link.LinkStatus;
import org.rowferry.postgres.Database;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.runs.RunHistory;

/** Takes the numbers that monitoring draws graphs of out of the results of {@code status}. */
final class Measures {
    private final Wiring wiring;

    Measures(Wiring wiring) {
        this.wiring = wiring;
    }

    List<Measure> ofSource(ExporterSettings settings) {
        Database source = wiring.database(settings.source(), Family.SOURCE);
        Stream<Measure> targets = new ExportStatus(
                        source, settings, wiring.console().surroundings())
                .read(Measures::unread).stream().flatMap(Measures::of);
        Stream<Measure> log = new RunHistory(source, settings.schema(), Histories::making)
                .logBytes().stream().map(bytes -> new Bytes(settings.schema().name(), "size_of_log", bytes));
        return Stream.concat(targets, log).toList();
    }

    List<Measure> ofTarget(ImporterFile file) {
        Stream<Measure> inboxes = file.importer().inboxes().isEmpty()
                ? Stream.of()
                : new ImportStatus(
                                wiring.database(file.target().endpoint(), Family.TARGET),
                                file.importer(),
                                location -> Depots.at(location, wiring.journal()),
                                wiring.console().surroundings())
                        .read(Measures::unread).stream().flatMap(Measures::of);
        Stream<Measure> links = new LinkStatus(wiring.database(file.target().endpoint(), Family.TARGET), file.links())
                .read().stream().flatMap(Measures::of);
        return Stream.concat(inboxes, links).toList();
    }

    /** The check itself has said that a folder cannot be read. */
    private static void unread(String name, Failure failure) {}

    private static Stream<Measure> of(ExportStatus.TargetStatus target) {
        long waiting = target.tables().stream()
                .flatMap(table -> table.waiting().stream())
                .mapToLong(Long::longValue)
                .sum();
        return Stream.of(
                new Age(
                        target.target(),
                        "age_of_last_bundle",
                        target.last().map(ExportStatus.LastBundle::exported),
                        true),
                new Count(target.target(), "changes_waiting", waiting));
    }

    private static Stream<Measure> of(ImportStatus.InboxStatus inbox) {
        return Stream.of(
                new Age(inbox.inbox(), "age_of_data", inbox.trueAt(), true),
                new Age(inbox.inbox(), "age_of_last_import", applied(inbox.tables().stream()), false),
                new Count(inbox.inbox(), "files_waiting", inbox.waiting().size()));
    }

    private static Stream<Measure> of(LinkStatus.OfLink link) {
        return Stream.of(new Age(
                link.link(), "age_of_last_sync", applied(link.tables().stream().map(LinkStatus.OfTable::table)), true));
    }

    private static Optional<Instant> applied(Stream<TableStatus> tables) {
        return tables.flatMap(table -> table.applied().stream()).max(Comparator.naturalOrder());
    }
}
