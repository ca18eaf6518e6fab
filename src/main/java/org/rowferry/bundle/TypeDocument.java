package org.rowferry.bundle;

import static org.rowferry.bundle.JsonInput.list;
import static org.rowferry.bundle.JsonInput.made;
import static org.rowferry.bundle.JsonInput.text;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.rowferry.bundle.JsonInput.Value;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.NamedType.Attribute;
import org.rowferry.schema.NamedType.Composite;
import org.rowferry.schema.NamedType.Domain;
import org.rowferry.schema.NamedType.Labels;
import org.rowferry.schema.NamedType.Multirange;
import org.rowferry.schema.NamedType.Range;
import org.rowferry.schema.TypeText;

/** One type in a manifest's JSON, to and fro; what cannot be is an IllegalArgumentException. */
final class TypeDocument {
    private TypeDocument() {}

    /** @param bounds count attributes and labels as columns */
    static Map<String, Value> keys(ManifestBounds bounds) {
        Value typeText = text(TypeText.MOST_CHARACTERS);
        Map<String, Value> attribute = Map.of("name", ManifestDocument.NAME, "type", typeText);
        return Map.of(
                "name",
                typeText,
                "kind",
                ManifestDocument.NAME,
                "of",
                typeText,
                "attributes",
                list(ManifestBounds.MOST_COLUMNS, made(attribute, json -> {
                    bounds.addColumn();
                    return attribute(json);
                })),
                "labels",
                list(ManifestBounds.MOST_LABELS, (in, key) -> {
                    bounds.addColumn();
                    return ManifestDocument.NAME.read(in, key);
                }));
    }

    private static Attribute attribute(JsonObject json) {
        return new Attribute(ManifestDocument.identifier(json.text("name")), TypeText.require(json.text("type")));
    }

    static NamedType type(JsonObject json) {
        String name = TypeText.require(json.text("name"));
        String kind = json.text("kind");
        return switch (kind) {
            case "domain" -> new Domain(name, TypeText.require(json.text("of")));
            case "composite" -> new Composite(name, json.list("attributes"));
            case "enum" -> new Labels(name, json.list("labels"));
            case "range" -> new Range(name, TypeText.require(json.text("of")));
            case "multirange" -> new Multirange(name, TypeText.require(json.text("of")));
            default -> throw new IllegalArgumentException(Damage.show(kind) + " is no kind of type");
        };
    }

    static void write(NamedType type, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", type.name());
        if (type instanceof Domain domain) {
            kind(json, "domain", domain.base());
        } else if (type instanceof Range range) {
            kind(json, "range", range.subtype());
        } else if (type instanceof Multirange multirange) {
            kind(json, "multirange", multirange.range());
        } else if (type instanceof Labels labels) {
            json.writeStringField("kind", "enum");
            json.writeArrayFieldStart("labels");
            for (String label : labels.labels()) {
                json.writeString(label);
            }
            json.writeEndArray();
        } else if (type instanceof Composite composite) {
            write(composite.attributes(), json);
        }
        json.writeEndObject();
    }

    private static void kind(JsonGenerator json, String kind, String of) throws IOException {
        json.writeStringField("kind", kind);
        json.writeStringField("of", of);
    }

    private static void write(List<Attribute> attributes, JsonGenerator json) throws IOException {
        json.writeStringField("kind", "composite");
        json.writeArrayFieldStart("attributes");
        for (Attribute attribute : attributes) {
            json.writeStartObject();
            json.writeStringField("name", attribute.name().name());
            json.writeStringField("type", attribute.type());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
