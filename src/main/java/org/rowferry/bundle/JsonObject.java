package org.rowferry.bundle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object of a JSON text, whose values are asked for by key and type. What is missing or of another type is an
 * {@link IllegalArgumentException} that names the key. Jackson's own binding would take a tenth of a second of each start.
 */
final class JsonObject {
    private final String path;
    private final Map<String, Object> values;

    private JsonObject(String path, Map<String, Object> values) {
        this.path = path;
        this.values = values;
    }

    /** Reads a text that is one object and nothing else. */
    static JsonObject read(JsonParser parser) throws IOException {
        parser.nextToken();
        Object value = value(parser, "");
        if (parser.nextToken() != null) {
            throw new IllegalArgumentException("something follows its end");
        }
        if (!(value instanceof JsonObject object)) {
            throw new IllegalArgumentException("it is no object");
        }
        return object;
    }

    private static Object value(JsonParser parser, String path) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IllegalArgumentException("it is empty");
        }
        return switch (token) {
            case START_OBJECT -> object(parser, path);
            case START_ARRAY -> array(parser, path);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> Nothing.NULL_OR_FRACTION;
        };
    }

    /** Stands for values that no key of a manifest may have. */
    private enum Nothing {
        NULL_OR_FRACTION
    }

    private static JsonObject object(JsonParser parser, String path) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            values.put(key, value(parser, path.isEmpty() ? key : path + "." + key));
        }
        return new JsonObject(path, values);
    }

    private static List<Object> array(JsonParser parser, String path) throws IOException {
        List<Object> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser, path));
        }
        return values;
    }

    String text(String key) {
        return need(key, String.class);
    }

    long number(String key) {
        return need(key, Long.class);
    }

    boolean flag(String key) {
        return need(key, Boolean.class);
    }

    JsonObject object(String key) {
        return need(key, JsonObject.class);
    }

    /** Returns an object that need not be there. */
    Optional<JsonObject> optionalObject(String key) {
        return values.containsKey(key) ? Optional.of(object(key)) : Optional.empty();
    }

    /** Returns a text that need not be there. */
    Optional<String> optionalText(String key) {
        return values.containsKey(key) ? Optional.of(text(key)) : Optional.empty();
    }

    /** Returns a flag that need not be there. */
    Optional<Boolean> optionalFlag(String key) {
        return values.containsKey(key) ? Optional.of(flag(key)) : Optional.empty();
    }

    List<String> texts(String key) {
        return all(key, String.class);
    }

    /** Returns texts that need not be there. */
    List<String> optionalTexts(String key) {
        return values.containsKey(key) ? texts(key) : List.of();
    }

    List<JsonObject> objects(String key) {
        return all(key, JsonObject.class);
    }

    /** Returns objects that need not be there. */
    List<JsonObject> optionalObjects(String key) {
        return values.containsKey(key) ? objects(key) : List.of();
    }

    private <T> List<T> all(String key, Class<T> type) {
        List<T> all = new ArrayList<>();
        for (Object value : need(key, List.class)) {
            all.add(as(key, value, type));
        }
        return all;
    }

    private <T> T need(String key, Class<T> type) {
        Object value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the key '" + name(key) + "' is missing");
        }
        return as(key, value, type);
    }

    private <T> T as(String key, Object value, Class<T> type) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("the key '" + name(key) + "' has a value of another type");
        }
        return type.cast(value);
    }

    private String name(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
