package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The fields of each JSON document that programs rely on, as the golden files have them. */
final class PromisedJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String ANY = "NULL";

    private PromisedJson() {}

    static Path file(String name) {
        return Path.of("src/test/resources/org/rowferry/cli/json", name + ".json");
    }

    static String text(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails where a document is not that of the golden file; {@code -Drowferry.golden=write} writes the file anew. */
    static void assertIs(String golden, String json) {
        if ("write".equals(System.getProperty("rowferry.golden"))) {
            try {
                Files.writeString(file(golden), json + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(json + "\n").isEqualTo(text(golden));
    }

    /** Fails where a field of the golden file is missing or has another type; a list may be empty and a value null. */
    static void assertKept(String golden, String json) {
        Map<String, String> promised = fields(text(golden));
        Map<String, String> found = fields(json);
        assertThat(found.keySet()).as("fields that no golden file has").isSubsetOf(all());
        promised.forEach((path, type) -> {
            String parent = path.substring(0, Math.max(0, path.lastIndexOf('/')));
            boolean element = path.endsWith("[]");
            if (found.containsKey(path) || (!element && (parent.isEmpty() || found.containsKey(parent)))) {
                assertThat(found).as("a promised field").containsKey(path);
                String actual = found.getOrDefault(path, ANY);
                assertThat(type.equals(ANY) || actual.equals(ANY) ? type : actual)
                        .as("the type of %s", path)
                        .isEqualTo(type);
            }
        });
    }

    private static Set<String> all() {
        Set<String> all = new TreeSet<>();
        for (String golden : List.of(
                "export", "import", "sync", "failed", "status-source", "status-inbox", "status-link", "inspect")) {
            all.addAll(fields(text(golden)).keySet());
        }
        return all;
    }

    /** Returns the type of each field by its path. Elements of lists share theirs. */
    private static Map<String, String> fields(String json) {
        Map<String, String> fields = new TreeMap<>();
        try {
            add(fields, "", MAPPER.readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fields;
    }

    private static void add(Map<String, String> fields, String path, JsonNode value) {
        if (!path.isEmpty()) {
            fields.merge(path, value.getNodeType().toString(), (one, other) -> one.equals(ANY) ? other : one);
        }
        value.properties().forEach(field -> add(fields, path + "/" + field.getKey(), field.getValue()));
        value.elements().forEachRemaining(element -> {
            if (value.isArray()) {
                add(fields, path + "[]", element);
            }
        });
    }
}
