package org.rowferry.bundle;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object of a JSON text, whose values are asked for by key. A missing key is an {@link IllegalArgumentException}
 * that names the key; {@link JsonInput} has seen to the types.
 */
final class JsonObject {
    private final String path;
    private final Map<String, Object> values;

    JsonObject(String path, Map<String, Object> values) {
        this.path = path;
        this.values = values;
    }

    static String path(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    String text(String key) {
        return (String) need(key);
    }

    long number(String key) {
        return (Long) need(key);
    }

    boolean flag(String key) {
        return (Boolean) need(key);
    }

    JsonObject object(String key) {
        return (JsonObject) need(key);
    }

    /** Returns a list whose values are of one type, which was read so. */
    @SuppressWarnings("unchecked")
    <T> List<T> list(String key) {
        return (List<T>) need(key);
    }

    /** Returns a list that need not be there. */
    <T> List<T> optionalList(String key) {
        return values.containsKey(key) ? list(key) : List.of();
    }

    /** Returns a value that need not be there, of the type that it was read as. */
    <T> Optional<T> optional(String key, Class<T> type) {
        return Optional.ofNullable(values.get(key)).map(type::cast);
    }

    private Object need(String key) {
        Object value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the key '" + path(path, key) + "' is missing");
        }
        return value;
    }
}
