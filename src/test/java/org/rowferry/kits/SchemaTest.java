package org.rowferry.kits;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.cli.ExporterFile;
import org.rowferry.cli.ImporterFile;
import org.rowferry.config.Configuration;
import org.rowferry.config.Keys;
import org.rowferry.config.Section;

/** The JSON Schemas of the configurations, by which editors complete and check them, know what the readers know. */
class SchemaTest {
    @TempDir
    private Path folder;

    record Kit(String name, BiFunction<Section, Map<String, String>, Record> settings) {
        Path sample() {
            return Path.of(name, name + ".yaml");
        }

        JsonNode schema() throws IOException {
            return new ObjectMapper()
                    .readTree(Path.of(name, name + ".schema.json").toFile());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Kit> kits() {
        return List.of(new Kit("exporter", ExporterFile::read), new Kit("importer", ImporterFile::read));
    }

    /** Each list has an entry, so that the keys of entries are asked for. */
    @ParameterizedTest
    @MethodSource("kits")
    void schema_hasEachKeyThatTheReaderAsksFor_andNoOther(Kit kit) throws IOException {
        String full = Files.readString(kit.sample()).replaceAll("(?m)^( *(on-\\w+|after-import)): \\[\\]$", "$1: [x]");
        Configuration configuration = Configuration.read(Files.writeString(folder.resolve("full.yaml"), full));
        assertThat(kit.settings.apply(configuration.root(), Map.of())).isNotNull();
        Set<String> known = new TreeSet<>();
        keys(kit.schema(), "", known);
        known.removeIf(key -> key.endsWith(".column_name"));
        Set<String> asked = new TreeSet<>(Keys.asked(configuration));
        asked.removeIf(key -> key.endsWith(".column_name"));
        assertThat(known).isEqualTo(asked);
    }

    private static void keys(JsonNode schema, String path, Set<String> keys) {
        schema.path("properties").properties().forEach(key -> {
            String below = path.isEmpty() ? key.getKey() : path + "." + key.getKey();
            keys.add(below);
            keys(key.getValue(), below, keys);
        });
        if (schema.path("additionalProperties").has("properties")) {
            keys(schema.get("additionalProperties"), path + ".NAME", keys);
        }
        if (schema.has("items")) {
            keys(schema.get("items"), path + "[N]", keys);
        }
        schema.path("anyOf").forEach(choice -> keys(choice, path, keys));
    }

    @ParameterizedTest
    @MethodSource("kits")
    void sample_namesItsSchema_andIsValid_andIsNotWithAKeyMisspelt(Kit kit) throws IOException {
        assertThat(Files.readString(kit.sample()))
                .startsWith("# yaml-language-server: $schema=" + kit.name + ".schema.json\n");
        assertThat(Files.readString(Path.of("packaging", "etc", kit.name + ".yaml")))
                .startsWith("# yaml-language-server: $schema=/usr/share/doc/rowferry/" + kit.name + "/" + kit.name
                        + ".schema.json\n");
        JsonNode sample = new YAMLMapper().readTree(kit.sample().toFile());
        assertThat(faults(kit.schema(), sample)).isEmpty();
        List<String> tried = new ArrayList<>();
        misspell(kit, sample, sample, kit.schema(), tried);
        assertThat(tried).hasSizeGreaterThan(20).contains("schema", "tables", "table");
    }

    /** Misspells one key after the other where the schema names the keys. */
    private void misspell(Kit kit, JsonNode whole, JsonNode part, JsonNode schema, List<String> tried)
            throws IOException {
        if (part instanceof ObjectNode map) {
            for (String key : List.copyOf(names(map))) {
                JsonNode of = schema.path("properties").path(key);
                if (!of.isMissingNode()) {
                    JsonNode value = map.remove(key);
                    map.set(key + "x", value);
                    assertThat(faults(kit.schema(), whole)).as("%sx", key).isNotEmpty();
                    map.remove(key + "x");
                    map.set(key, value);
                    tried.add(key);
                    misspell(kit, whole, value, of, tried);
                } else {
                    misspell(kit, whole, map.get(key), schema.path("additionalProperties"), tried);
                }
            }
        }
        for (JsonNode item : part.isArray() ? part : new YAMLMapper().createArrayNode()) {
            misspell(kit, whole, item, schema.path("items").path("anyOf").path(1), tried);
        }
    }

    private static List<String> names(ObjectNode map) {
        List<String> names = new ArrayList<>();
        map.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Validates by the few words of JSON Schema that these schemas use, and refuses any other. */
    private static List<String> faults(JsonNode schema, JsonNode value) {
        List<String> faults = new ArrayList<>();
        faults(schema, value, "", faults);
        return faults;
    }

    private static void faults(JsonNode schema, JsonNode value, String path, List<String> faults) {
        schema.properties().forEach(word -> {
            JsonNode rule = word.getValue();
            switch (word.getKey()) {
                case "$schema", "title", "description" ->
                    assertThat(rule.asText()).isNotBlank();
                case "type" -> require(isOf(rule, value), path + " is " + value.getNodeType(), faults);
                case "enum" -> require(contains(rule, value), path + " is " + value, faults);
                case "required" ->
                    rule.forEach(key -> require(value.has(key.asText()), path + " lacks " + key, faults));
                case "anyOf" -> require(fitsOne(rule, value), path + " fits none", faults);
                case "items" ->
                    (value.isArray() ? value : List.<JsonNode>of())
                            .forEach(item -> faults(rule, item, path + "[]", faults));
                case "properties" ->
                    rule.properties().stream()
                            .filter(key -> value.has(key.getKey()))
                            .forEach(key ->
                                    faults(key.getValue(), value.get(key.getKey()), path + "." + key.getKey(), faults));
                case "additionalProperties" ->
                    value.properties().stream()
                            .filter(key -> !schema.path("properties").has(key.getKey()))
                            .forEach(key -> {
                                require(rule.isObject(), path + "." + key.getKey() + " is unknown", faults);
                                faults(rule, key.getValue(), path + "." + key.getKey(), faults);
                            });
                default -> faults.add("the schema has the word " + word.getKey());
            }
        });
    }

    private static void require(boolean holds, String fault, List<String> faults) {
        if (!holds) {
            faults.add(fault);
        }
    }

    private static boolean fitsOne(JsonNode choices, JsonNode value) {
        for (JsonNode choice : choices) {
            if (faults(choice, value).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (JsonNode each : values) {
            if (each.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(JsonNode types, JsonNode value) {
        for (JsonNode type :
                types.isArray() ? types : new YAMLMapper().createArrayNode().add(types)) {
            boolean is = switch (type.asText()) {
                case "null" -> value.isNull();
                case "string" -> value.isTextual();
                case "number" -> value.isNumber();
                case "integer" -> value.isIntegralNumber();
                case "boolean" -> value.isBoolean();
                case "array" -> value.isArray();
                default -> value.isObject();
            };
            if (is) {
                return true;
            }
        }
        return false;
    }
}
