package org.rowferry.apply;

import java.util.ArrayList;
import java.util.List;
import org.rowferry.apply.FeedEntry.TriggerFiring;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.RelationHead;
import org.rowferry.catalog.Trigger;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;

/**
 * The target's own triggers that are disabled while rows are written. It happens in the bundle's transaction and under
 * the lock that it has anyhow, so that nobody else ever sees a table without them, and readers wait for nothing.
 */
final class TargetTriggers {
    private final List<Change> before;

    private TargetTriggers(List<Change> before) {
        this.before = before;
    }

    /** A trigger as it was, and the session in which it is changed. */
    private record Change(TableSession access, Trigger trigger) {
        void put(Trigger.State state) {
            access.update(trigger.put(state));
        }
    }

    /** Refuses tables whose triggers cannot be disabled, as their entries say. */
    static void requireOwners(Catalog catalog, TableSessions sessions, List<TargetTable> tables) {
        tables.forEach(table -> requireOwner(catalog, sessions, table.relation().head(), table.entry()));
    }

    /** Refuses a table whose triggers cannot be disabled, where its entry says so. */
    static void requireOwner(Catalog catalog, TableSessions sessions, RelationHead table, FeedEntry entry) {
        boolean disabled =
                entry.triggers().filter(TriggerFiring.DISABLE::equals).isPresent();
        if (disabled && catalog.triggers(table.oid()).stream().anyMatch(Trigger::isEnabled)) {
            requireOwner(catalog, sessions.of(table.oid(), entry.asOwner()), table);
        }
    }

    /** Disables the triggers of the tables whose entries say so. */
    static TargetTriggers disable(Session session, TableSessions sessions, List<TargetTable> tables) {
        Catalog catalog = new Catalog(session);
        List<Change> all = new ArrayList<>();
        for (TargetTable table : tables) {
            if (table.entry().triggers().filter(TriggerFiring.DISABLE::equals).isPresent()) {
                List<Trigger> own = catalog.triggers(table.relation().oid());
                if (own.stream().anyMatch(Trigger::isEnabled)) {
                    TableSession access =
                            sessions.of(table.relation().oid(), table.entry().asOwner());
                    requireOwner(catalog, access, table.relation().head());
                    own.forEach(trigger -> all.add(new Change(access, trigger)));
                }
            }
        }
        all.stream()
                .filter(change -> change.trigger().isEnabled())
                .forEach(change -> change.put(Trigger.State.DISABLED));
        return new TargetTriggers(all);
    }

    private static void requireOwner(Catalog catalog, TableSession access, RelationHead table) {
        if (access.owner().isPresent()) {
            return;
        }
        catalog.ownerToAsk(table.oid()).ifPresent(owner -> {
            throw new Failure(
                            Family.TARGET,
                            "the triggers of " + table.name() + " cannot be disabled by " + catalog.currentRole()
                                    + ": the table's owner is " + owner)
                    .hint("Run as an administrator of the target: alter table " + table.name() + " owner to "
                            + catalog.currentRole() + ";")
                    .hint("Or, which gives it all that " + owner + " owns: grant " + owner + " to "
                            + catalog.currentRole() + ";")
                    .hint("Or say triggers: fire at the table's entry in ", Mention.IMPORTER_FILE, ".");
        });
    }

    /**
     * Gives each trigger the state that it had, those that were disabled among them: what is done to a partitioned table
     * is done to its partitions, too, so parents come first. Called when no constraint waits to be checked, since ALTER
     * TABLE refuses a table with events that are pending.
     */
    void restore() {
        before.forEach(change -> change.put(change.trigger().state()));
    }
}
