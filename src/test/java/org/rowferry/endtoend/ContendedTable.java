package org.rowferry.endtoend;

import java.util.ArrayList;
import java.util.List;
import org.rowferry.history.Dice;
import org.rowferry.schema.TableName;

/**
 * A table with few keys, so that writers often want the same one: ugly names, keys of many types, foreign keys three deep and
 * in a circle.
 *
 * @param table its name in SQL
 * @param key its key's columns in SQL, with commas
 * @param keys the keys as lists of literals; the first is used in passing alone
 * @param reference the column that refers to another table, or that is free; empty where there is none
 * @param references what the column may hold
 */
record ContendedTable(String table, String key, List<String> keys, String reference, List<String> references) {
    private static final String SOURCE = """
            create table "Sales Dept"."Order-Lines" (
                "group" integer, "it's ""x""\" text, v integer, primary key ("group", "it's ""x""\")
            );
            create table contended.parent (id numeric primary key, v integer);
            create table contended.child (
                id uuid primary key, parent_id numeric references contended.parent on delete cascade on update cascade,
                v integer
            );
            create table contended.grandchild (
                b text, a smallint, child_id uuid references contended.child on delete set null, v integer,
                primary key (a, b)
            );
            create table contended.tree (
                id bigint primary key, up bigint references contended.tree on delete cascade on update cascade, v integer
            );
            create table contended.lonely (k text primary key, v integer)
            """;

    /** None of them can be put off to the end of the transaction. */
    private static final String TARGET = """
            alter table contended.child add foreign key (parent_id) references contended.parent;
            alter table contended.grandchild add foreign key (child_id) references contended.child;
            alter table contended.tree add foreign key (up) references contended.tree;
            -- So much room has rows of any number updated in place: of one table alone, and of one that refers to another.
            alter table contended.lonely set (fillfactor = 50);
            alter table contended.grandchild set (fillfactor = 50)
            """;

    static final ShippedSchema SCHEMA = new ShippedSchema(
            List.of(
                    TableName.of("contended", "grandchild"),
                    TableName.of("Sales Dept", "Order-Lines"),
                    TableName.of("contended", "child"),
                    TableName.of("contended", "tree"),
                    TableName.of("contended", "parent"),
                    TableName.of("contended", "lonely")),
            SOURCE,
            TARGET);

    /** 1 and 1.00 are one key, but two texts. */
    private static final List<String> NUMBERS = List.of("0", "1", "1.00", "-2.5", "3", "1e40", "'NaN'");

    private static final List<String> UUIDS = List.of(uuid(0), uuid(1), uuid(2), uuid(3), uuid(4));
    private static final List<String> TREES = List.of("0", "1", "2", "3", "4", "5");

    static final List<ContendedTable> ALL = List.of(
            new ContendedTable(
                    "\"Sales Dept\".\"Order-Lines\"",
                    "\"group\", \"it's \"\"x\"\"\"",
                    List.of("0, ''", "1, ''", "1, 'a'", "2, E'a\\n\"b\"'", "2, '\\.'", "3, 'é,;'"),
                    "",
                    List.of()),
            new ContendedTable("contended.parent", "id", NUMBERS, "", List.of()),
            new ContendedTable("contended.child", "id", UUIDS, "parent_id", NUMBERS.subList(1, NUMBERS.size())),
            new ContendedTable(
                    "contended.grandchild",
                    "a, b",
                    List.of("0, ''", "1, 'x'", "1, 'y'", "2, 'x'", "2, 'y'"),
                    "child_id",
                    UUIDS.subList(1, UUIDS.size())),
            new ContendedTable("contended.tree", "id", TREES, "up", List.of("null", "1", "2", "3", "4", "5")),
            new ContendedTable(
                    "contended.lonely", "k", List.of("''", "'a'", "'A'", "'a '", "'NULL'", "'\\N'"), "", List.of()));

    ContendedTable {
        keys = List.copyOf(keys);
        references = List.copyOf(references);
    }

    private enum Change {
        INSERT(5),
        INSERT_MANY(3),
        UPSERT(3),
        INSERT_OR_NOT(2),
        MERGE(2),
        UPDATE(5),
        UPDATE_NOTHING(1),
        UPDATE_SOME(2),
        REFER(6),
        CHANGE_KEY(5),
        SWAP_KEYS(3),
        DELETE(5),
        DELETE_AND_INSERT(3),
        MOVE(2),
        DELETE_SOME(1),
        DELETE_ALL(1),
        TRUNCATE(1);

        private final int weight;

        Change(int weight) {
            this.weight = weight;
        }

        static Change any(Dice dice) {
            List<Change> lots = new ArrayList<>();
            for (Change change : values()) {
                for (int i = 0; i < change.weight; i++) {
                    lots.add(change);
                }
            }
            return dice.any(lots);
        }
    }

    private static String uuid(int number) {
        return "'00000000-0000-4000-8000-00000000000" + number + "'::uuid";
    }

    /** Returns one or several statements that change the table in some way. */
    String change(Dice dice, int major) {
        String one = anyKey(dice);
        String two = anyKey(dice);
        int v = dice.below(10);
        return switch (Change.any(dice)) {
            case INSERT -> insert(one, dice);
            case INSERT_MANY ->
                insert(one, dice) + " on conflict do nothing; " + insert(two, dice) + " on conflict do nothing";
            case UPSERT -> insert(one, dice) + " on conflict (" + key + ") do update set v = excluded.v";
            case INSERT_OR_NOT -> insert(one, dice) + " on conflict do nothing";
            case MERGE -> major < 15 ? update(one, v) : merge(one, v);
            case UPDATE -> update(one, v);
            case UPDATE_NOTHING -> "update " + table + " set v = v";
            case UPDATE_SOME -> "update " + table + " set v = v + 1 where v % 3 = " + v % 3;
            case REFER -> refer(one, dice);
            case CHANGE_KEY -> changeKey(one, two);
            case SWAP_KEYS ->
                changeKey(one, keys.get(0)) + "; " + changeKey(two, one) + "; " + changeKey(keys.get(0), two);
            case DELETE -> delete(one);
            case DELETE_AND_INSERT -> delete(one) + "; " + insert(one, dice);
            case MOVE ->
                "with gone as (" + delete(one) + " returning v) insert into " + table + " (" + key + ", v) select "
                        + two + ", v from gone";
            case DELETE_SOME -> "delete from " + table + " where v % 3 = " + v % 3;
            case DELETE_ALL -> "delete from " + table;
            case TRUNCATE -> "truncate " + table + " cascade";
        };
    }

    /** Returns a statement that gives the table some rows to begin with, unless one refers to nothing. */
    String populate(Dice dice) {
        return insert(anyKey(dice), dice) + " on conflict do nothing";
    }

    private String anyKey(Dice dice) {
        return keys.get(1 + dice.below(keys.size() - 1));
    }

    private String insert(String value, Dice dice) {
        if (reference.isEmpty()) {
            return "insert into " + table + " (" + key + ", v) values (" + value + ", " + dice.below(10) + ")";
        }
        return "insert into " + table + " (" + key + ", " + reference + ", v) values (" + value + ", "
                + anyReference(dice) + ", " + dice.below(10) + ")";
    }

    private String anyReference(Dice dice) {
        return references.get(dice.below(references.size()));
    }

    private String update(String value, int v) {
        return "update " + table + " set v = " + v + where(value);
    }

    private String refer(String value, Dice dice) {
        return reference.isEmpty()
                ? update(value, dice.below(10))
                : "update " + table + " set " + reference + " = " + anyReference(dice) + where(value);
    }

    private String changeKey(String from, String to) {
        return "update " + table + " set (" + key + ") = row(" + to + ")" + where(from);
    }

    private String delete(String value) {
        return "delete from " + table + where(value);
    }

    private String merge(String value, int v) {
        return "merge into " + table + " as t using (select " + v + " as w) as s on row(" + key + ") = row(" + value
                + ") when matched and t.v > 5 then delete when matched then update set v = s.w"
                + " when not matched then insert (" + key + ", v) values (" + value + ", s.w)";
    }

    private String where(String value) {
        return " where row(" + key + ") = row(" + value + ")";
    }
}
