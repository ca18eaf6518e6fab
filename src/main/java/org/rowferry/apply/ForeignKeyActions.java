package org.rowferry.apply;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rowferry.catalog.Reference;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;

/**
 * Keeps foreign keys of the target from deleting or changing rows that the bundle leaves as they are.
 *
 * <p>Capture has recorded the effects of ON DELETE and ON UPDATE on the source, so the bundle contains them. Any
 * further effect on the target is damage. Before rows are deleted or updated, this class looks for rows that will still
 * reference a removed value afterwards: existing rows that the bundle does not touch, and rows that it adds.
 */
final class ForeignKeyActions {
    private final Session session;
    private final TableSessions sessions;
    private final Staging staging;
    private final Collection<TablePlan> all;

    /** Expects the plans of all tables of the delivery, with those that are replaced cleared. */
    ForeignKeyActions(Session session, TableSessions sessions, Staging staging, Collection<TablePlan> all) {
        this.session = session;
        this.sessions = sessions;
        this.staging = staging;
        this.all = List.copyOf(all);
    }

    /**
     * Looks at tables that are about to be written, and returns their plans. One whose update would set off a foreign key is
     * rewritten instead, where deleting and inserting its rows sets off none.
     *
     * @throws Failure of the family TARGET if rows would be deleted or changed that are not the delivery's to change
     */
    List<TablePlan> settle(List<TablePlan> pending) {
        pending.forEach(this::lookAtDeletion);
        return pending.stream().map(this::lookAtUpdate).toList();
    }

    private void lookAtDeletion(TablePlan parent) {
        if (parent.deletion().isEmpty()) {
            return;
        }
        for (Reference reference : parent.table().references()) {
            if (reference.onDelete().writes()) {
                parent.sql()
                        .valuesThatGo(reference)
                        .flatMap(values -> stillReferredTo(parent, reference, values, ""))
                        .ifPresent(values -> {
                            throw refused(reference, reference.onDelete(), "deletes", values);
                        });
            }
        }
    }

    private TablePlan lookAtUpdate(TablePlan parent) {
        TablePlan plan = parent;
        for (Reference reference : parent.table().references()) {
            if (plan.update().isPresent() && reference.onUpdate().writes()) {
                Optional<List<String>> referredTo = plan.sql()
                        .valuesThatChange(reference)
                        .flatMap(values -> stillReferredTo(parent, reference, values, unlessInStep(reference)));
                if (referredTo.isPresent()) {
                    plan = rewriting(plan, reference, referredTo.get());
                }
            }
        }
        return plan;
    }

    private static TablePlan rewriting(TablePlan parent, Reference reference, List<String> values) {
        if (!parent.canBeRewritten()) {
            throw refused(reference, Reference.Action.SET_NULL, "changes", values);
        }
        return parent.rewriting();
    }

    /** A row that has the new value already, equal to the old one by the operator alone, is only written once more. */
    static String unlessInStep(Reference reference) {
        return reference.onUpdate() == Reference.Action.CASCADE
                ? " where row(" + texts(reference, "c.c") + ") is distinct from row(" + texts(reference, "o.n") + ")"
                : "";
    }

    /** Returns one of the values that rows will still refer to, where there is one. */
    private Optional<List<String>> stillReferredTo(
            TablePlan parent, Reference reference, String values, String condition) {
        String gone = gone(parent, reference, values);
        boolean any = session.one("select exists (select from pg_temp." + gone + ") as any", row -> row.flag("any"));
        if (!any) {
            return Optional.empty();
        }
        TableSession child = childOf(reference, gone);
        if (child.owner().isEmpty()) {
            requireReadable(reference);
        }
        session.execute("analyze pg_temp." + gone);
        return child.firstRow(
                "select array[" + texts(reference, "o.o") + "] as value from " + values(parent, reference, gone)
                        + " as o join (" + referring(reference) + ") as c on "
                        + reference.match(numbered(reference, "o.o"), numbered(reference, "c.c")) + condition
                        + " limit 1",
                "value text[]",
                row -> row.texts("value"));
    }

    /** Has the values that go wait in a temporary table, and returns its name. */
    private String gone(TablePlan parent, Reference reference, String values) {
        String temporary = "rowferry_gone_" + reference.oid();
        if (parent.access().owner().isEmpty()) {
            staging.create(temporary, values);
        } else {
            staging.create(temporary, waiting(parent, reference), values, parent.access());
        }
        return temporary;
    }

    /** Returns the columns of the values that go, and of those that come in their place where there are any. */
    private List<StagedColumn> waiting(TablePlan parent, Reference reference) {
        List<StagedColumn> columns = staging.columns(
                parent.table().relation().oid(), reference.parent().columns());
        return Stream.of("o", "n")
                .flatMap(letter -> IntStream.range(0, columns.size())
                        .mapToObj(i -> columns.get(i).named(new Identifier(letter + i))))
                .toList();
    }

    /** Returns the values that wait as a source of rows, each of the type that the parent's column has. */
    private String values(TablePlan parent, Reference reference, String gone) {
        if (parent.access().owner().isEmpty()) {
            return "pg_temp." + gone;
        }
        return waiting(parent, reference).stream()
                .map(column -> column.value("w") + " as " + column.name())
                .collect(Collectors.joining(", ", "(select ", " from pg_temp." + gone + " as w)"));
    }

    /** Returns the session of the table that refers, which may use what waits. */
    private TableSession childOf(Reference reference, String gone) {
        TableSession child =
                sessions.of(reference.child().oid(), asOwner(reference.child().oid()));
        staging.lend(gone, "select", child);
        all.stream()
                .filter(plan -> isKin(plan, reference) && !plan.access().hasRightsOf(child))
                .forEach(plan -> plan.lendTo(child, staging));
        return child;
    }

    private Optional<Boolean> asOwner(long oid) {
        return all.stream()
                .filter(plan -> plan.table().relation().oid() == oid)
                .findFirst()
                .flatMap(plan -> plan.table().entry().asOwner());
    }

    private static boolean isKin(TablePlan plan, Reference reference) {
        return reference.child().kin().contains(plan.table().relation().oid());
    }

    /** Asks for the columns {@code c0, c1, …} of all rows that there will be in the table that refers. */
    String referring(Reference reference) {
        List<Identifier> columns = reference.child().columns();
        List<String> conditions = new ArrayList<>();
        List<String> queries = new ArrayList<>();
        for (TablePlan plan : all) {
            if (isKin(plan, reference)) {
                plan.sql()
                        .decidesOn("c")
                        .ifPresent(decides -> conditions.add("not (" + decides + isAmong(plan, reference) + ")"));
                plan.sql().coming(columns).ifPresent(queries::add);
            }
        }
        String staying = IntStream.range(0, columns.size())
                .mapToObj(i -> "c." + columns.get(i) + " as c" + i)
                .collect(Collectors.joining(", "));
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        return Stream.concat(
                        Stream.of("select " + staying + " from "
                                + reference.child().only() + " as c" + where),
                        queries.stream())
                .collect(Collectors.joining(" union all "));
    }

    /** A bundle that brings one partition decides on no row of another. */
    private static String isAmong(TablePlan plan, Reference reference) {
        long oid = plan.table().relation().oid();
        return oid == reference.child().oid()
                ? ""
                : " and c.tableoid in (select relid from pg_partition_tree(" + oid + "))";
    }

    private void requireReadable(Reference reference) {
        if (!reference.child().readable()) {
            String role = session.one("select format('%I', current_user) as role", row -> row.text("role"));
            throw new Failure(
                            Family.TARGET,
                            "rows of " + reference.parent().name() + " go, and the foreign key " + reference.name()
                                    + " may delete or change rows of "
                                    + reference.child().name() + " for it, which "
                                    + role + " may not read")
                    .hint("Run on the target: grant usage on schema "
                            + reference.child().name().schema() + " to " + role + "; grant select on "
                            + reference.child().name() + " to " + role + ";");
        }
    }

    static Failure refused(Reference reference, Reference.Action action, String does, List<String> values) {
        String child = reference.child().name().toString();
        String parent = reference.parent().name().toString();
        String condition = IntStream.range(0, values.size())
                .mapToObj(i -> reference.child().columns().get(i) + " = " + new Literal(values.get(i)))
                .collect(Collectors.joining(" and "));
        return new Failure(
                        Family.TARGET,
                        "the foreign key " + reference.name() + " would "
                                + (action == Reference.Action.CASCADE ? "delete" : "change") + " rows of " + child
                                + " that the source does not: they refer to "
                                + listed(reference.parent().columns()) + "=("
                                + String.join(", ", values) + ") of " + parent + ", which it " + does)
                .hint("List the rows with: select * from " + child + " where " + condition + ";")
                .hint("Where " + child + " is shipped too, take off the filter that keeps rows of " + parent
                        + " back, or put it on both; where it is the target's own, delete or change these rows first.")
                .hint("Or let the foreign key refuse instead of acting: " + reference.withoutActions())
                .hint("Or do without it: alter table " + child + " drop constraint " + reference.name() + ";");
    }

    private static String listed(List<Identifier> columns) {
        return columns.stream().map(Identifier::toString).collect(Collectors.joining(", ", "(", ")"));
    }

    private static List<String> numbered(Reference reference, String prefix) {
        return IntStream.range(0, reference.operators().size())
                .mapToObj(i -> prefix + i)
                .toList();
    }

    private static String texts(Reference reference, String prefix) {
        return numbered(reference, prefix).stream().map(name -> name + "::text").collect(Collectors.joining(", "));
    }
}
