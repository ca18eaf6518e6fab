package org.rowferry.capture;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;

/**
 * Checks the operator's expressions: each may depend on nothing but the row that it is given, for a row is shipped
 * again when it changes and not before.
 *
 * <p>The server knows what that means where it is asked for a constraint, so a temporary table of the same columns gets
 * the expressions as its constraints, in a transaction that is rolled back.
 */
public final class Expressions {
    /** Read as {@link ShippedTable} reads it. */
    private static final String FROM = " from (select b.* from %s as b) as %s";

    private final Session session;
    private final TableName base;
    private final TableName trial;
    private final TableName view;

    /** Checks expressions over the columns of a captured table; no transaction is open in the session. */
    public Expressions(Session session, SourceTable table) {
        this.session = session;
        this.base = table.name();
        // It has the table's own name, because an expression may qualify its columns with it.
        Identifier temporary = new Identifier("pg_temp");
        this.trial = new TableName(temporary, base.name());
        this.view = new TableName(temporary, new Identifier("rowferry_expression"));
    }

    /**
     * The result of a check.
     *
     * @param uses the columns that the expressions read
     * @param types the type of each transformed column
     * @param functions those that the expressions call, each with a digest of its definition
     */
    public record Checked(Set<Identifier> uses, Map<Identifier, ResultType> types, List<String> functions) {
        /** Found by no check, since there is no expression or nobody asks. */
        public static final Checked NOTHING = new Checked(Set.of(), Map.of(), List.of());

        public Checked {
            uses = Set.copyOf(uses);
            types = Map.copyOf(types);
            functions = List.copyOf(functions);
        }
    }

    /** A type as the catalog knows it, and as it is written with its length. */
    public record ResultType(long oid, String name) {}

    /**
     * Checks all expressions of a selection.
     *
     * @throws Failure of the family CONFIGURATION that names the expression and the server's reason
     */
    public Checked check(Selection selection) {
        if (!selection.hasExpressions()) {
            return Checked.NOTHING;
        }
        requireTemporary();
        return session.untrusted().rolledBack(() -> {
            session.untrusted().execute("create temporary table " + trial + " (like " + base + ")");
            Map<Identifier, ResultType> types = new HashMap<>();
            selection
                    .transform()
                    .forEach((column, expression) -> types.put(column, checkTransform(column, expression)));
            selection.where().ifPresent(this::checkWhere);
            return new Checked(uses(), types, new Functions(session).ofChecks(trial.toString()));
        });
    }

    private void requireTemporary() {
        session.first(
                        "select current_user as role, current_database() as name where not has_database_privilege(current_database(), 'temporary')",
                        row -> new Failure(
                                        Family.SOURCE,
                                        "the role " + row.text("role")
                                                + " may not make temporary tables, in which the expressions for " + base
                                                + " are checked")
                                .hint("Run: grant temporary on database " + new Identifier(row.text("name")) + " to "
                                        + new Identifier(row.text("role")) + ";"))
                .ifPresent(failure -> {
                    throw failure;
                });
    }

    /** Returns the expression's type. */
    private ResultType checkTransform(Identifier column, String expression) {
        String what = "the expression for the column " + column + " of " + base;
        require("alter table " + trial + " add check (" + inBrackets(expression) + " is not null)", what, expression);
        String select = "select " + inParentheses(expression) + " as made";
        require(
                "create temporary view " + view + " as " + select
                        + String.format(Locale.ROOT, FROM, trial, trial.name()),
                what,
                expression);
        ResultType type = session.one(
                "select atttypid::bigint as oid, format_type(atttypid, atttypmod) as name from pg_attribute where attrelid = to_regclass(?)",
                row -> new ResultType(row.number("oid"), row.text("name")),
                view.toString());
        session.execute("drop view " + view);
        return type;
    }

    /** An index asks for more than a constraint: that a condition be as true tomorrow as it is today. */
    private void checkWhere(String condition) {
        String what = "the filter of " + base;
        String holds = inParentheses(condition);
        require(
                "alter table " + trial + " add check (" + holds + " and " + inBrackets(condition) + " is not null)",
                what,
                condition);
        require(
                "create temporary view " + view + " as select" + String.format(Locale.ROOT, FROM, trial, trial.name())
                        + " where " + holds,
                what,
                condition);
        session.errorIn("create index on " + trial + " ((true)) where " + holds).ifPresent(words -> {
            throw refused(what, words, condition)
                    .hint(
                            "A row must not enter or leave the filter unless it changes: say it with immutable expressions, such as (at at time zone 'UTC')::date instead of at::date, and without now().");
        });
    }

    private void require(String sql, String what, String expression) {
        session.errorIn(sql).ifPresent(words -> {
            throw refused(what, words, expression)
                    .hint(
                            "It may use the table's columns, constants, operators, and functions with their schema, such as"
                                    + " public.mask(name); no subquery, aggregate, other table or system column. Mend it in ",
                            Mention.ENTRY_FILE,
                            ".");
        });
    }

    private static Failure refused(String what, String words, String expression) {
        return new Failure(Family.CONFIGURATION, what + " is refused: " + words + ": " + expression);
    }

    /** Returns an expression as an operand; a line end closes a comment that it may end with. */
    public static String inParentheses(String expression) {
        return "(\n" + expression + "\n)";
    }

    /** An expression inside two kinds of brackets cannot close both of them. */
    private static String inBrackets(String expression) {
        return "array[\n" + expression + "\n]";
    }

    /** A constraint knows its columns; it says 0 where it uses the row as a whole. */
    private Set<Identifier> uses() {
        return session.query("""
                        select distinct a.attname from pg_constraint c
                        cross join unnest(c.conkey) as used (attnum)
                        join pg_attribute a on a.attrelid = c.conrelid and a.attnum > 0 and used.attnum in (0, a.attnum)
                        where c.conrelid = to_regclass(?) and c.contype = 'c'""", row -> new Identifier(row.text("attname")), trial.toString()).stream()
                .collect(Collectors.toSet());
    }
}
