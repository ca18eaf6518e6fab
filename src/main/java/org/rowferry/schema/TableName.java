package org.rowferry.schema;

import java.util.List;
import org.rowferry.report.Shell;
import org.rowferry.report.Shown;

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
        List<String> parts = WrittenName.parts(text);
        if (parts.size() != 2) {
            throw new IllegalArgumentException("'" + text + "' is not of the form schema.table");
        }
        return of(parts.get(0), parts.get(1));
    }

    /** Written out, as is {@link #equals}: names are keys of many maps, and a record's own methods are slow until they are warm. */
    @Override
    public int hashCode() {
        return 31 * schema.hashCode() + name.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableName that && name.equals(that.name) && schema.equals(that.schema);
    }

    @Override
    public int compareTo(TableName other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    /** Returns the name as an argument of a command, quoted for a shell. */
    public String argument() {
        return Shell.quoted(Shown.line(toString()));
    }

    /** Returns the name as a configuration has it: with quotes of YAML around those of SQL. */
    public String inYaml() {
        return Identifier.inYaml(toString());
    }

    /** Returns the name as it stands in SQL. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
