package org.rowferry.schema;

import java.util.ArrayList;
import java.util.List;
import org.rowferry.report.Shell;

/** A schema-qualified name of a table. */
public record TableName(Identifier schema, Identifier name) implements Comparable<TableName> {

    public static TableName of(String schema, String name) {
        return new TableName(new Identifier(schema), new Identifier(name));
    }

    /**
     * Reads a name as it is written in SQL: {@code public.orders}, {@code public."Order-Lines"}. A name without quotes
     * is folded to lower case, as the server does it.
     *
     * @throws IllegalArgumentException if the text is not two identifiers with a dot between them
     */
    public static TableName parse(String text) {
        List<String> parts = parts(text);
        if (parts.size() != 2) {
            throw new IllegalArgumentException("'" + text + "' is not of the form schema.table");
        }
        return of(parts.get(0), parts.get(1));
    }

    /** Returns the names between the dots, as the catalog holds them. */
    static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int at = 0;
        while (true) {
            at = text.startsWith("\"", at) ? quoted(text, at, parts) : bare(text, at, parts);
            if (at == text.length()) {
                break;
            }
            if (text.charAt(at) != '.') {
                throw new IllegalArgumentException(notAName(text));
            }
            at++;
        }
        return parts;
    }

    private static int quoted(String text, int start, List<String> parts) {
        StringBuilder name = new StringBuilder();
        for (int at = start + 1; at < text.length(); at++) {
            if (text.charAt(at) != '"') {
                name.append(text.charAt(at));
            } else if (text.startsWith("\"\"", at)) {
                name.append('"');
                at++;
            } else {
                parts.add(name.toString());
                return at + 1;
            }
        }
        throw new IllegalArgumentException("'" + text + "' has a quote that is not closed");
    }

    private static int bare(String text, int start, List<String> parts) {
        int at = start;
        while (at < text.length() && isPartOfBareName(text.charAt(at), at == start)) {
            at++;
        }
        if (at == start) {
            throw new IllegalArgumentException(notAName(text));
        }
        parts.add(fold(text.substring(start, at)));
        return at;
    }

    private static String notAName(String text) {
        return "'" + text + "' is not a name as SQL has it: quote what is no plain word, '\"Order-Lines\"'";
    }

    private static boolean isPartOfBareName(char c, boolean first) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c > 127;
        return letter || (!first && ((c >= '0' && c <= '9') || c == '$'));
    }

    /** The server folds ASCII letters alone in a database of a multi-byte encoding. */
    private static String fold(String name) {
        StringBuilder folded = new StringBuilder(name);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + 32));
            }
        }
        return folded.toString();
    }

    @Override
    public int compareTo(TableName other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    /** Returns the name as an argument of a command, quoted for a shell. */
    public String argument() {
        return Shell.quoted(toString());
    }

    /** Returns the name as it stands in SQL. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
