package org.rowferry.importer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.config.Section;
import org.rowferry.importer.ImporterSettings.Entry;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * Several inboxes that feed one table of the target. Each of them deletes, counts and compares its own rows alone, so a
 * column that each sets to another constant must tell their rows apart.
 */
record FanIn(List<Inbox> inboxes) {
    FanIn {
        inboxes = List.copyOf(inboxes);
    }

    /**
     * Notes a problem for each inbox from a place of the list on that would delete rows of one before it.
     *
     * @param firstLink the place from which on they are links, which feed tables as inboxes do
     */
    void refuseCollisions(Section root, int from, int firstLink) {
        for (int i = from; i < inboxes.size(); i++) {
            Inbox inbox = inboxes.get(i);
            String path = (i < firstLink ? "inboxes." : "links.") + inbox.name() + ".tables";
            List<StreamName> before =
                    inboxes.subList(0, i).stream().map(Inbox::name).toList();
            for (Entry entry : inbox.tables()) {
                others(inbox.name(), entry.into()).stream()
                        .filter(other -> before.contains(other.inbox()))
                        .filter(other -> telling(entry, other.entry()).isEmpty())
                        .findFirst()
                        .ifPresent(
                                other -> root.problem(
                                        path,
                                        entry.into() + " is fed by the "
                                                + (before.indexOf(other.inbox()) < firstLink ? "inbox " : "link ")
                                                + other.inbox()
                                                + " already, and no column that both set has another constant for each: set: { source_id: 1 } in one, set: { source_id: 2 } in the other"));
            }
        }
    }

    /** An entry of another inbox that writes the same table. */
    record Other(StreamName inbox, Entry entry) {}

    /** Returns what other inboxes write to a table of the target. */
    List<Other> others(StreamName inbox, TableName into) {
        return inboxes.stream()
                .filter(other -> !other.name().equals(inbox))
                .flatMap(other -> entry(other, into).map(entry -> new Other(other.name(), entry)).stream())
                .toList();
    }

    private static Optional<Entry> entry(Inbox inbox, TableName into) {
        return inbox.tables().stream()
                .filter(entry -> entry.into().equals(into))
                .findFirst();
    }

    /** Returns the columns that two entries set to constants with different texts. */
    static Set<Identifier> telling(Entry one, Entry other) {
        return one.set().entrySet().stream()
                .filter(constant -> Optional.ofNullable(other.set().get(constant.getKey()))
                        .filter(text -> !text.equals(constant.getValue()))
                        .isPresent())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}
