package org.rowferry.exporter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.rowferry.bundle.Manifest.LeftOut;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.WhenBroken;
import org.rowferry.postgres.Outage;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Surroundings;
import org.rowferry.schema.TableName;

/** The reasons why tables of one target cannot be exported. All are reported at once. */
final class Faults {
    private final List<Fault> faults = new ArrayList<>();

    /** Why one table cannot be exported. */
    private record Fault(Entry entry, Failure failure) {}

    /**
     * Notes what failed in the work on one table.
     *
     * @throws Failure the same, if it is none of the table's: the session ended, the server or the way to it failed, or
     *     somebody was in the way
     */
    void note(Entry entry, Failure failure, boolean sessionGoesOn) {
        if (!sessionGoesOn
                || Outage.isBehind(failure)
                || (failure.family() != Family.SOURCE && failure.family() != Family.CONFIGURATION)) {
            throw failure;
        }
        note(entry, failure);
    }

    void note(Entry entry, Failure failure) {
        String message = String.valueOf(failure.getMessage());
        faults.add(new Fault(
                entry,
                names(message, entry.table())
                        ? failure
                        : failure.reworded(entry.table() + " cannot be read: " + message)));
    }

    /** A name may be the beginning or the end of another. */
    private static boolean names(String message, TableName table) {
        return Pattern.compile(
                        "(?<![\\w$\".])" + Pattern.quote(table.toString()) + "(?![\\w$\"])",
                        Pattern.UNICODE_CHARACTER_CLASS)
                .matcher(message)
                .find();
    }

    void noteAll(Faults others) {
        others.faults.stream().filter(fault -> !isOf(fault.entry().table())).forEach(faults::add);
    }

    boolean isOf(TableName table) {
        return faults.stream().anyMatch(fault -> fault.entry().table().equals(table));
    }

    /** Returns all of it as one failure, if the target's other tables are to wait. */
    Optional<Failure> held() {
        return faults.stream().anyMatch(fault -> fault.entry().whenBroken() == WhenBroken.HOLD)
                ? Optional.of(all())
                : Optional.empty();
    }

    boolean isNone() {
        return faults.isEmpty();
    }

    /** Returns all of it as one failure; there is some. */
    Failure all() {
        return faults.stream().map(Fault::failure).reduce(Failure::and).orElseThrow();
    }

    /** Returns all of it in one line; empty where there is nothing. */
    String told(Surroundings surroundings) {
        String left = held().isPresent() ? "" : "it is left out: ";
        return faults.isEmpty() ? "" : left + all().told(surroundings);
    }

    void refuseHeld() {
        held().ifPresent(failure -> {
            throw failure;
        });
    }

    List<Outcome.SkippedTable> leftOut() {
        return faults.stream()
                .map(fault -> new Outcome.SkippedTable(fault.entry().table(), fault.failure()))
                .toList();
    }

    /** Returns what a bundle says of it. */
    List<LeftOut> announced() {
        return faults.stream()
                .map(fault -> new LeftOut(
                        fault.entry().table(), String.valueOf(fault.failure().getMessage())))
                .toList();
    }
}
