package org.rowferry.ddl;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.Point;
import org.rowferry.schema.TableName;

/** The variables of the script for DuckDB. Its keywords are not PostgreSQL's, so all names are in quotes. */
final class DuckVariables {
    private final DuckBundle bundle;
    private final Map<String, NamedType> types;

    DuckVariables(DuckBundle bundle) {
        this.bundle = bundle;
        this.types = bundle.types().stream().collect(Collectors.toMap(NamedType::name, Function.identity()));
    }

    Variables all() {
        Point to = bundle.to();
        UUID incarnation = bundle.incarnation().id();
        return new Variables()
                .set("streamComment", Comment.of(bundle.stream()))
                .set("stream", new Literal(bundle.stream().toString()))
                .set("number", to.position())
                .set("snapshot", new Literal(to.snapshot().toString()))
                .set("incarnation", new Literal(incarnation.toString()))
                .set("incarnations", incarnations())
                .set("tables", tables());
    }

    private String incarnations() {
        return Stream.concat(Stream.of(bundle.incarnation().id()), bundle.incarnation().ancestors().stream())
                .map(id -> new Literal(id.toString()).toString())
                .collect(joining(", "));
    }

    private List<Map<String, Object>> tables() {
        return Variables.list(bundle.tables().stream().map(this::table).toList(), ",");
    }

    private Variables table(DuckTable duck) {
        TableName name = duck.table().name();
        List<Column> key = duck.table().keyColumns();
        List<Column> columns = duck.table().columns();
        Variables values = new Variables()
                .set("comment", Comment.of(name))
                .set(
                        "kind",
                        duck.from()
                                .map(from -> "changes since bundle " + from.position())
                                .orElse("in full"))
                .set("schema", quoted(name.schema()))
                .set("table", quoted(name.schema()) + "." + quoted(name.name()))
                .set("schemaName", new Literal(name.schema().name()))
                .set("tableName", new Literal(name.name().name()))
                .set(
                        "columns",
                        Variables.list(columns.stream().map(this::column).toList(), ","))
                .set("columnNames", names(columns))
                .set("values", readings(columns))
                .set("rows", duck.rows())
                .set("records", duck.rows().records())
                .set("full", duck.from().isEmpty())
                .set("keyed", duck.from().isPresent() && !key.isEmpty())
                .set("keyNames", names(key))
                .set("keyValues", readings(key))
                .set("written", duck.from().isEmpty() || !key.isEmpty())
                .set("ids", text(duck.ids()))
                .set("hasAllKeys", duck.keys().isPresent())
                .set("allKeys", text(duck.keys()));
        messages(values, name, duck);
        duck.from()
                .ifPresent(from -> values.set("from", from.position())
                        .set("fromSnapshot", new Literal(from.snapshot().toString())));
        return values;
    }

    private static String text(Optional<DuckFile> file) {
        return file.map(DuckFile::toString).orElse("");
    }

    private void messages(Variables values, TableName name, DuckTable duck) {
        String bundleBefore =
                duck.from().map(from -> "bundle " + from.position()).orElse("");
        values.set(
                        "missing",
                        new Literal(name + " is not at " + bundleBefore + " of " + bundle.stream()
                                + " or later: run the scripts of the bundles before, or export it in full"))
                .set(
                        "newer",
                        new Literal(name + " is newer than bundle "
                                + bundle.to().position() + " of " + bundle.stream() + ", or is from another source"))
                .set(
                        "otherCount",
                        new Literal(name + " has another number of rows than the "
                                + duck.rows().records() + " of the bundle"));
    }

    private Variables column(Column column) {
        return new Variables().set("name", quoted(column.name())).set("type", DuckType.name(column.type(), types));
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(column -> quoted(column.name())).collect(joining(", "));
    }

    private String readings(List<Column> columns) {
        List<String> readings = new ArrayList<>();
        columns.forEach(column -> readings.add(DuckType.reading(quoted(column.name()), column.type(), types)));
        return String.join(", ", readings);
    }

    private static String quoted(Identifier identifier) {
        return '"' + identifier.name().replace("\"", "\"\"") + '"';
    }
}
