package org.rowferry.endtoend;

import java.util.List;
import org.rowferry.schema.TableName;

/** The tables that the adversary hunts in: ugly names, keys of many types, foreign keys three deep and in a circle. */
final class AdversaryTables {
    private static final String SOURCE = """
            create table "Sales Dept"."Order-Lines" (
                "group" integer, "it's ""x""\" text, v integer, primary key ("group", "it's ""x""\")
            );
            create table hunt.parent (id numeric primary key, v integer);
            create table hunt.child (
                id uuid primary key, parent_id numeric references hunt.parent on delete cascade on update cascade,
                v integer
            );
            create table hunt.grandchild (
                b text, a smallint, child_id uuid references hunt.child on delete set null, v integer,
                primary key (a, b)
            );
            create table hunt.tree (
                id bigint primary key, up bigint references hunt.tree on delete cascade on update cascade, v integer
            );
            create table hunt.lonely (k text primary key, v integer)
            """;

    /** None of them can be put off to the end of the transaction. */
    private static final String TARGET = """
            alter table hunt.child add foreign key (parent_id) references hunt.parent;
            alter table hunt.grandchild add foreign key (child_id) references hunt.child;
            alter table hunt.tree add foreign key (up) references hunt.tree
            """;

    static final ShippedSchema CARGO = new ShippedSchema(
            List.of(
                    TableName.of("hunt", "grandchild"),
                    TableName.of("Sales Dept", "Order-Lines"),
                    TableName.of("hunt", "child"),
                    TableName.of("hunt", "tree"),
                    TableName.of("hunt", "parent"),
                    TableName.of("hunt", "lonely")),
            SOURCE,
            TARGET);

    /** 1 and 1.00 are one key, but two texts. */
    private static final List<String> NUMBERS = List.of("0", "1", "1.00", "-2.5", "3", "1e40", "'NaN'");

    private static final List<String> UUIDS = List.of(uuid(0), uuid(1), uuid(2), uuid(3), uuid(4));
    private static final List<String> TREES = List.of("0", "1", "2", "3", "4", "5");

    static final List<ContendedTable> PREYS = List.of(
            new ContendedTable(
                    "\"Sales Dept\".\"Order-Lines\"",
                    "\"group\", \"it's \"\"x\"\"\"",
                    List.of("0, ''", "1, ''", "1, 'a'", "2, E'a\\n\"b\"'", "2, '\\.'", "3, 'é,;'"),
                    "",
                    List.of()),
            new ContendedTable("hunt.parent", "id", NUMBERS, "", List.of()),
            new ContendedTable("hunt.child", "id", UUIDS, "parent_id", NUMBERS.subList(1, NUMBERS.size())),
            new ContendedTable(
                    "hunt.grandchild",
                    "a, b",
                    List.of("0, ''", "1, 'x'", "1, 'y'", "2, 'x'", "2, 'y'"),
                    "child_id",
                    UUIDS.subList(1, UUIDS.size())),
            new ContendedTable("hunt.tree", "id", TREES, "up", List.of("null", "1", "2", "3", "4", "5")),
            new ContendedTable(
                    "hunt.lonely", "k", List.of("''", "'a'", "'A'", "'a '", "'NULL'", "'\\N'"), "", List.of()));

    private AdversaryTables() {}

    private static String uuid(int number) {
        return "'00000000-0000-4000-8000-00000000000" + number + "'::uuid";
    }
}
