package org.rowferry.importer;

import org.rowferry.bundle.Content;
import org.rowferry.bundle.Section;
import org.rowferry.bundle.TableTotal;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;

/**
 * Brings one table to what a bundle says, in steps that the bundle's other tables come between: it takes the sections,
 * deletes, writes, and is checked.
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
        return way != Way.MERGE;
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
                staging.create(rowsTable, table.list(Identifier::toString), table);
            } else {
                clear();
            }
        }
        String destination = staged ? "pg_temp." + rowsTable : table.name().toString();
        long taken = staging.copy(section, destination, table.list(Identifier::toString));
        rows += taken;
        inserted += staged ? 0 : taken;
    }

    private void takeKeys(Section section) {
        if (keys == 0) {
            staging.create(keysTable, table.keyList(Identifier::toString), table);
        }
        keys += staging.copy(section, "pg_temp." + keysTable, table.keyList(Identifier::toString));
    }

    /** Deletes the rows that go; the children of this table have done so before. */
    void delete() {
        if (staged) {
            staging.analyze(rowsTable);
        }
        if (way == Way.MERGE && table.isFull()) {
            deleted = session.update("delete from " + table.name() + " as t where not exists (" + stagedRow("t") + ")");
        } else {
            clear();
        }
    }

    /** Deletes by key, once: under REPLACE every key of the window, under MERGE those that have no row any more. */
    private void clear() {
        if (cleared || keys == 0) {
            return;
        }
        cleared = true;
        staging.analyze(keysTable);
        String goes = way == Way.MERGE ? " and not exists (" + stagedRow("k") + ")" : "";
        deleted = session.update("delete from " + table.name() + " as t using pg_temp." + keysTable + " as k where "
                + table.sameKey("t", "k") + goes);
    }

    private String stagedRow(String alias) {
        return "select from pg_temp." + rowsTable + " as r where " + table.sameKey(alias, "r");
    }

    /** Writes the rows that come; the parents of this table have done so before. */
    void write() {
        if (!staged) {
            return;
        }
        if (way == Way.MERGE) {
            updated = session.update("update " + table.name() + " as t set "
                    + table.list(column -> column + " = r." + column) + " from pg_temp." + rowsTable + " as r where "
                    + table.sameKey("t", "r") + " and " + differs());
        }
        String fresh = way == Way.MERGE
                ? " where not exists (select from " + table.name() + " as t where " + table.sameKey("t", "r") + ")"
                : "";
        inserted = session.update("insert into " + table.name() + " (" + table.list(Identifier::toString)
                + ") overriding system value select " + table.list(column -> "r." + column) + " from pg_temp."
                + rowsTable + " as r" + fresh);
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
            long held = session.one("select count(*) as held from " + table.name(), row -> row.number("held"));
            require("rows are in", announced.rows().records(), held);
        }
        return new Result.Line(
                table.content().table().name(),
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
