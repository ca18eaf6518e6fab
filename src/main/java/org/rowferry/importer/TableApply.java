package org.rowferry.importer;

import java.util.Optional;
import org.rowferry.bundle.Content;
import org.rowferry.bundle.Section;
import org.rowferry.bundle.TableTotal;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;

/**
 * Brings one table to what a bundle says, in steps that the bundle's other tables come between: it takes the sections,
 * deletes, writes, and is checked. Rows that foreign keys of other tables may hang on are written by {@link Weave}.
 */
final class TableApply {
    /** How rows come into a table. */
    enum Way {
        /** All rows into an empty table. */
        COPY,
        /** The keys are deleted and their rows copied back. */
        REPLACE,
        /** Rows are compared: equal ones are left alone, and no key that stays is ever deleted. */
        MERGE
    }

    private final Session session;
    private final Staging staging;
    private final TargetTable table;
    private final Way way;
    private final TableTotal announced;
    private final String keysTable;
    private final String rowsTable;
    private boolean staged;
    private boolean begun;
    private boolean cleared;
    private long keys;
    private long rows;
    private long deleted;
    private long updated;
    private long inserted;

    TableApply(Session session, Staging staging, TargetTable table, Way way, TableTotal announced) {
        this.session = session;
        this.staging = staging;
        this.table = table;
        this.way = way;
        this.announced = announced;
        this.keysTable = "rowferry_keys_" + table.relation().oid();
        this.rowsTable = "rowferry_rows_" + table.relation().oid();
    }

    TargetTable table() {
        return table;
    }

    /** Returns whether rows may go straight into the table once the tables that it refers to are settled. */
    boolean canBeDirect() {
        return way != Way.MERGE && table.takesRowsAsTheyAre();
    }

    /** Returns whether nothing of this table is still to come, to be deleted or to be written. */
    boolean isSettled() {
        boolean complete =
                keys == announced.keys().records() && rows == announced.rows().records();
        boolean nothingToDo = !table.isFull() && keys == 0 && rows == 0;
        return complete && (nothingToDo || (begun && !staged));
    }

    /** Takes a section; rows go straight into the table where {@code direct} says so when the first of them come. */
    void take(Section section, boolean direct) {
        if (section.content() == Content.IDS) {
            takeKeys(section);
            return;
        }
        if (!begun) {
            begun = true;
            staged = !direct;
            if (staged) {
                staging.create(rowsTable, table.stagedDefinition(), table);
            } else {
                clear();
            }
        }
        String destination = staged ? "pg_temp." + rowsTable : table.name().toString();
        long taken = staging.copy(section, destination, table.stagedList());
        rows += taken;
        inserted += staged ? 0 : taken;
    }

    private void takeKeys(Section section) {
        if (keys == 0) {
            staging.create(keysTable, table.keyList(Identifier::toString), table);
        }
        keys += staging.copy(section, "pg_temp." + keysTable, table.keyList(Identifier::toString));
    }

    /**
     * Deletes by key what comes back as a row or not at all. Only a table that is replaced does so: no other refers to
     * it.
     */
    void clear() {
        if (way != Way.REPLACE || cleared || keys == 0) {
            return;
        }
        cleared = true;
        staging.analyze(keysTable);
        deleted = session.update("delete from " + table.name() + " as t using pg_temp." + keysTable + " as k where "
                + table.sameKey("t", "k") + table.ofTheInbox("t"));
    }

    /** Returns whether rows wait that other tables may refer to, or rows are to go that they may refer to now. */
    boolean isPending() {
        return way != Way.REPLACE && (staged || keys > 0);
    }

    /** Lets the planner know what waits. */
    void analyze() {
        if (staged) {
            staging.analyze(rowsTable);
        }
        if (keys > 0) {
            staging.analyze(keysTable);
        }
    }

    /** Returns the statement that deletes the rows that go; empty where none can. */
    Optional<String> deletion() {
        if (way != Way.MERGE || (!table.isFull() && keys == 0)) {
            return Optional.empty();
        }
        return Optional.of(
                table.isFull()
                        ? "delete from " + table.name() + " as t where not exists (" + stagedRow("t") + ")"
                                + table.ofTheInbox("t")
                        : "delete from " + table.name() + " as t using pg_temp." + keysTable + " as k where "
                                + table.sameKey("t", "k") + table.ofTheInbox("t") + " and not exists ("
                                + stagedRow("k") + ")");
    }

    /** Returns the statement that updates the rows that differ; empty where none can. */
    Optional<String> update() {
        if (way != Way.MERGE || !staged) {
            return Optional.empty();
        }
        return Optional.of("update " + table.name() + " as t set " + table.list(column -> column + " = r." + column)
                + " from pg_temp." + rowsTable + " as r where " + table.sameKey("t", "r") + table.ofTheInbox("t")
                + " and "
                + differs());
    }

    /** Returns the statement that inserts the rows that are new, ready to bear another condition; empty where none can. */
    Optional<String> insertion() {
        if (!staged) {
            return Optional.empty();
        }
        String fresh = way == Way.MERGE
                ? "not exists (select from " + table.name() + " as t where " + table.sameKey("t", "r")
                        + table.ofTheInbox("t") + ")"
                : "true";
        return Optional.of("insert into " + table.name() + " (" + table.insertedList()
                + ") overriding system value select " + table.insertedValues("r") + " from pg_temp."
                + rowsTable + " as r where " + fresh);
    }

    private String stagedRow(String alias) {
        return "select from pg_temp." + rowsTable + " as r where " + table.sameKey(alias, "r");
    }

    /** Writes the rows of a table that is replaced, where they did not go straight into it. */
    void write() {
        if (way == Way.REPLACE) {
            insertion().ifPresent(statement -> inserted = session.update(statement));
        }
    }

    /** Hears what another has run of {@link #deletion}, {@link #update} and {@link #insertion}. */
    void wrote(Result.Written written) {
        deleted = written.deleted();
        updated = written.updated();
        inserted = written.inserted();
    }

    /**
     * Compares bytes, which every type has; an equality operator, not every type. Called as the function, since between
     * two row constructors PostgreSQL takes the operator {@code *<>} column by column, where no type has it.
     */
    private String differs() {
        return "record_image_ne(row(" + table.list(column -> "t." + column) + "), row("
                + table.list(column -> "r." + column) + "))";
    }

    /**
     * Returns what was done.
     *
     * @throws Failure if the server took another number of keys or rows than the bundle announces, or if a table that
     *     came full holds another number of rows now
     */
    Result.Line check() {
        require("keys arrived for", announced.keys().records(), keys);
        require("rows arrived for", announced.rows().records(), rows);
        if (table.isFull()) {
            long held = session.one(
                    "select count(*) as held from " + table.name() + " as t where true" + table.ofTheInbox("t"),
                    row -> row.number("held"));
            require("rows are in", announced.rows().records(), held);
        }
        return new Result.Line(
                table.entry(),
                table.ignored(),
                table.content().kind(),
                keys,
                rows,
                new Result.Written(deleted, updated, inserted));
    }

    private void require(String what, long announced, long found) {
        if (announced != found) {
            throw new Failure(
                            Family.TARGET,
                            found + " " + what + " " + table.name() + ", but the bundle announces " + announced)
                    .hint("See whether a trigger or a rule on the target swallows or adds rows: \\d " + table.name());
        }
    }
}
