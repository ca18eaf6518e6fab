package org.rowferry.capture;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rowferry.schema.Sha256;

/**
 * The definition of a table's shipped rows, as one text. If it changes, rows that were shipped before no longer fit.
 */
public record Shape(Map<String, String> parts) {
    /** A part that an older Rowferry did not note. */
    private static final String GENERATED = "the expressions of its generated columns";

    public Shape {
        parts = new LinkedHashMap<>(parts);
    }

    /** Returns what a table as it is shipped depends on. */
    public static Shape of(ShippedTable shipped) {
        String columns = shipped.columns().stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", "));
        String transform = shipped.selection().transform().entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .sorted()
                .collect(Collectors.joining("\n"));
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put(
                "its columns",
                columns + "\n" + String.join("\n", shipped.definitions().columns()));
        parts.put(GENERATED, String.join("\n", shipped.definitions().generated()));
        parts.put("its key", shipped.source().key().key().columns().toString());
        parts.put("its expressions", transform);
        parts.put("its filter", shipped.selection().where().orElse(""));
        parts.put("its composite types", String.join("\n", shipped.definitions().composites()));
        Shape shape = new Shape(parts);
        if (shipped.selection().hasExpressions()) {
            shape = shape.with("the functions in its expressions", String.join("\n", shipped.functions()));
        }
        return shipped.source() instanceof WatchedTable watched
                        && !watched.definition().isEmpty()
                ? shape.with("its definition", String.join("\n", watched.definition()))
                : shape;
    }

    /** Returns the same with one more part, new or in place of another. */
    public Shape with(String part, String words) {
        Map<String, String> more = new LinkedHashMap<>(parts);
        more.put(part, words);
        return new Shape(more);
    }

    /** Returns a line for each part. */
    public String text() {
        return parts.entrySet().stream()
                .map(part -> part.getKey() + "="
                        + part.getValue().replace("\\", "\\\\").replace("\n", "\\n"))
                .collect(Collectors.joining("\n"));
    }

    /**
     * Says what has changed since a shape had that text; nothing if it is this one's too. Parts that an older Rowferry
     * did not store are not compared.
     */
    public Optional<String> changedSince(String earlier) {
        String now = text();
        if (now.equals(earlier)) {
            return Optional.empty();
        }
        Map<String, String> before = lines(earlier);
        String changed = lines(now).entrySet().stream()
                .filter(part -> !part.getValue()
                        .equals(before.getOrDefault(
                                part.getKey(), part.getKey().equals(GENERATED) ? part.getValue() : "")))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(" and "));
        return changed.isEmpty() ? Optional.empty() : Optional.of(changed + " changed");
    }

    private static Map<String, String> lines(String text) {
        Map<String, String> lines = new LinkedHashMap<>();
        Arrays.stream(text.split("\n")).map(line -> line.split("=", 2)).forEach(part -> lines.put(part[0], part[1]));
        return lines;
    }

    /** Returns the text's SHA-256 in hexadecimal. */
    public String fingerprint() {
        return Sha256.of(text());
    }
}
