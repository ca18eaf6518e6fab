package org.rowferry.bundle;

import static org.rowferry.bundle.JsonInput.flag;
import static org.rowferry.bundle.JsonInput.list;
import static org.rowferry.bundle.JsonInput.made;
import static org.rowferry.bundle.JsonInput.number;
import static org.rowferry.bundle.JsonInput.object;
import static org.rowferry.bundle.JsonInput.text;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.rowferry.bundle.JsonInput.Value;
import org.rowferry.bundle.Manifest.LeftOut;
import org.rowferry.bundle.Manifest.Origin;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Key;
import org.rowferry.schema.Kind;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;
import org.rowferry.schema.TypeText;

/**
 * Makes values of a manifest's JSON while it is read; what cannot be is an IllegalArgumentException or a
 * DateTimeException.
 */
final class ManifestDocument {
    /** Some build PostgreSQL with more than 63 bytes to a name. */
    private static final int MOST_NAME = 255;

    private static final int MOST_ANCESTORS = 10_000;
    private static final int UUID_LENGTH = 36;
    private static final Pattern TIME =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?Z");
    private static final int TIME_LENGTH = 30;
    private static final String NO_YEAR = "0000";

    static final Value NAME = text(MOST_NAME);
    private static final Value FOR_PEOPLE = text(ManifestText.MOST_CHARACTERS);
    private static final Value NAMES = list(ManifestBounds.MOST_COLUMNS, NAME);
    private static final Map<String, Value> COLUMN =
            Map.of("name", NAME, "type", text(TypeText.MOST_CHARACTERS), "notNull", flag());
    private static final Map<String, Value> POINT =
            Map.of("number", number(), "snapshot", text(ManifestBounds.MOST_SNAPSHOT));
    private static final Map<String, Value> LEFT_OUT = Map.of("schema", NAME, "table", NAME, "reason", FOR_PEOPLE);
    private static final Map<String, Value> REPAIR =
            Map.of("buckets", number(), "numbers", list(BucketNumbers.MOST, number()));
    private static final Map<String, Value> SOURCE =
            Map.of("name", FOR_PEOPLE, "system", FOR_PEOPLE, "server", FOR_PEOPLE);
    private static final Map<String, Value> INCARNATION =
            Map.of("id", text(UUID_LENGTH), "ancestors", list(MOST_ANCESTORS, text(UUID_LENGTH)));

    private final ManifestBounds bounds = new ManifestBounds();
    private final Map<String, Snapshot> snapshots = new HashMap<>();
    private final Map<String, String> types = new HashMap<>();

    /** @param format reads the number of the format, and may refuse it before anything else is looked at */
    static Manifest read(JsonParser parser, Value format) throws IOException {
        ManifestDocument document = new ManifestDocument();
        JsonObject json = JsonInput.read(parser, document.keys(format));
        json.number("format");
        return document.manifest(json);
    }

    private Map<String, Value> keys(Value format) {
        Map<String, Value> keys = new HashMap<>(POINT);
        keys.put("format", format);
        keys.put("tool", FOR_PEOPLE);
        keys.put("source", object(SOURCE));
        keys.put("incarnation", object(INCARNATION));
        keys.put("target", NAME);
        keys.put("time", text(TIME_LENGTH));
        keys.put("due", text(TIME_LENGTH));
        keys.put("tables", list(ManifestBounds.MOST_TABLES, made(table(), this::content)));
        keys.put("types", list(ManifestBounds.MOST_TYPES, made(TypeDocument.keys(bounds), TypeDocument::type)));
        keys.put("leftOut", list(ManifestBounds.MOST_TABLES, made(LEFT_OUT, ManifestDocument::leftOut)));
        return keys;
    }

    private Map<String, Value> table() {
        Map<String, Value> keys = new HashMap<>(Map.of("schema", NAME, "table", NAME, "folder", FOR_PEOPLE));
        keys.put("kind", NAME);
        keys.put("from", made(POINT, this::point));
        keys.put("reason", FOR_PEOPLE);
        keys.put("allKeys", flag());
        keys.put("fingerprint", FOR_PEOPLE);
        keys.put("withheld", NAMES);
        keys.put("digests", number());
        keys.put("undigested", FOR_PEOPLE);
        keys.put("repair", object(REPAIR));
        keys.put("key", NAMES);
        keys.put("columns", list(ManifestBounds.MOST_COLUMNS, made(COLUMN, this::column)));
        return keys;
    }

    private Manifest manifest(JsonObject json) {
        return new Manifest(
                json.text("tool"),
                origin(json.object("source")),
                incarnation(json.object("incarnation")),
                new StreamName(json.text("target")),
                point(json),
                time(json.text("time")),
                json.optional("due", String.class).map(ManifestDocument::time),
                json.list("tables"),
                json.optionalList("types"),
                json.optionalList("leftOut"));
    }

    private static LeftOut leftOut(JsonObject json) {
        return new LeftOut(name(json), json.text("reason"));
    }

    private static Origin origin(JsonObject json) {
        return new Origin(json.text("name"), json.text("system"), json.text("server"));
    }

    private static Incarnation incarnation(JsonObject json) {
        List<String> ancestors = json.list("ancestors");
        return new Incarnation(
                uuid(json.text("id")),
                ancestors.stream().map(ManifestDocument::uuid).toList());
    }

    /** Reads the one spelling that PostgreSQL prints; Java's own takes many for the same. */
    private static UUID uuid(String text) {
        UUID uuid = UUID.fromString(text);
        if (!uuid.toString().equals(text)) {
            throw new IllegalArgumentException(Damage.show(text) + " is no UUID");
        }
        return uuid;
    }

    private static Instant time(String text) {
        if (!TIME.matcher(text).matches() || text.startsWith(NO_YEAR)) {
            throw new IllegalArgumentException(Damage.show(text) + " is no time");
        }
        return Instant.parse(text);
    }

    private Point point(JsonObject json) {
        String text = json.text("snapshot");
        return new Point(new Position(json.number("number")), snapshots.computeIfAbsent(text, this::snapshot));
    }

    private Snapshot snapshot(String text) {
        bounds.addRunning(text.chars().filter(c -> c == ',').count() + 1);
        try {
            Snapshot snapshot = Snapshot.parse(text);
            if (snapshot.toString().equals(text)) {
                return snapshot;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Damage.show(text) + " is no snapshot", e);
        }
        throw new IllegalArgumentException(Damage.show(text) + " is no snapshot as PostgreSQL prints it");
    }

    private TableContent content(JsonObject json) {
        return new TableContent(
                table(json),
                kind(json.text("kind")),
                json.optional("from", Point.class),
                json.optional("reason", String.class).orElse(""),
                json.optional("allKeys", Boolean.class).orElse(false),
                json.text("fingerprint"),
                identifiers(json.optionalList("withheld")),
                json.optional("digests", Long.class).map(ManifestDocument::buckets),
                json.optional("undigested", String.class).orElse(""),
                json.optional("repair", JsonObject.class).map(this::repair));
    }

    private static int buckets(long count) {
        BucketNumbers.requireCount(count);
        return (int) count;
    }

    private BucketNumbers repair(JsonObject json) {
        List<Long> numbers = json.list("numbers");
        bounds.addRepaired(numbers.size());
        return new BucketNumbers(
                buckets(json.number("buckets")),
                numbers.stream().map(Math::toIntExact).toList());
    }

    private Table table(JsonObject json) {
        TableName name = name(json);
        String folder = json.text("folder");
        if (!folder.equals(Folder.of(name))) {
            throw new IllegalArgumentException(
                    "the folder of " + name + " is " + Folder.of(name) + ", not " + Damage.show(folder));
        }
        return new Table(name, json.list("columns"), new Key(identifiers(json.list("key"))));
    }

    private Column column(JsonObject json) {
        bounds.addColumn();
        // Tables have many columns of few types.
        String type = types.computeIfAbsent(json.text("type"), TypeText::require);
        return new Column(identifier(json.text("name")), type, json.flag("notNull"));
    }

    private static TableName name(JsonObject json) {
        return new TableName(identifier(json.text("schema")), identifier(json.text("table")));
    }

    private static List<Identifier> identifiers(List<String> names) {
        return names.stream().map(ManifestDocument::identifier).toList();
    }

    static Identifier identifier(String name) {
        Identifier identifier = new Identifier(name);
        if (identifier.bytes() > MOST_NAME) {
            throw new IllegalArgumentException(Damage.show(name) + " is longer than a name may be");
        }
        return identifier;
    }

    private static Kind kind(String word) {
        return switch (word) {
            case "full" -> Kind.FULL;
            case "changes" -> Kind.CHANGES;
            default -> throw new IllegalArgumentException(Damage.show(word) + " is no kind");
        };
    }
}
