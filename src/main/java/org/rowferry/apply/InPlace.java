package org.rowferry.apply;

import java.util.Set;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.RelationKind;
import org.rowferry.schema.Identifier;

/**
 * Decides which tables {@code auto} writes by {@link Way#IN_PLACE}. A new version of a row that fits into the row's page leaves all
 * indexes alone (PostgreSQL calls that a heap-only tuple), so the import has less to write. Whatever cannot be
 * known to go well keeps the table with {@link Way#REPLACE}.
 */
final class InPlace {
    /** Fewer keys are deleted and copied back by fewer statements, which takes less time. */
    static final long MANY = 1_000;

    /** No generator sets so low a fillfactor: whoever did wants updates in place, however few come. */
    static final int MUCH_ROOM = 70;

    /** So many keys are looked up to see whether most of their rows are on the target already. */
    private static final long SAMPLE = 400;

    private InPlace() {}

    /** Returns whether the changes of a table go in place. */
    static boolean suits(TargetTable table) {
        return table.entry().apply() == Apply.AUTO
                && !table.mustMerge()
                && !table.isFull()
                && !table.isWithoutKey()
                && leavesRoom(table.relation())
                && writesWholeRows(table)
                && hasOneKey(table)
                && bringsMany(table);
    }

    /** Pages of partitions have room by their own settings, and a row of another inheritance child is not seen by its key. */
    private static boolean leavesRoom(Relation relation) {
        Relation.Traits traits = relation.traits();
        return relation.kind() == RelationKind.TABLE
                && !traits.inherits()
                && !traits.rowSecurity()
                && traits.updates().allowed()
                && traits.updates().immediate()
                && traits.updates().fillfactor() < 100;
    }

    /** A constant may tell apart rows of one key, and no update sets an identity column that is always generated. */
    private static boolean writesWholeRows(TargetTable table) {
        return table.entry().set().isEmpty() && table.identities().isEmpty();
    }

    /** A second unique index on the key may have another equality, by which other rows conflict. */
    private static boolean hasOneKey(TargetTable table) {
        Set<Identifier> key = Set.copyOf(table.key().key().columns());
        return table.relation().keys().stream()
                        .filter(index -> Set.copyOf(index.key().columns()).equals(key))
                        .count()
                == 1;
    }

    /** A link does not tell how many keys come; {@link #isWorthIt} is asked once they are here. */
    private static boolean bringsMany(TargetTable table) {
        return table.delivery()
                .announced()
                .filter(total -> !isWorthIt(table, total.keys()))
                .isEmpty();
    }

    /** Returns whether so many keys are enough. */
    static boolean isWorthIt(TargetTable table, long keys) {
        return keys >= MANY || table.relation().traits().updates().fillfactor() <= MUCH_ROOM;
    }

    /** Returns the question how many of some keys are asked, and of how many the table has a row, as {@code asked, found}. */
    static String sample(TargetTable table, String keys, long staged) {
        String percent = String.valueOf(Math.min(100.0, 100.0 * SAMPLE / staged));
        return "select count(*) as asked, count(*) filter (where exists (select from " + table.name() + " as t where "
                + table.sameKey("t", "k") + ")) as found from pg_temp." + keys + " as k tablesample bernoulli ("
                + percent
                + ")";
    }
}
