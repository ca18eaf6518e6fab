package org.rowferry.bundle;

import java.time.Instant;
import java.util.UUID;
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

/** Makes values of a manifest's JSON; what cannot be is an IllegalArgumentException or a DateTimeException. */
record ManifestDocument(JsonObject json) {

    Manifest toManifest() {
        return new Manifest(
                json.text("tool"),
                origin(json.object("source")),
                incarnation(json.object("incarnation")),
                new StreamName(json.text("target")),
                point(json),
                Instant.parse(json.text("time")),
                json.objects("tables").stream().map(ManifestDocument::content).toList(),
                json.optionalObjects("types").stream().map(TypeDocument::type).toList(),
                json.optionalObjects("leftOut").stream()
                        .map(ManifestDocument::leftOut)
                        .toList());
    }

    private static LeftOut leftOut(JsonObject json) {
        return new LeftOut(TableName.of(json.text("schema"), json.text("table")), json.text("reason"));
    }

    private static Origin origin(JsonObject json) {
        return new Origin(json.text("name"), json.text("system"), json.text("server"));
    }

    private static Incarnation incarnation(JsonObject json) {
        return new Incarnation(
                UUID.fromString(json.text("id")),
                json.texts("ancestors").stream().map(UUID::fromString).toList());
    }

    private static Point point(JsonObject json) {
        return new Point(new Position(json.number("number")), Snapshot.parse(json.text("snapshot")));
    }

    private static TableContent content(JsonObject json) {
        return new TableContent(
                table(json),
                kind(json.text("kind")),
                json.optionalObject("from").map(ManifestDocument::point),
                json.optionalText("reason").orElse(""),
                json.optionalFlag("allKeys").orElse(false),
                json.text("fingerprint"),
                json.optionalTexts("withheld").stream().map(Identifier::new).toList());
    }

    private static Table table(JsonObject json) {
        TableName name = TableName.of(json.text("schema"), json.text("table"));
        String folder = json.text("folder");
        if (!folder.equals(Folder.of(name))) {
            throw new IllegalArgumentException(
                    "the folder of " + name + " is " + Folder.of(name) + ", not " + Damage.show(folder));
        }
        return new Table(
                name,
                json.objects("columns").stream().map(ManifestDocument::column).toList(),
                new Key(json.texts("key").stream().map(Identifier::new).toList()));
    }

    private static Column column(JsonObject json) {
        return Column.of(json.text("name"), TypeText.require(json.text("type")), json.flag("notNull"));
    }

    private static Kind kind(String word) {
        return switch (word) {
            case "full" -> Kind.FULL;
            case "changes" -> Kind.CHANGES;
            default -> throw new IllegalArgumentException(Damage.show(word) + " is no kind");
        };
    }
}
