package org.rowferry.schema;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.rowferry.report.Shown;

/**
 * A name in SQL as the catalog holds it, which prints itself as SQL needs it: bare where that is safe, quoted elsewhere.
 *
 * <p>The length limit is PostgreSQL's NAMEDATALEN less one: 63 bytes of UTF-8.
 */
public record Identifier(String name) implements Comparable<Identifier> {
    /** The most bytes that PostgreSQL keeps of a name. */
    public static final int MOST_BYTES = 63;

    public Identifier {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an identifier is empty");
        }
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an identifier holds a NUL character");
        }
    }

    /**
     * Reads a name as it is written in SQL: {@code city}, {@code "Order No"}. A name without quotes is folded to lower
     * case, as the server does it.
     *
     * @throws IllegalArgumentException if the text is not one identifier
     */
    public static Identifier parse(String text) {
        List<String> parts = WrittenName.parts(text);
        if (parts.size() != 1) {
            throw new IllegalArgumentException("'" + text + "' is not one name, but " + parts.size());
        }
        return new Identifier(parts.get(0));
    }

    /** Returns how many bytes of UTF-8 the name takes. */
    public int bytes() {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Written out, as is {@link #equals}: names are keys of many maps, and a record's own methods are slow until they are warm. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Identifier that && name.equals(that.name);
    }

    @Override
    public int compareTo(Identifier other) {
        return name.compareTo(other.name);
    }

    /** Returns names as a list in YAML. */
    public static String inYaml(List<Identifier> names) {
        return names.stream().map(Identifier::inYaml).toList().toString();
    }

    /** Returns the name as a configuration has it: with quotes of YAML around those of SQL. */
    public String inYaml() {
        return inYaml(toString());
    }

    static String inYaml(String sql) {
        String written = Shown.line(sql);
        return written.contains("\"") ? "'" + written.replace("'", "''") + "'" : written;
    }

    /** Returns the name as it stands in SQL. */
    @Override
    public String toString() {
        return isPlain() && !Keywords.contains(name) ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    private boolean isPlain() {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z') && c != '_' && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
