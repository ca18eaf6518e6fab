package org.rowferry.apply;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rowferry.catalog.Reference;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Column;
import org.rowferry.schema.Content;
import org.rowferry.schema.Identifier;

/**
 * Brings one table to the state that arrives, in steps that the delivery's other tables come between: it takes the sections,
 * deletes, writes, and is checked. Rows that foreign keys of other tables may depend on are written by {@link Weave}.
 */
final class TableApply {
    /** How rows come into a table. */
    enum Way {
        /** All rows into an empty table. */
        COPY,
        /** The keys are deleted and their rows copied back. */
        REPLACE,
        /** Rows are compared: equal ones are left alone, and no key that stays is ever deleted. */
        MERGE,
        /** Rows are compared, and those that differ are deleted and inserted again: values may change places. */
        REWRITE
    }

    private final TableSession access;
    private final Staging staging;
    private final TargetTable table;
    private final Optional<TableDelivery.Announced> announced;
    private final Set<Content> taken = EnumSet.noneOf(Content.class);
    private final String keysTable;
    private final String allKeysTable;
    private final String rowsTable;
    private Way way;
    private boolean staged;
    private boolean begun;
    private boolean cleared;
    private long keys;
    private long allKeys;
    private long rows;
    private Written written = Written.NOTHING;

    TableApply(TableSession access, Staging staging, TargetTable table, Way way) {
        this.access = access;
        this.staging = staging;
        this.table = table;
        this.way = way;
        this.announced = table.delivery().announced();
        this.keysTable = "rowferry_keys_" + table.relation().oid();
        this.allKeysTable = "rowferry_all_keys_" + table.relation().oid();
        this.rowsTable = "rowferry_rows_" + table.relation().oid();
    }

    TargetTable table() {
        return table;
    }

    /** Returns the session that the table's statements run in. */
    TableSession access() {
        return access;
    }

    /**
     * Returns whether rows may go straight into the table once the tables that it refers to are settled. COPY has the rights
     * of the session alone.
     */
    boolean canBeDirect() {
        return access.owner().isEmpty() && !isMerged() && table.takesRowsAsTheyAre();
    }

    private boolean isMerged() {
        return way == Way.MERGE || way == Way.REWRITE;
    }

    /** Returns whether nothing of this table is still to come, to be deleted or to be written. */
    boolean isSettled() {
        return isComplete() && (bringsNothing() || (begun && !staged));
    }

    private boolean isComplete() {
        return announced
                .map(total -> keys == total.keys() && allKeys == total.allKeys() && rows == total.rows())
                .orElseGet(() -> taken.containsAll(table.delivery().contents()));
    }

    private boolean bringsNothing() {
        return !table.isFull() && !table.delivery().allKeys() && keys == 0 && rows == 0;
    }

    /** Takes records; rows go straight into the table where {@code direct} says so when the first of them come. */
    void take(Records records, boolean direct) {
        switch (records.content()) {
            case IDS -> keys += takeKeys(records, keysTable, keys == 0);
            case KEYS -> allKeys += takeKeys(records, allKeysTable, allKeys == 0);
            case ROWS -> rows += takeRows(records, direct);
        }
        taken.add(records.content());
    }

    private long takeKeys(Records records, String temporary, boolean first) {
        if (table.isWithoutKey()) {
            // There is a member for them, and nothing in it.
            return 0;
        }
        String columns = table.keyList(Identifier::toString);
        if (first) {
            staging.create(temporary, table.keyColumns(), table, access);
        }
        return staging.write(records, table, temporary, columns);
    }

    private long takeRows(Records records, boolean direct) {
        if (!begun) {
            begun = true;
            staged = !direct;
            if (staged) {
                staging.create(rowsTable, table.stagedColumns(), table, access);
            } else {
                clear();
            }
        }
        long more =
                staged ? staging.write(records, table, rowsTable, table.stagedList()) : staging.write(records, table);
        if (!staged) {
            written = written.plus(new Written(0, 0, more));
        }
        return more;
    }

    /** Has the values read that wait for the table's owner to read them, once all are here. */
    void convert() {
        staging.convert(keysTable, access);
        staging.convert(allKeysTable, access);
        staging.convert(rowsTable, access);
    }

    /** Lets the statements of another table read what waits. */
    void lendTo(TableSession other) {
        if (keys > 0) {
            staging.lend(keysTable, access, other);
        }
        if (table.delivery().allKeys()) {
            staging.lend(allKeysTable, access, other);
        }
        if (staged) {
            staging.lend(rowsTable, access, other);
        }
    }

    /** Returns the statements for what has come so far. */
    Merge merge() {
        return new Merge(
                table,
                new Merge.Staged(
                        existing(keysTable, keys > 0),
                        existing(allKeysTable, table.delivery().allKeys()),
                        existing(rowsTable, staged)));
    }

    private static Optional<String> existing(String temporary, boolean there) {
        return there ? Optional.of("pg_temp." + temporary) : Optional.empty();
    }

    /**
     * Deletes by key what comes back as a row or not at all. Only a table that is replaced does so: no other refers to
     * it.
     */
    void clear() {
        if (way != Way.REPLACE || cleared) {
            return;
        }
        cleared = true;
        analyzeKeys();
        for (String statement : merge().clearance()) {
            written = written.plus(new Written(access.update(statement), 0, 0));
        }
    }

    /** Returns whether rows wait that other tables may refer to, or rows are to go that they may refer to now. */
    boolean isPending() {
        return way != Way.REPLACE && (staged || keys > 0 || table.delivery().allKeys());
    }

    /** Returns how many records wait. */
    long pending() {
        return keys + allKeys + (staged ? rows : 0);
    }

    /** Lets the planner know what waits. */
    void analyze() {
        analyzeKeys();
        if (staged) {
            staging.analyze(rowsTable, access);
        }
    }

    private void analyzeKeys() {
        if (keys > 0) {
            staging.analyze(keysTable, access);
        }
        if (table.delivery().allKeys()) {
            staging.analyze(allKeysTable, access);
        }
    }

    boolean isRewritten() {
        return way == Way.REWRITE;
    }

    /** Returns whether a row may be deleted and inserted again within one statement without a foreign key's minding. */
    boolean canBeRewritten() {
        return isMerged()
                && table.references().stream()
                        .allMatch(reference -> reference.onDelete() == Reference.Action.NO_ACTION);
    }

    /** Has the rows that differ deleted and inserted again from here on. */
    void rewrite() {
        way = Way.REWRITE;
    }

    /**
     * Has rows written again where one differs in a column that no update may set.
     *
     * @throws Failure of the family TARGET if foreign keys are in the way
     */
    void rewriteIfIdentitiesDiffer() {
        Optional<String> question = way == Way.MERGE ? merge().identityDiffers() : Optional.empty();
        if (question.isEmpty() || !access.onlyRow(question.get(), "differs boolean", row -> row.flag("differs"))) {
            return;
        }
        if (!canBeRewritten()) {
            throw identityIsFixed();
        }
        rewrite();
    }

    private Failure identityIsFixed() {
        Identifier column = table.columns().stream()
                .filter(table.identities()::contains)
                .findFirst()
                .orElseThrow();
        return new Failure(
                        Family.TARGET,
                        "values of " + table.name() + "." + column
                                + " changed, which is generated always as identity on the target and cannot be updated")
                .hint("Run on the target: alter table " + table.name() + " alter column " + column
                        + " set generated by default;");
    }

    /** Returns the statement that deletes the rows that go; empty where none can. */
    Optional<String> deletion() {
        return isMerged() ? merge().deletion() : Optional.empty();
    }

    /** Returns the statement that updates the rows that differ; empty where none can. */
    Optional<String> update() {
        return way == Way.MERGE ? merge().update() : Optional.empty();
    }

    /** Returns the statement that deletes the rows that differ, so that they are inserted again; empty where none can. */
    Optional<String> takeOut() {
        return way == Way.REWRITE ? merge().takeOut() : Optional.empty();
    }

    /** Returns the statement that inserts again what {@link #takeOut} deleted; empty where nothing can be. */
    Optional<String> putBack(String takenOut) {
        return way == Way.REWRITE ? merge().putBack(takenOut) : Optional.empty();
    }

    /** Returns the statement that inserts the rows that are new; empty where none can. */
    Optional<String> insertion() {
        return isMerged() ? merge().insertion() : merge().insertionOfAll();
    }

    /** Writes the rows of a table that is replaced, where they did not go straight into it. */
    void write() {
        if (way == Way.REPLACE) {
            insertion().ifPresent(statement -> wrote(new Written(0, 0, access.update(statement))));
        }
    }

    /** Empties the columns that are withheld from now on; the next bundle finds them to be the target's own. */
    void empty() {
        table.emptying().ifPresent(access::update);
    }

    /** Hears what another has run of {@link #deletion}, {@link #update} and {@link #insertion}. */
    void wrote(Written more) {
        written = written.plus(more);
    }

    /**
     * Returns what was done to this table, or that rows of it are missing.
     *
     * @throws Failure if the server took another number of keys or rows than was announced, or if a table of which all
     *     rows or all keys came holds another number of rows now
     */
    DeliveryOutcome check() {
        announced.ifPresent(total -> {
            require("keys arrived for", total.keys() + total.allKeys(), keys + allKeys);
            require("rows arrived for", total.rows(), rows);
        });
        if (table.isWithoutKey() && !table.isFull() && rows > 0) {
            throw new Failure(
                            Family.BUNDLE,
                            "the source brings changed rows of "
                                    + table.delivery().name() + ", which has no key")
                    .hint("Fetch it again; if it is the same, its writer is at fault: it may ship the table in full.");
        }
        if (!table.isFull() && !table.delivery().allKeys() && table.held().isPresent()) {
            return applied(refusedIfTriggersWrote(table.held().get() - written.deleted() + written.inserted()));
        }
        long held = held();
        if (table.delivery().allKeys() && held < allKeys) {
            // A row that no watermark showed is not missed before its key is.
            return new DeliveryOutcome.RowsMissing(table.delivery(), table.name(), held, allKeys);
        }
        if (table.isFull() || table.delivery().allKeys()) {
            require("rows are in", table.isFull() ? rows : allKeys, held);
        }
        return applied(held);
    }

    private DeliveryOutcome applied(long held) {
        AppliedTable.Left left = new AppliedTable.Left(
                held,
                table.columns(),
                table.emptied().stream().map(Column::name).toList());
        return new DeliveryOutcome.Applied(List.of(new AppliedTable(
                table.entry(), table.ignored(), table.delivery().kind(), keys, rows, written, left)));
    }

    /** A statement counts the rows that it writes, and none of those that a trigger of the table writes beside it. */
    private long refusedIfTriggersWrote(long told) {
        long found = table.triggered() ? held() : told;
        if (found != told) {
            throw new Failure(
                            Family.TARGET,
                            found + " rows are in " + table.name() + ", but " + told
                                    + " by what was there and was written")
                    .hint("Check whether a trigger on the target removes or adds rows: \\d " + table.name());
        }
        return told;
    }

    private long held() {
        return access.onlyRow(
                "select count(*) as held from " + table.name() + " as t where true" + table.ofTheFeed("t"),
                "held bigint",
                row -> row.number("held"));
    }

    private void require(String what, long announced, long found) {
        if (announced != found) {
            throw new Failure(
                            Family.TARGET,
                            found + " " + what + " " + table.name() + ", but the source announces " + announced)
                    .hint("Check whether a trigger or a rule on the target removes or adds rows: \\d " + table.name());
        }
    }
}
