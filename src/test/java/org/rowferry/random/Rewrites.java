package org.rowferry.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rowferry.random.NamedType.Sort;
import org.rowferry.random.Outcome.InFull;
import org.rowferry.random.Outcome.Refused;
import org.rowferry.random.Outcome.Right;
import org.rowferry.random.SchemaEvent.Who;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** What gives the source's table other rows, or another file, without a statement that a trigger could see. */
final class Rewrites {
    static final List<Incident> ALL = List.of(
            new Incident("CLUSTER", Rewrites::cluster),
            new Incident("another tablespace", Rewrites::tablespace),
            new Incident("unlogged and logged", Rewrites::unlogged),
            new Incident("a column is dropped and added again", Rewrites::column),
            new Incident("made again under its name", Rewrites::again),
            new Incident("swapped by renaming", Rewrites::swap),
            new Incident("labels of an enum change places", Rewrites::labels));

    /** Nor may the exporter read it, of which it hears first. */
    private static final String NOT_CAPTURED = "not captured|permission denied";

    private static final String FILE = "rewritten|its partitions|changed";

    private Rewrites() {}

    private static List<SchemaEvent> rewritten(
            Draft draft, DraftTable table, Who who, String incident, String... statements) {
        return Incidents.acts(draft, who, List.of(statements), new InFull(incident, table.name(), FILE));
    }

    private static List<SchemaEvent> cluster(Draft draft, DraftTable table) {
        if (!Incidents.isPlain(table)) {
            return List.of();
        }
        Identifier index = draft.newName("by").name();
        return rewritten(
                draft,
                table,
                Who.SOURCE_OWNER,
                "CLUSTER",
                "create index " + index + " on " + table.name() + " (" + DraftTable.list(table.key()) + ")",
                "cluster " + table.name() + " using " + index);
    }

    private static List<SchemaEvent> tablespace(Draft draft, DraftTable table) {
        if (!Incidents.isPlain(table)) {
            return List.of();
        }
        return rewritten(
                draft,
                table,
                Who.SOURCE_SUPERUSER,
                "another tablespace",
                "alter table " + table.name() + " set tablespace " + SchemaWorld.TABLESPACE,
                "alter table " + table.name() + " set tablespace pg_default");
    }

    private static List<SchemaEvent> unlogged(Draft draft, DraftTable table) {
        if (!Incidents.isPlain(table) || !Incidents.isAlone(draft, table) || table.isUnlogged()) {
            return List.of();
        }
        return rewritten(
                draft,
                table,
                Who.SOURCE_OWNER,
                "unlogged and logged",
                "alter table " + table.name() + " set unlogged",
                Incidents.change(draft, table),
                "alter table " + table.name() + " set logged");
    }

    private static List<SchemaEvent> column(Draft draft, DraftTable table) {
        List<DraftColumn> free = Incidents.settable(table).stream()
                .filter(column -> !table.shipping().leavesOut(column.name()))
                .toList();
        if (free.isEmpty() || table.hasDetached()) {
            return List.of();
        }
        DraftColumn old = draft.dice().any(free);
        DraftColumn now = new DraftColumn(
                old.name(),
                old.type(),
                old.notNull(),
                new DraftColumn.Defaulted(old.type().draw().apply(draft.dice())));
        table.columns().replaceAll(column -> column.equals(old) ? now : column);
        return Incidents.acts(
                draft,
                Who.SOURCE_OWNER,
                List.of("alter table " + table.name() + " drop column " + old.name() + ", add column "
                        + now.definition()),
                new InFull("a column is dropped and added again", table.name(), "column|changed|rewritten"));
    }

    private static List<SchemaEvent> again(Draft draft, DraftTable table) {
        if (!Incidents.isPlain(table) || !Incidents.isAlone(draft, table)) {
            return List.of();
        }
        TableName other = draft.newName("again");
        return Incidents.acts(
                draft,
                Who.SOURCE_OWNER,
                List.of(copy(table, other) + ";\ndrop table " + table.name() + ";\n" + rename(other, table.name())),
                new Refused("made again under its name", OperatorCommands.Host.SOURCE, NOT_CAPTURED, List.of()));
    }

    private static List<SchemaEvent> swap(Draft draft, DraftTable table) {
        if (!Incidents.isPlain(table) || !Incidents.isAlone(draft, table)) {
            return List.of();
        }
        TableName other = draft.newName("other");
        TableName away = draft.newName("away");
        TableName old = new TableName(table.name().schema(), away.name());
        String there = copy(table, other) + ";\n" + rename(table.name(), old) + ";\n" + rename(other, table.name());
        if (draft.dice().oneIn(2)) {
            return Incidents.acts(
                    draft,
                    Who.SOURCE_OWNER,
                    List.of(there),
                    new Refused("swapped by renaming", OperatorCommands.Host.SOURCE, NOT_CAPTURED, List.of()));
        }
        TableName copied =
                new TableName(table.name().schema(), draft.newName("copied").name());
        return Incidents.acts(
                draft,
                Who.SOURCE_OWNER,
                List.of(
                        there,
                        Incidents.change(draft, table),
                        rename(table.name(), copied) + ";\n" + rename(old, table.name())),
                new Right("swapped by renaming"));
    }

    /** The copy lies in the same schema, since a renamed table does. */
    private static String copy(DraftTable table, TableName other) {
        String columns = Incidents.writable(table);
        TableName there = new TableName(table.name().schema(), other.name());
        return "create table " + there + " (like " + table.name() + " including all);\ninsert into " + there + " ("
                + columns + ") overriding system value select " + columns + " from " + table.name() + " limit 3";
    }

    private static String rename(TableName from, TableName to) {
        TableName there = new TableName(to.schema(), from.name());
        return "alter table " + there + " rename to " + to.name();
    }

    /** No row changes, and each is another one; the target's type stays as it is. */
    private static List<SchemaEvent> labels(Draft draft, DraftTable table) {
        Optional<NamedType> type = Incidents.someType(draft, table, one -> one.sort() == Sort.ENUM);
        if (type.isEmpty()) {
            return List.of();
        }
        String rename = "alter type " + type.get().name() + " rename value ";
        List<SchemaEvent> events = new ArrayList<>(draft.quiesce());
        events.add(new SchemaEvent.Sql(
                Who.SOURCE_OWNER,
                rename + "'sad' to 'on its way';\n" + rename + "'Sad' to 'sad';\n" + rename + "'on its way' to 'Sad'"));
        events.add(new SchemaEvent.Noticed(new Right("labels of an enum change places")));
        return events;
    }
}
