package org.rowferry.random;

import java.util.List;
import org.rowferry.history.Dice;
import org.rowferry.schema.TableName;

/**
 * One of the tables whose streams live long: each of another kind, and all with the columns {@code a}, {@code b} and
 * {@code note}.
 *
 * @param definition makes it on the source
 * @param settings what its entry in exporter.yaml says besides its name
 */
record LifeTable(TableName name, String definition, String settings) {
    static final LifeTable KEYLESS = of("keyless", "(a integer, b integer, note text)", "        capture: snapshot\n");

    static final List<LifeTable> ALL = List.of(
            of("plain", "(a integer primary key, b integer, note text)", ""),
            of("Order-Lines", "(a integer, b integer, note text, primary key (b, a))", ""),
            of("parted", """
                    (a integer primary key, b integer, note text) partition by range (a);
                    create table life.low partition of life.parted for values from (minvalue) to (5);
                    create table life.high partition of life.parted for values from (5) to (maxvalue)""", ""),
            of("watched", "(a integer primary key, b integer, note text)", "        capture: snapshot\n"),
            KEYLESS);

    static final List<LifeTable> CAPTURED =
            ALL.stream().filter(table -> table.settings().isEmpty()).toList();

    /** Returns a statement that gives the table the rows of its first day. */
    String firstRows() {
        return "insert into " + name + " select i, i % 3 + 1, 'first ' || i from generate_series(1, 9) as i;\n";
    }

    private static LifeTable of(String name, String definition, String settings) {
        TableName table = TableName.of("life", name);
        return new LifeTable(table, "create table " + table + " " + definition + ";\n", settings);
    }

    /** Returns the one of a name, which may be as SQL has it. */
    static LifeTable named(String name) {
        return ALL.stream()
                .filter(table -> table.name().toString().equals(name)
                        || table.name().name().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Returns its entry in a configuration, with what else that is to say. */
    String entry(String more) {
        return "      - table: " + Yaml.quoted(name.toString()) + "\n" + more;
    }

    /** Returns a query for all its rows as one text, without their notes for a target that does not get them. */
    String contents(boolean withNotes) {
        String note = withNotes ? "coalesce(note, 'NULL')" : "'NULL'";
        return "select coalesce(string_agg(a || ',' || b || ',' || " + note + ", ' ' order by a, b, note), '') from "
                + name;
    }

    /** Draws a statement that changes some of few rows. */
    String write(Dice dice) {
        String a = Integer.toString(dice.between(1, 9));
        String b = Integer.toString(dice.between(1, 3));
        String note = dice.any("null", "'x" + dice.below(1000) + "'", "'y" + dice.below(1000) + "'");
        return switch (dice.below(20)) {
            case 0 -> "truncate " + name;
            case 1 -> "delete from " + name;
            case 2, 3 -> "delete from " + name + " where a = " + a;
            case 4, 5, 6 -> "update " + name + " set note = " + note + " where b = " + b;
            case 7, 8 ->
                "update " + name + " set a = " + a + " where a = (select min(a) from " + name
                        + ") and not exists (select from " + name + " where a = " + a + ") and b = " + b;
            default ->
                "insert into " + name + " select " + a + ", " + b + ", " + note + " where not exists (select from "
                        + name + " where a = " + a + ")";
        };
    }
}
