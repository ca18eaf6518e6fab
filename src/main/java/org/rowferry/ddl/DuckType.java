package org.rowferry.ddl;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rowferry.schema.NamedType;

/**
 * The type in DuckDB that holds the values of a type in PostgreSQL, and the way from PostgreSQL's text to it. Where DuckDB
 * would refuse or change some values, it is {@code varchar}, with the text as it is.
 */
final class DuckType {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("boolean", "boolean"),
            Map.entry("smallint", "smallint"),
            Map.entry("integer", "integer"),
            Map.entry("bigint", "bigint"),
            Map.entry("oid", "uinteger"),
            Map.entry("real", "real"),
            Map.entry("double precision", "double"),
            Map.entry("uuid", "uuid"),
            Map.entry("date", "date"),
            Map.entry("bytea", "blob"));
    private static final Pattern TIMESTAMP = Pattern.compile("timestamp(?:\\(\\d\\))? (with|without) time zone");
    private static final Pattern TIME = Pattern.compile("time(?:\\(\\d\\))? without time zone");
    private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d{1,4}),(\\d{1,4})\\)");
    private static final int MOST_DIGITS = 38;

    private DuckType() {}

    /**
     * Returns the expression that reads a value of a type. DuckDB passes over what it does not know behind a date, and has
     * another sign for years before Christ.
     */
    static String reading(String column, String type, Map<String, NamedType> types) {
        String name = name(type, types);
        return switch (name) {
            case "varchar" -> column;
            case "blob" -> "unhex(substr(" + column + ", 3))";
            case "date", "timestamp", "timestamptz" ->
                "cast(regexp_replace(" + column + ", '^(\\S+)(.*) BC$', '\\1 (BC)\\2') as " + name + ")";
            default -> "cast(" + column + " as " + name + ")";
        };
    }

    /** Returns the name of the type in DuckDB. */
    static String name(String type, Map<String, NamedType> types) {
        String plain = base(type, types);
        Matcher timestamp = TIMESTAMP.matcher(plain);
        if (timestamp.matches()) {
            return timestamp.group(1).equals("with") ? "timestamptz" : "timestamp";
        }
        Matcher numeric = NUMERIC.matcher(plain);
        if (numeric.matches()) {
            return decimal(Integer.parseInt(numeric.group(1)), Integer.parseInt(numeric.group(2)));
        }
        return TIME.matcher(plain).matches() ? "time" : NAMES.getOrDefault(plain, "varchar");
    }

    private static String decimal(int precision, int scale) {
        return precision <= MOST_DIGITS && scale <= precision ? "decimal(" + precision + ", " + scale + ")" : "varchar";
    }

    /** Returns the type below domains; a bundle might name one as its own base. */
    private static String base(String type, Map<String, NamedType> types) {
        String base = type;
        for (int i = 0; i < types.size() && types.get(base) instanceof NamedType.Domain domain; i++) {
            base = domain.base();
        }
        return base;
    }
}
