package org.rowferry.catalog;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * A foreign key seen from the referenced table: the effect on referencing rows when a referenced row is deleted or
 * updated.
 *
 * @param definition the constraint as the server prints it
 * @param operators for each column the operator as SQL by which a parent's value, on its left, equals a child's
 */
public record Reference(
        long oid,
        Identifier name,
        String definition,
        Side parent,
        Side child,
        List<String> operators,
        Action onDelete,
        Action onUpdate) {
    private static final String QUOTED = "\"(?:[^\"]|\"\")*+\"";

    /** A quoted name may hold the words of an action. */
    private static final Pattern NAME_OR_ACTION = Pattern.compile("(" + QUOTED + ")"
            + "| ON (?:DELETE|UPDATE) (?:CASCADE|RESTRICT|SET (?:NULL|DEFAULT)(?: \\((?:[^\")]|" + QUOTED + ")*\\))?)");

    public Reference {
        operators = List.copyOf(operators);
    }

    /**
     * One of its two tables.
     *
     * @param only the table as it stands in a FROM clause: rows of tables that inherit from it do not count, those of its
     *     partitions do
     * @param kin its own oid, and those of its partitions and of the tables that it is a partition of
     * @param readable the role that asks may read all of it
     */
    public record Side(
            long oid, TableName name, String only, List<Identifier> columns, Set<Long> kin, boolean readable) {
        public Side {
            columns = List.copyOf(columns);
            kin = Set.copyOf(kin);
        }
    }

    /** The action on referencing rows when the referenced value is deleted or changed. */
    public enum Action {
        NO_ACTION,
        RESTRICT,
        CASCADE,
        SET_NULL,
        SET_DEFAULT;

        /** Reads a letter of {@code pg_constraint.confdeltype} or {@code confupdtype}. */
        static Action of(String letter) {
            return switch (letter) {
                case "a" -> NO_ACTION;
                case "r" -> RESTRICT;
                case "c" -> CASCADE;
                case "n" -> SET_NULL;
                case "d" -> SET_DEFAULT;
                default -> throw new IllegalArgumentException("no action of a foreign key is known as " + letter);
            };
        }

        /** Returns whether rows are deleted or changed that no statement names. */
        public boolean writes() {
            return this == CASCADE || this == SET_NULL || this == SET_DEFAULT;
        }
    }

    /** Returns the condition that a child's columns refer to a parent's: {@code p.id = c.parent and …}. */
    public String match(List<String> parentColumns, List<String> childColumns) {
        return IntStream.range(0, operators.size())
                .mapToObj(i -> parentColumns.get(i) + " " + operators.get(i) + " " + childColumns.get(i))
                .collect(Collectors.joining(" and "));
    }

    /** Returns the statement that makes it wait for the end of a statement and then refuse, instead of acting. */
    public String withoutActions() {
        String definition = NAME_OR_ACTION
                .matcher(this.definition)
                .replaceAll(found -> Matcher.quoteReplacement(Objects.requireNonNullElse(found.group(1), "")));
        return "alter table " + child.name() + " drop constraint " + name + ", add constraint " + name + " "
                + definition + ";";
    }
}
