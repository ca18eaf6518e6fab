package org.rowferry.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import org.rowferry.bundle.Manifest.LeftOut;
import org.rowferry.bundle.Manifest.Origin;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.Point;
import org.rowferry.schema.Table;

/** Writes a manifest as JSON, in the order in which docs/bundle-format.md lists its keys. */
final class ManifestText {
    /** The most characters of a text that is for people. */
    static final int MOST_CHARACTERS = 4_000;

    private final JsonGenerator json;

    private ManifestText(JsonGenerator json) {
        this.json = json;
    }

    static byte[] of(Manifest manifest, JsonFactory factory) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = factory.createGenerator(bytes).setPrettyPrinter(new DefaultPrettyPrinter())) {
            new ManifestText(json).write(manifest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void write(Manifest manifest) throws IOException {
        json.writeStartObject();
        json.writeNumberField("format", Manifest.FORMAT);
        json.writeStringField("tool", manifest.tool());
        write(manifest.source());
        json.writeObjectFieldStart("incarnation");
        json.writeStringField("id", manifest.incarnation().id().toString());
        texts(
                "ancestors",
                manifest.incarnation().ancestors().stream().map(UUID::toString).toList());
        json.writeEndObject();
        json.writeStringField("target", manifest.target().name());
        write(manifest.to());
        json.writeStringField("time", manifest.time().toString());
        if (manifest.due().isPresent()) {
            json.writeStringField("due", manifest.due().get().toString());
        }
        json.writeArrayFieldStart("tables");
        for (TableContent content : manifest.tables()) {
            write(content);
        }
        json.writeEndArray();
        if (!manifest.types().isEmpty()) {
            json.writeArrayFieldStart("types");
            for (NamedType type : manifest.types()) {
                TypeDocument.write(type, json);
            }
            json.writeEndArray();
        }
        if (!manifest.leftOut().isEmpty()) {
            write(manifest.leftOut());
        }
        json.writeEndObject();
    }

    private void write(List<LeftOut> leftOut) throws IOException {
        json.writeArrayFieldStart("leftOut");
        for (LeftOut left : leftOut) {
            json.writeStartObject();
            json.writeStringField("schema", left.table().schema().name());
            json.writeStringField("table", left.table().name().name());
            json.writeStringField("reason", cut(left.reason()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** A failure may be as long as a list of names; its end is what a reader misses least. */
    private static String cut(String text) {
        if (text.length() <= MOST_CHARACTERS) {
            return text;
        }
        int end = MOST_CHARACTERS - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    private void write(Origin source) throws IOException {
        json.writeObjectFieldStart("source");
        json.writeStringField("name", source.name());
        json.writeStringField("system", source.system());
        json.writeStringField("server", source.server());
        json.writeEndObject();
    }

    private void write(Point point) throws IOException {
        json.writeNumberField("number", point.position().number());
        json.writeStringField("snapshot", point.snapshot().toString());
    }

    private void write(TableContent content) throws IOException {
        Table table = content.table();
        json.writeStartObject();
        json.writeStringField("schema", table.name().schema().name());
        json.writeStringField("table", table.name().name().name());
        json.writeStringField("folder", Folder.of(table.name()));
        json.writeStringField("kind", content.kind().toString());
        json.writeStringField("reason", cut(content.reason()));
        if (content.from().isPresent()) {
            json.writeObjectFieldStart("from");
            write(content.from().get());
            json.writeEndObject();
        }
        if (content.allKeys()) {
            json.writeBooleanField("allKeys", true);
        }
        json.writeStringField("fingerprint", content.fingerprint());
        if (!content.withheld().isEmpty()) {
            texts("withheld", content.withheld().stream().map(Identifier::name).toList());
        }
        writeProof(content);
        texts("key", table.key().columns().stream().map(Identifier::name).toList());
        json.writeArrayFieldStart("columns");
        for (Column column : table.columns()) {
            write(column);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeProof(TableContent content) throws IOException {
        if (content.buckets().isPresent()) {
            json.writeNumberField("digests", content.buckets().get());
        }
        if (!content.undigested().isEmpty()) {
            json.writeStringField("undigested", cut(content.undigested()));
        }
        if (content.repair().isPresent()) {
            json.writeObjectFieldStart("repair");
            json.writeNumberField("buckets", content.repair().get().buckets());
            json.writeArrayFieldStart("numbers");
            for (int number : content.repair().get().numbers()) {
                json.writeNumber(number);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private void write(Column column) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", column.name().name());
        json.writeStringField("type", column.type());
        json.writeBooleanField("notNull", column.notNull());
        json.writeEndObject();
    }

    private void texts(String key, List<String> texts) throws IOException {
        json.writeArrayFieldStart(key);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
