package org.rowferry.check;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** Finds the target of a source whose bundles an inbox takes. Their names differ, so tracking, files and tables tell. */
final class Pairing {
    private final List<Target> targets;
    private final boolean onlyInbox;

    /** @param onlyInbox the importer's configuration has one inbox */
    Pairing(List<Target> targets, boolean onlyInbox) {
        this.targets = List.copyOf(targets);
        this.onlyInbox = onlyInbox;
    }

    /**
     * An inbox.
     *
     * @param from its folder
     * @param tables the tables that it takes, by the source's names
     * @param followed the streams that its tracking names
     * @param waiting the streams of the bundles in its folder
     */
    record Receiver(String from, Set<TableName> tables, Set<StreamName> followed, Set<StreamName> waiting) {
        Receiver {
            tables = Set.copyOf(tables);
            followed = Set.copyOf(followed);
            waiting = Set.copyOf(waiting);
        }
    }

    /** A target with the reason why it is the one. */
    record Match(Target target, String why) {}

    /** Returns the target; empty if nothing tells. */
    Optional<Match> of(Receiver inbox) {
        if (!inbox.followed().isEmpty()) {
            return match(target -> inbox.followed().contains(target.name()), "as the target's tracking says");
        }
        return match(target -> inbox.waiting().contains(target.name()), "which lie in the inbox")
                .or(() -> match(target -> target.outbox().equals(inbox.from()), "which has the same folder"))
                .or(() -> onlyInbox ? match(target -> true, "the only one") : Optional.empty())
                .or(() -> byTables(inbox));
    }

    private Optional<Match> match(Predicate<Target> wanted, String why) {
        List<Target> found = targets.stream().filter(wanted).toList();
        return found.size() == 1 ? Optional.of(new Match(found.get(0), why)) : Optional.empty();
    }

    private Optional<Match> byTables(Receiver inbox) {
        long most = targets.stream()
                .map(target -> common(target, inbox))
                .max(Comparator.naturalOrder())
                .orElse(0L);
        return most == 0
                ? Optional.empty()
                : match(target -> common(target, inbox) == most, "which has the most of its tables");
    }

    private static long common(Target target, Receiver inbox) {
        return target.tables().stream().map(Entry::table).collect(Collectors.toSet()).stream()
                .filter(inbox.tables()::contains)
                .count();
    }
}
