package org.rowferry.bundle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a JSON text as it comes, and keeps of it what is asked for alone. All that a stranger's text can make it hold is
 * bounded: the keys of an object, the length of a list, and that of a text. Text of another form is an {@link
 * IllegalArgumentException} that names the key.
 */
final class JsonInput {
    /** The most keys of one object. */
    static final int MOST_KEYS = 1_000;

    private static final long MOST_NUMBER = 999_999_999_999_999_999L;

    private final JsonParser parser;

    JsonInput(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads the value of a key, whose name is for messages. */
    interface Value {
        Object read(JsonInput in, String key) throws IOException;
    }

    /** Makes a value of an object. */
    interface Maker<T> {
        T make(JsonObject object);
    }

    /** Reads a text that is one object and nothing else. */
    static JsonObject read(JsonParser parser, Map<String, Value> known) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("it is no object");
        }
        JsonObject object = new JsonInput(parser).object("", known);
        if (parser.nextToken() != null) {
            throw new IllegalArgumentException("something follows its end");
        }
        return object;
    }

    /** A text of up to so many characters, without NUL and without half a character. */
    static Value text(int most) {
        return (in, key) -> in.text(key, most);
    }

    /** A whole number of up to 18 digits. */
    static Value number() {
        return JsonInput::number;
    }

    static Value flag() {
        return JsonInput::flag;
    }

    static Value object(Map<String, Value> known) {
        return (in, key) -> {
            in.expect(key, JsonToken.START_OBJECT);
            return in.object(key, known);
        };
    }

    /** A list of up to so many values. */
    static Value list(int most, Value value) {
        return (in, key) -> in.list(key, most, value);
    }

    /** An object of which something else is made at once, so that it need not be held. */
    static Value made(Map<String, Value> known, Maker<?> maker) {
        Value object = object(known);
        return (in, key) -> maker.make((JsonObject) object.read(in, key));
    }

    private JsonObject object(String path, Map<String, Value> known) throws IOException {
        Map<String, Object> values = new HashMap<>();
        Set<String> names = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = key(names);
            parser.nextToken();
            Value value = known.get(name);
            if (value == null) {
                pass();
            } else {
                values.put(name, value.read(this, JsonObject.path(path, name)));
            }
        }
        return new JsonObject(path, values);
    }

    private String key(Set<String> names) throws IOException {
        String name = parser.currentName();
        if (!names.add(name)) {
            throw new IllegalArgumentException("the key " + Damage.show(name) + " comes twice in one object");
        }
        if (names.size() > MOST_KEYS) {
            throw new IllegalArgumentException("an object has more than " + MOST_KEYS + " keys");
        }
        return name;
    }

    /** Passes over a value that nobody asked for; how deep it goes is bounded by the parser. */
    private void pass() throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            object("", Map.of());
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                pass();
            }
        } else if (parser.currentToken() == null) {
            throw new IllegalArgumentException("it ends within an object");
        }
    }

    private List<Object> list(String key, int most, Value value) throws IOException {
        expect(key, JsonToken.START_ARRAY);
        List<Object> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (values.size() == most) {
                throw new IllegalArgumentException("the key '" + key + "' has more than " + most + " values");
            }
            values.add(value.read(this, key));
        }
        return values;
    }

    private String text(String key, int most) throws IOException {
        expect(key, JsonToken.VALUE_STRING);
        String text = parser.getText();
        if (text.length() > most) {
            throw new IllegalArgumentException("the key '" + key + "' has a text of more than " + most + " characters");
        }
        if (text.indexOf('\0') >= 0 || hasHalfACharacter(text)) {
            throw new IllegalArgumentException("the key '" + key + "' has a text with NUL or half a character");
        }
        return text;
    }

    private static boolean hasHalfACharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private Long number(String key) throws IOException {
        expect(key, JsonToken.VALUE_NUMBER_INT);
        if (parser.getTextLength() > 19) {
            throw new IllegalArgumentException("the key '" + key + "' has a number of more than 18 digits");
        }
        long number = parser.getLongValue();
        if (Math.abs(number) > MOST_NUMBER) {
            throw new IllegalArgumentException("the key '" + key + "' has a number of more than 18 digits");
        }
        return number;
    }

    private Boolean flag(String key) {
        if (parser.currentToken() != JsonToken.VALUE_TRUE) {
            expect(key, JsonToken.VALUE_FALSE);
        }
        return parser.currentToken() == JsonToken.VALUE_TRUE;
    }

    private void expect(String key, JsonToken token) {
        if (parser.currentToken() != token) {
            throw new IllegalArgumentException("the key '" + key + "' has a value of another type");
        }
    }
}
