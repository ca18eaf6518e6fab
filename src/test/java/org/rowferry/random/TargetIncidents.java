package org.rowferry.random;

import java.util.List;
import org.rowferry.random.Outcome.Refused;
import org.rowferry.random.Outcome.Right;
import org.rowferry.random.SchemaEvent.Who;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** What becomes of the target's table while nobody imports. */
final class TargetIncidents {
    static final List<Incident> ALL = List.of(
            new Incident("target: truncated", TargetIncidents::truncate),
            new Incident("target: made again by hand", TargetIncidents::again),
            new Incident("target: made again by generate importer", TargetIncidents::generate),
            new Incident("target: swapped by renaming", TargetIncidents::swap),
            new Incident("target: rewritten as it was", TargetIncidents::rewrite),
            new Incident("target: a wider type", TargetIncidents::retype),
            new Incident("target: a column is dropped and added again", TargetIncidents::column),
            new Incident("target: a column takes another's name", TargetIncidents::swapColumns),
            new Incident("target: rewritten by an expression", TargetIncidents::rewriteColumn),
            new Incident("target: renamed and back", TargetIncidents::rename),
            new Incident("target: renamed away", TargetIncidents::renameAway),
            new Incident("target: rights are taken away", TargetIncidents::revoke),
            new Incident("target: row security is enabled", TargetIncidents::rowSecurity),
            new Incident("target: a partition is made again", TargetIncidents::partition));

    private TargetIncidents() {}

    /** A bundle has to arrive that names the table: who brings nothing looks at nothing. */
    static List<SchemaEvent> on(Draft draft, String incident, String sql) {
        draft.sendSomething();
        return List.of(
                new SchemaEvent.Sql(Who.TARGET_OWNER, sql),
                new SchemaEvent.Noticed(
                        new Refused("target: " + incident, OperatorCommands.Host.TARGET, ".", List.of())));
    }

    private static boolean isAlone(Draft draft, DraftTable table) {
        return Incidents.isAlone(draft, table) && !table.isDividedOnTarget();
    }

    private static List<SchemaEvent> truncate(Draft draft, DraftTable table) {
        return Incidents.isAlone(draft, table) ? on(draft, "truncated", "truncate " + table.nameOnTarget()) : List.of();
    }

    private static List<SchemaEvent> again(Draft draft, DraftTable table) {
        if (!isAlone(draft, table)) {
            return List.of();
        }
        TableName there = table.nameOnTarget();
        TableName other = new TableName(there.schema(), draft.newName("again").name());
        return on(
                draft,
                "made again by hand",
                like(there, other) + "drop table " + there + ";\nalter table " + other + " rename to " + there.name()
                        + ";\n" + grant(there));
    }

    private static String like(TableName there, TableName other) {
        return "create table " + other + " (like " + there + " including all);\n";
    }

    private static String grant(TableName there) {
        return "grant select, insert, update, delete on " + there + " to random_importer";
    }

    /** What the product makes has the source's columns and none of the target's own. */
    private static List<SchemaEvent> generate(Draft draft, DraftTable table) {
        if (!isAlone(draft, table)
                || !table.shipping().isBare()
                || table.columns().stream().anyMatch(DraftColumn::isGenerated)) {
            return List.of();
        }
        draft.sendSomething();
        return List.of(
                new SchemaEvent.Sql(Who.TARGET_OWNER, "drop table " + table.nameOnTarget()),
                new SchemaEvent.Generate(List.of(table.name()), List.of()),
                new SchemaEvent.Noticed(new Refused(
                        "target: made again by generate importer", OperatorCommands.Host.TARGET, ".", List.of())));
    }

    private static List<SchemaEvent> swap(Draft draft, DraftTable table) {
        if (!isAlone(draft, table)) {
            return List.of();
        }
        TableName there = table.nameOnTarget();
        TableName other = new TableName(there.schema(), draft.newName("other").name());
        TableName away = new TableName(there.schema(), draft.newName("away").name());
        return on(
                draft,
                "swapped by renaming",
                like(there, other) + "alter table " + there + " rename to " + away.name() + ";\nalter table " + other
                        + " rename to " + there.name() + ";\n" + grant(there));
    }

    private static List<SchemaEvent> rewrite(Draft draft, DraftTable table) {
        return on(
                        draft,
                        "rewritten as it was",
                        draft.dice().oneIn(2)
                                ? "vacuum full " + table.nameOnTarget()
                                : "reindex table " + (table.isDividedOnTarget() ? "pg_class" : table.nameOnTarget()))
                .stream()
                .filter(event -> !event.toString().contains("pg_class"))
                .toList();
    }

    static List<DraftColumn> free(DraftTable table) {
        return Incidents.settable(table).stream()
                .filter(column -> !table.shipping().leavesOut(column.name())
                        && !table.shipping().mayUse(column.name()))
                .toList();
    }

    /** Another value in its USING is a change by hand, which no catalog shows. */
    private static List<SchemaEvent> retype(Draft draft, DraftTable table) {
        List<DraftColumn> integers = free(table).stream()
                .filter(column -> column.type().equals(ValueTypes.INTEGER))
                .toList();
        if (integers.isEmpty()) {
            return List.of();
        }
        return on(
                draft,
                "a wider type",
                "alter table " + table.nameOnTarget() + " alter column "
                        + draft.dice().any(integers).name() + " type bigint");
    }

    private static List<SchemaEvent> column(Draft draft, DraftTable table) {
        List<DraftColumn> free =
                free(table).stream().filter(column -> !column.notNull()).toList();
        if (free.isEmpty()) {
            return List.of();
        }
        DraftColumn column = draft.dice().any(free);
        return on(
                draft,
                "a column is dropped and added again",
                "alter table " + table.nameOnTarget() + " drop column " + column.name() + ";\nalter table "
                        + table.nameOnTarget() + " add column " + column.name() + " " + column.type());
    }

    private static List<SchemaEvent> swapColumns(Draft draft, DraftTable table) {
        List<DraftColumn> free =
                free(table).stream().filter(column -> !column.notNull()).toList();
        if (free.isEmpty()) {
            return List.of();
        }
        DraftColumn column = draft.dice().any(free);
        Identifier away = draft.newColumnName("away");
        String alter = "alter table " + table.nameOnTarget();
        return on(
                draft,
                "a column takes another's name",
                alter + " rename column " + column.name() + " to " + away + ";\n" + alter + " add column "
                        + column.name() + " " + column.type());
    }

    private static List<SchemaEvent> rewriteColumn(Draft draft, DraftTable table) {
        List<DraftColumn> texts = free(table).stream()
                .filter(column -> column.type().equals(ValueTypes.TEXT))
                .toList();
        if (texts.isEmpty() || !isAlone(draft, table)) {
            return List.of();
        }
        Identifier column = draft.dice().any(texts).name();
        return on(
                draft,
                "rewritten by an expression",
                "alter table " + table.nameOnTarget() + " alter column " + column + " type text using coalesce("
                        + column + ", '') || '.'");
    }

    private static List<SchemaEvent> renameAway(Draft draft, DraftTable table) {
        TableName there = table.nameOnTarget();
        TableName away = new TableName(there.schema(), draft.newName("gone").name());
        return mended(
                draft,
                "renamed away",
                "alter table " + there + " rename to " + away.name(),
                "alter table " + away + " rename to " + there.name());
    }

    private static List<SchemaEvent> rename(Draft draft, DraftTable table) {
        TableName there = table.nameOnTarget();
        TableName away = new TableName(there.schema(), draft.newName("away").name());
        draft.sendSomething();
        return List.of(
                new SchemaEvent.Sql(
                        Who.TARGET_OWNER,
                        "alter table " + there + " rename to " + away.name() + ";\nalter table " + away + " rename to "
                                + there.name()),
                new SchemaEvent.Noticed(new Right("target: renamed and back")));
    }

    private static List<SchemaEvent> revoke(Draft draft, DraftTable table) {
        return mended(
                draft,
                "rights are taken away",
                "revoke insert, delete on " + table.nameOnTarget() + " from random_importer",
                "grant insert, delete on " + table.nameOnTarget() + " to random_importer");
    }

    private static List<SchemaEvent> rowSecurity(Draft draft, DraftTable table) {
        return mended(
                draft,
                "row security is enabled",
                "alter table " + table.nameOnTarget() + " enable row level security",
                "alter table " + table.nameOnTarget() + " disable row level security");
    }

    private static List<SchemaEvent> mended(Draft draft, String incident, String sql, String mend) {
        draft.sendSomething();
        return List.of(
                new SchemaEvent.Sql(Who.TARGET_OWNER, sql),
                new SchemaEvent.Noticed(new Refused(
                        "target: " + incident,
                        OperatorCommands.Host.TARGET,
                        ".",
                        List.of(new SchemaEvent.Sql(Who.TARGET_OWNER, mend)))));
    }

    private static List<SchemaEvent> partition(Draft draft, DraftTable table) {
        if (!table.isDividedOnTarget()
                || !Incidents.isAlone(draft, table)
                || table.shipping().into().isPresent()) {
            return List.of();
        }
        DraftPartition part = draft.dice().any(table.partitioningOnTarget().parts());
        return on(
                draft,
                "a partition is made again",
                "drop table " + part.name() + ";\n" + String.join(";\n", part.definition()));
    }
}
