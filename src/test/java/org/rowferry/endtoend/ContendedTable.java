package org.rowferry.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A table that the adversary writes to, with few keys, so that writers often want the same one.
 *
 * @param table its name in SQL
 * @param key its key's columns in SQL, with commas
 * @param keys the keys as lists of literals; the first is used in passing alone
 * @param reference the column that refers to another table, or that is free; empty where there is none
 * @param references what the column may hold
 */
record ContendedTable(String table, String key, List<String> keys, String reference, List<String> references) {
    ContendedTable {
        keys = List.copyOf(keys);
        references = List.copyOf(references);
    }

    private enum Attack {
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

        Attack(int weight) {
            this.weight = weight;
        }

        static Attack any(Random random) {
            List<Attack> lots = new ArrayList<>();
            for (Attack attack : values()) {
                for (int i = 0; i < attack.weight; i++) {
                    lots.add(attack);
                }
            }
            return lots.get(random.nextInt(lots.size()));
        }
    }

    /** Returns one or several statements that change the table in some way. */
    String attack(Random random, int major) {
        String one = anyKey(random);
        String two = anyKey(random);
        int v = random.nextInt(10);
        return switch (Attack.any(random)) {
            case INSERT -> insert(one, random);
            case INSERT_MANY ->
                insert(one, random) + " on conflict do nothing; " + insert(two, random) + " on conflict do nothing";
            case UPSERT -> insert(one, random) + " on conflict (" + key + ") do update set v = excluded.v";
            case INSERT_OR_NOT -> insert(one, random) + " on conflict do nothing";
            case MERGE -> major < 15 ? update(one, v) : merge(one, v);
            case UPDATE -> update(one, v);
            case UPDATE_NOTHING -> "update " + table + " set v = v";
            case UPDATE_SOME -> "update " + table + " set v = v + 1 where v % 3 = " + v % 3;
            case REFER -> refer(one, random);
            case CHANGE_KEY -> changeKey(one, two);
            case SWAP_KEYS ->
                changeKey(one, keys.get(0)) + "; " + changeKey(two, one) + "; " + changeKey(keys.get(0), two);
            case DELETE -> delete(one);
            case DELETE_AND_INSERT -> delete(one) + "; " + insert(one, random);
            case MOVE ->
                "with gone as (" + delete(one) + " returning v) insert into " + table + " (" + key + ", v) select "
                        + two + ", v from gone";
            case DELETE_SOME -> "delete from " + table + " where v % 3 = " + v % 3;
            case DELETE_ALL -> "delete from " + table;
            case TRUNCATE -> "truncate " + table + " cascade";
        };
    }

    /** Returns a statement that gives the table some rows to begin with, unless one refers to nothing. */
    String populate(Random random) {
        return insert(anyKey(random), random) + " on conflict do nothing";
    }

    private String anyKey(Random random) {
        return keys.get(1 + random.nextInt(keys.size() - 1));
    }

    private String insert(String value, Random random) {
        if (reference.isEmpty()) {
            return "insert into " + table + " (" + key + ", v) values (" + value + ", " + random.nextInt(10) + ")";
        }
        return "insert into " + table + " (" + key + ", " + reference + ", v) values (" + value + ", "
                + anyReference(random) + ", " + random.nextInt(10) + ")";
    }

    private String anyReference(Random random) {
        return references.get(random.nextInt(references.size()));
    }

    private String update(String value, int v) {
        return "update " + table + " set v = " + v + where(value);
    }

    private String refer(String value, Random random) {
        return reference.isEmpty()
                ? update(value, random.nextInt(10))
                : "update " + table + " set " + reference + " = " + anyReference(random) + where(value);
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
