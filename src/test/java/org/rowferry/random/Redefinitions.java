package org.rowferry.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.rowferry.random.DraftColumn.Generated;
import org.rowferry.random.NamedType.Sort;
import org.rowferry.random.Outcome.Refused;
import org.rowferry.random.Outcome.Right;
import org.rowferry.random.SchemaEvent.Who;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Types that are dropped and made anew under their name, and generated columns that get another expression. */
final class Redefinitions {
    static final List<Incident> ALL = List.of(
            new Incident("a named type is made anew", Redefinitions::type),
            new Incident("target: a named type is made anew", Redefinitions::typeOnTarget),
            new Incident("a generated column gets another expression", Redefinitions::expression));

    /** The first major that has ALTER COLUMN … SET EXPRESSION. */
    private static final int SET_EXPRESSION = 17;

    private Redefinitions() {}

    private static List<SchemaEvent> type(Draft draft, DraftTable table) {
        return Incidents.someType(draft, table, type -> isFree(draft, type, Incidents::settable))
                .map(type -> Incidents.acts(
                        draft,
                        Who.SOURCE_OWNER,
                        List.of(anew(draft, type, DraftTable::name)),
                        new Right("a named type is made anew")))
                .orElse(List.of());
    }

    private static List<SchemaEvent> typeOnTarget(Draft draft, DraftTable table) {
        return Incidents.someType(draft, table, type -> isFree(draft, type, TargetIncidents::free))
                .map(type -> TargetIncidents.on(
                        draft, "a named type is made anew", anew(draft, type, DraftTable::nameOnTarget)))
                .orElse(List.of());
    }

    /** Returns whether all that uses the type are columns that can be altered. */
    private static boolean isFree(Draft draft, NamedType type, Function<DraftTable, List<DraftColumn>> alterable) {
        return draft.namedTypes().stream().noneMatch(other -> !other.equals(type) && other.uses(type))
                && draft.tables().stream()
                        .allMatch(table ->
                                !table.hasDetached() && alterable.apply(table).containsAll(columns(table, type)));
    }

    private static List<DraftColumn> columns(DraftTable table, NamedType type) {
        return table.columns().stream()
                .filter(column -> column.type().sql().contains(type.name().toString()))
                .toList();
    }

    private static String anew(Draft draft, NamedType type, Function<DraftTable, TableName> named) {
        Identifier old = draft.newTypeName().name();
        String away = new TableName(type.name().schema(), old).toString();
        String sort = type.sort() == Sort.DOMAIN ? "domain " : "type ";
        StringBuilder sql = new StringBuilder("alter " + sort + type.name() + " rename to " + old + ";\n")
                .append(type.definition())
                .append(";\n");
        for (DraftTable table : draft.tables()) {
            for (DraftColumn column : columns(table, type)) {
                sql.append(alter(named.apply(table), column));
            }
        }
        // Something that was made besides may still be of the old one.
        return sql + "do $drop$ begin drop " + sort + away
                + "; exception when dependent_objects_still_exist then null; end $drop$";
    }

    /** A cast to text may be somebody's own, and {@code format} goes by the type's output. */
    private static String alter(TableName table, DraftColumn column) {
        String back = column.origin() instanceof DraftColumn.Defaulted defaulted
                ? ", alter column " + column.name() + " set default " + defaulted.expression()
                : "";
        return "alter table " + table + " alter column " + column.name() + " drop default, alter column "
                + column.name() + " type " + column.type() + " using case when num_nulls(" + column.name()
                + ") = 0 then format('%s', " + column.name() + ")::"
                + column.type().sql() + " end" + back + ";\n";
    }

    /** The target's column, where it computes its own, gets it too, at once or when the import was refused. */
    private static List<SchemaEvent> expression(Draft draft, DraftTable table) {
        Optional<DraftColumn> found =
                table.columns().stream().filter(DraftColumn::isGenerated).findFirst();
        if (found.isEmpty() || draft.servers().sourceMajor() < SET_EXPRESSION) {
            return List.of();
        }
        DraftColumn old = found.get();
        boolean computedThere = !table.shipping().leavesOut(old.name());
        if (table.hasDetached() || (computedThere && draft.servers().targetMajor() < SET_EXPRESSION)) {
            return List.of();
        }
        Generated generated = old.generated().orElseThrow();
        String expression = "(" + generated.expression() + ") + 1";
        table.columns()
                .replaceAll(column -> column.equals(old)
                        ? new DraftColumn(
                                old.name(), old.type(), old.notNull(), new Generated(expression, generated.how()))
                        : column);
        String set = " alter column " + old.name() + " set expression as (" + expression + ")";
        List<SchemaEvent> events = new ArrayList<>(draft.quiesce());
        events.add(new SchemaEvent.Sql(Who.SOURCE_OWNER, "alter table " + table.name() + set));
        SchemaEvent there = new SchemaEvent.Sql(Who.TARGET_OWNER, "alter table " + table.nameOnTarget() + set);
        boolean late = computedThere && draft.dice().oneIn(2);
        if (computedThere && !late) {
            events.add(there);
        }
        draft.sendSomething();
        events.add(new SchemaEvent.Noticed(
                late
                        ? new Refused(
                                "a generated column gets another expression",
                                OperatorCommands.Host.TARGET,
                                ".",
                                List.of(there))
                        : new Right("a generated column gets another expression")));
        return events;
    }
}
