package org.rowferry.bundle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Key;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/** The manifest as its JSON has it: each record an object, each component a key. What is null was missing. */
record ManifestDocument(
        int format,
        @Nullable String tool,
        @Nullable OriginDocument source,
        @Nullable IncarnationDocument incarnation,
        @Nullable String target,
        long number,
        @Nullable String snapshot,
        @Nullable String time,
        @Nullable List<TableDocument> tables) {

    static ManifestDocument of(Manifest manifest) {
        return new ManifestDocument(
                Manifest.FORMAT,
                manifest.tool(),
                OriginDocument.of(manifest.source()),
                IncarnationDocument.of(manifest.incarnation()),
                manifest.target().name(),
                manifest.to().position().number(),
                manifest.to().snapshot().toString(),
                manifest.time().toString(),
                manifest.tables().stream().map(TableDocument::of).toList());
    }

    /** Throws IllegalArgumentException or DateTimeException, with the key's name, for what cannot be. */
    Manifest toManifest() {
        return new Manifest(
                need(tool, "tool"),
                need(source, "source").toOrigin(),
                need(incarnation, "incarnation").toIncarnation(),
                new StreamName(need(target, "target")),
                new Point(new Position(number), Snapshot.parse(need(snapshot, "snapshot"))),
                Instant.parse(need(time, "time")),
                all(tables, "tables").stream().map(TableDocument::toContent).toList());
    }

    private static <T> T need(@Nullable T value, String key) {
        if (value == null) {
            throw new IllegalArgumentException("the key '" + key + "' is missing");
        }
        return value;
    }

    private static <T> List<T> all(@Nullable List<@Nullable T> values, String key) {
        return need(values, key).stream().map(value -> need(value, key)).toList();
    }

    record OriginDocument(
            @Nullable String name,
            @Nullable String system,
            @Nullable String server) {
        static OriginDocument of(Origin origin) {
            return new OriginDocument(origin.name(), origin.system(), origin.server());
        }

        Origin toOrigin() {
            return new Origin(need(name, "source.name"), need(system, "source.system"), need(server, "source.server"));
        }
    }

    record IncarnationDocument(
            @Nullable String id, @Nullable List<String> ancestors) {
        static IncarnationDocument of(Incarnation incarnation) {
            return new IncarnationDocument(
                    incarnation.id().toString(),
                    incarnation.ancestors().stream().map(UUID::toString).toList());
        }

        Incarnation toIncarnation() {
            return new Incarnation(
                    UUID.fromString(need(id, "incarnation.id")),
                    all(ancestors, "incarnation.ancestors").stream()
                            .map(UUID::fromString)
                            .toList());
        }
    }

    record PointDocument(long number, @Nullable String snapshot) {
        static PointDocument of(Point point) {
            return new PointDocument(point.position().number(), point.snapshot().toString());
        }

        Point toPoint() {
            return new Point(new Position(number), Snapshot.parse(need(snapshot, "tables.from.snapshot")));
        }
    }

    record ColumnDocument(@Nullable String name, @Nullable String type, boolean notNull) {
        static ColumnDocument of(Column column) {
            return new ColumnDocument(column.name().name(), column.type(), column.notNull());
        }

        Column toColumn() {
            return Column.of(
                    need(name, "tables.columns.name"), TypeText.require(need(type, "tables.columns.type")), notNull);
        }
    }

    record TableDocument(
            @Nullable String schema,
            @Nullable String table,
            @Nullable String folder,
            @Nullable String kind,
            @Nullable String reason,
            @Nullable PointDocument from,
            @Nullable List<String> key,
            @Nullable List<ColumnDocument> columns) {
        static TableDocument of(TableContent shipped) {
            Table table = shipped.table();
            return new TableDocument(
                    table.name().schema().name(),
                    table.name().name().name(),
                    Folder.of(table.name()),
                    shipped.kind().toString(),
                    shipped.reason(),
                    shipped.from().map(PointDocument::of).orElse(null),
                    table.key().columns().stream().map(Identifier::name).toList(),
                    table.columns().stream().map(ColumnDocument::of).toList());
        }

        TableContent toContent() {
            TableName name = TableName.of(need(schema, "tables.schema"), need(table, "tables.table"));
            if (!Folder.of(name).equals(folder)) {
                throw new IllegalArgumentException("the folder of " + name + " is " + Folder.of(name) + ", not "
                        + Damage.show(String.valueOf(folder)));
            }
            List<Column> all = all(columns, "tables.columns").stream()
                    .map(ColumnDocument::toColumn)
                    .toList();
            Key parts =
                    new Key(all(key, "tables.key").stream().map(Identifier::new).toList());
            return new TableContent(
                    new Table(name, all, parts),
                    kindOf(need(kind, "tables.kind")),
                    Optional.ofNullable(from).map(PointDocument::toPoint),
                    reason == null ? "" : reason);
        }

        private static Kind kindOf(String word) {
            return switch (word) {
                case "full" -> Kind.FULL;
                case "changes" -> Kind.CHANGES;
                default -> throw new IllegalArgumentException(Damage.show(word) + " is no kind");
            };
        }
    }
}
