package org.rowferry.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rowferry.endtoend.ProofPlace.Characters;
import org.rowferry.history.Dice;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;
import org.rowferry.testing.ColumnKind;

/** The tables that are to be proven: every kind of column, ugly names, keys that are equal and not the same, partitions. */
final class ProofTables {
    static final TableName PARTED = TableName.of("proof", "parted");

    /** Some more rows than a bucket has. */
    private static final int MANY = 3500;

    private static final int FEW = 400;

    private final int major;
    private final Characters characters;

    /** Makes them of what this major and all later ones know. */
    ProofTables(int major, Characters characters) {
        this.major = major;
        this.characters = characters;
    }

    List<ProofTable> all() {
        return List.of(kinds(), ugly(), alike(), parted());
    }

    ShippedSchema schema() {
        String extra = characters == Characters.ASCII ? "" : ColumnKind.COLLATION;
        return new ShippedSchema(
                all().stream().map(ProofTable::name).toList(),
                ColumnKind.TYPES + extra + "grant usage on schema \"The \"\"zoo\"\" types\" to public",
                all().stream().map(ProofTable::ddl).collect(Collectors.joining())
                        + "grant select on all tables in schema proof to ferry_exporter",
                """
                alter table proof."All kinds" set (fillfactor = 50); -- so updated in place
                alter table proof.alike set (fillfactor = 60);
                drop table proof.parted;
                create table proof.parted (v text, id integer primary key) partition by range (id);
                create table proof.parted_low partition of proof.parted for values from (minvalue) to (1000);
                create table proof.parted_rest partition of proof.parted default;
                grant select, insert, update, delete on proof.parted to ferry_importer""");
    }

    private ProofTable kinds() {
        List<ColumnKind> kinds = ColumnKind.ALL.stream()
                .filter(kind -> kind.since() <= major)
                .filter(kind -> characters != Characters.ASCII || !kind.type().contains(" collate \"The "))
                .toList();
        List<List<String>> values = kinds.stream()
                .map(kind -> characters.of(kind.values().stream()))
                .toList();
        List<Identifier> columns = new ArrayList<>(List.of(new Identifier("the, \"key\"")));
        kinds.forEach(kind -> columns.add(new Identifier("kind " + columns.size())));
        TableName name = TableName.of("proof", "All kinds");
        String made = IntStream.range(0, kinds.size())
                .mapToObj(i -> ", " + columns.get(i + 1) + " " + kinds.get(i).type())
                .collect(Collectors.joining());
        return new ProofTable(
                name,
                "create table " + name + " (" + columns.get(0) + " integer primary key" + made + ");\n",
                columns,
                1,
                "%d",
                columns.get(1 + kinds.stream().map(ColumnKind::type).toList().indexOf("text")),
                FEW,
                (number, dice) -> number + ", "
                        + values.stream()
                                .map(each -> dice.oneIn(6) ? "null" : dice.any(each))
                                .collect(Collectors.joining(", ")));
    }

    private ProofTable ugly() {
        return table(
                TableName.of("proof", "Order \"Lines"),
                "(\"group\" text, line smallint, \"a b\" text, primary key (\"group\", line));\n",
                "group line",
                "a b",
                "'k''%d'",
                MANY,
                (number, dice) -> "'k''" + number + "', " + (number & 1) + ", " + text(dice));
    }

    /** The same key may be written in several ways: in capitals, with more digits. */
    private ProofTable alike() {
        return table(
                TableName.of("proof", "alike"),
                "(c public.citext, n numeric, v text, primary key (c, n));\n",
                "c n",
                "v",
                "'k%d'",
                FEW,
                (number, dice) ->
                        "'" + dice.any("k", "K") + number + "', " + dice.any("1", "1.0", "1.00") + ", " + text(dice));
    }

    private ProofTable parted() {
        return table(
                PARTED,
                "(id integer primary key, v text) partition by hash (id);\n" + ProofFaults.sourcePartition(0)
                        + ProofFaults.sourcePartition(1),
                "id",
                "v",
                "%d",
                MANY,
                (number, dice) -> number + ", " + text(dice));
    }

    private static ProofTable table(
            TableName name,
            String ddl,
            String key,
            String text,
            String literal,
            int numbers,
            ProofTable.Values values) {
        List<Identifier> columns = new ArrayList<>(
                Stream.of(key.split(" ", -1)).map(Identifier::new).toList());
        int keys = columns.size();
        columns.add(new Identifier(text));
        return new ProofTable(
                name,
                "create table " + name + " " + ddl,
                columns,
                keys,
                literal,
                new Identifier(text),
                numbers,
                values);
    }

    private String text(Dice dice) {
        return dice.any(characters.of(Stream.of(
                "null",
                "''",
                "'a'",
                "'wörd, \"x\"'",
                "'日本 😀'",
                "E'line\\nbreak'",
                "'" + dice.below(1_000_000) + "'")));
    }
}
