package org.rowferry.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Key;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/** The script for DuckDB, and the types that it takes PostgreSQL's for. */
class DuckScriptTest {
    private static final Path GOLDEN = Path.of("src/test/resources/org/rowferry/ddl/golden");
    private static final Point FROM = new Point(new Position(41), Snapshot.parse("7:7:"));
    private static final String AMOUNT = "shop.amount";
    private static final List<NamedType> TYPES = List.of(
            new NamedType.Domain(AMOUNT, "shop.\"Base\""),
            new NamedType.Domain("shop.\"Base\"", "numeric(9,2)"),
            new NamedType.Domain("shop.loop", "shop.loop"));

    @ParameterizedTest
    @ValueSource(strings = {"duckdb", "duckdb-ugly"})
    void script_isAsItsGoldenFile(String name) throws IOException {
        String script = new Scripts(Templates.packaged(), "0.0.0")
                .duckdb(new DuckBundle(
                        new StreamName("lake"),
                        new Point(new Position(42), Snapshot.parse("9:9:")),
                        new Incarnation(new UUID(1, 2), List.of(new UUID(1, 1))),
                        TYPES,
                        name.equals("duckdb") ? plain() : ugly()));
        Path golden = GOLDEN.resolve(name + ".sql");
        if ("write".equals(System.getProperty("rowferry.golden"))) {
            Files.writeString(golden, script);
        }
        assertThat(script).isEqualTo(Files.readString(golden));
        assertThat(script.lines().filter(line -> !line.equals(line.stripTrailing())))
                .isEmpty();
    }

    private static List<DuckTable> plain() {
        Table orders = table(
                TableName.of("public", "orders"),
                "id",
                Column.of("id", "bigint", true),
                Column.of("placed", "timestamp with time zone", false),
                Column.of("total", AMOUNT, false),
                Column.of("scan", "bytea", false));
        Table log = new Table(TableName.of("public", "log"), List.of(Column.of("line", "text", false)), Key.NONE);
        return List.of(
                full(orders),
                changes(orders, false),
                new DuckTable(
                        log,
                        Optional.of(FROM),
                        Optional.of(new DuckFile("log.ids.csv", List.of(), 0, 0)),
                        Optional.empty(),
                        new DuckFile("log.rows.csv", log.columns(), 0, 0)));
    }

    private static List<DuckTable> ugly() {
        return List.of(changes(
                table(
                        TableName.of("Shop's", "Order-\"Lines\"\n.shell"),
                        "it's \"a\"\nkey",
                        Column.of("it's \"a\"\nkey", "date", true),
                        Column.of("select", "\"Shop's\".\"type\"", false)),
                true));
    }

    private static Table table(TableName name, String key, Column... columns) {
        return new Table(name, List.of(columns), new Key(List.of(new Identifier(key))));
    }

    private static DuckTable full(Table table) {
        return new DuckTable(table, Optional.empty(), Optional.empty(), Optional.empty(), rows(table, 10));
    }

    private static DuckTable changes(Table table, boolean allKeys) {
        return new DuckTable(
                table,
                Optional.of(FROM),
                Optional.of(new DuckFile("t.ids.csv", table.keyColumns(), 3, 20)),
                allKeys ? Optional.of(new DuckFile("t.keys.csv", table.keyColumns(), 9, 20)) : Optional.empty(),
                rows(table, 30_000_000));
    }

    private static DuckFile rows(Table table, long longest) {
        return new DuckFile("t.rows.csv", table.columns(), 2, longest);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "integer; integer",
                "double precision; double",
                "timestamp(3) without time zone; timestamp",
                "timestamp with time zone; timestamptz",
                "time(0) without time zone; time",
                "time with time zone; varchar",
                "numeric(38,10); decimal(38, 10)",
                "numeric(39,10); varchar",
                "numeric(3,5); varchar",
                "numeric(5,-2); varchar",
                "numeric; varchar",
                "shop.amount; decimal(9, 2)",
                "shop.loop; varchar",
                "integer[]; varchar",
                "character(3); varchar",
                "bytea; blob",
                "interval; varchar"
            })
    void type_isOneThatHoldsEveryValue(String type, String duck) {
        Map<String, NamedType> types = TYPES.stream().collect(Collectors.toMap(NamedType::name, named -> named));
        assertThat(DuckType.name(type, types)).isEqualTo(duck);
    }

    @Test
    void yearsBeforeChrist_areWrittenAsDuckDbDoes() {
        assertThat(DuckType.reading("\"d\"", "date", Map.of()))
                .isEqualTo("cast(regexp_replace(\"d\", '^(\\S+)(.*) BC$', '\\1 (BC)\\2') as date)");
    }
}
