package org.rowferry.random;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.rowferry.random.Outcome.Right;
import org.rowferry.random.SchemaEvent.Who;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TableName;

/** Ways in which rows are written that are not a client's statement on the table. */
final class Writings {
    static final List<Incident> ALL = List.of(
            new Incident("a replicator writes", Writings::replicator),
            new Incident("a child of inheritance for a while", Writings::inherit),
            new Incident("a partition for a while", Writings::attach),
            new Incident("another table's trigger writes", Writings::trigger),
            new Incident("a rule writes", Writings::rule),
            new Incident("COPY", Writings::copy),
            new Incident("MERGE", Writings::merge));

    private Writings() {}

    /** Foreign keys do not hold it back, so none may be there. */
    private static List<SchemaEvent> replicator(Draft draft, DraftTable table) {
        if (!Incidents.isAlone(draft, table)) {
            return List.of();
        }
        List<SchemaEvent> events = new ArrayList<>();
        for (int i = draft.dice().between(1, 4); i > 0; i--) {
            events.add(new SchemaEvent.Write(
                    SchemaWorld.REPLICATOR,
                    Writing.anywhere(draft.dice(), table).any()));
        }
        events.add(new SchemaEvent.Noticed(new Right("a replicator writes")));
        return events;
    }

    private static List<SchemaEvent> inherit(Draft draft, DraftTable table) {
        if (!Incidents.isPlain(table)) {
            return List.of();
        }
        TableName parent = draft.newName("parent");
        return meanwhile(
                draft,
                table,
                parent,
                "create table " + parent + " (like " + table.name() + " including generated);\nalter table "
                        + table.name() + " inherit " + parent,
                "alter table " + table.name() + " no inherit " + parent + ";\ndrop table " + parent,
                new Outcome.InFull(
                        "a child of inheritance for a while", table.name(), "inherit|parent|child|partition"));
    }

    /**
     * PostgreSQL 13.23 forgets foreign keys of partitioned tables that lead to what it detaches, and 18.6 detaches no
     * table whose own foreign key leads to a partitioned one: 'cannot drop constraint'.
     */
    private static List<SchemaEvent> attach(Draft draft, DraftTable table) {
        if (!Incidents.isPlain(table)
                || Incidents.hasIdentity(table)
                || draft.isReferredTo(table)
                || table.foreignKeys().stream()
                        .anyMatch(foreign -> foreign.parent().partitioning().isPresent())) {
            return List.of();
        }
        TableName root = draft.newName("root");
        return meanwhile(
                draft,
                table,
                root,
                "create table " + root + " (like " + table.name() + " including generated) partition by list ("
                        + table.key().get(0) + ");\nalter table " + root + " attach partition " + table.name()
                        + " default",
                "alter table " + root + " detach partition " + table.name() + ";\ndrop table " + root,
                new Outcome.InFull("a partition for a while", table.name(), "inherit|parent|child|partition"));
    }

    private static List<SchemaEvent> meanwhile(
            Draft draft, DraftTable table, TableName through, String before, String after, Outcome outcome) {
        List<SchemaEvent> events = new ArrayList<>(draft.quiesce());
        events.add(new SchemaEvent.Sql(Who.SOURCE_OWNER, before));
        for (int i = draft.dice().between(1, 4); i > 0; i--) {
            events.add(new SchemaEvent.Write(
                    0, Writing.through(draft.dice(), table, through).single()));
        }
        events.add(new SchemaEvent.Sql(Who.SOURCE_OWNER, after));
        events.add(new SchemaEvent.Noticed(outcome));
        return events;
    }

    private static List<SchemaEvent> trigger(Draft draft, DraftTable table) {
        TableName other = draft.newName("side");
        return List.of(
                new SchemaEvent.Sql(
                        Who.SOURCE_OWNER,
                        "create table " + other + " (id integer);\ncreate function " + other
                                + "() returns trigger language plpgsql as $f$ begin "
                                + Incidents.change(draft, table)
                                + "; return null; end $f$;\ncreate trigger t after insert on " + other
                                + " for each row execute function " + other + "()"),
                new SchemaEvent.Write(0, "insert into " + other + " values (1)"),
                new SchemaEvent.Noticed(new Right("another table's trigger writes")));
    }

    private static List<SchemaEvent> rule(Draft draft, DraftTable table) {
        TableName other = draft.newName("ruled");
        return List.of(
                new SchemaEvent.Sql(
                        Who.SOURCE_OWNER,
                        "create table " + other + " (id integer);\ncreate rule r as on insert to " + other + " do also "
                                + Incidents.change(draft, table)),
                new SchemaEvent.Write(0, "insert into " + other + " values (1)"),
                new SchemaEvent.Noticed(new Right("a rule writes")));
    }

    /** Copies the rows to a file of the server, deletes them, and copies them back. */
    private static List<SchemaEvent> copy(Draft draft, DraftTable table) {
        if (!Incidents.isAlone(draft, table)) {
            return List.of();
        }
        String columns = Incidents.writable(table);
        Literal out = new Literal("copy (select " + columns + " from " + table.name() + ") to ");
        Literal in = new Literal("copy " + table.name() + " (" + columns + ") from ");
        String file = "quote_literal(current_setting('data_directory') || '/rowferry-' || current_database())";
        return Incidents.acts(
                draft,
                Who.SOURCE_SUPERUSER,
                List.of("do $copy$ begin execute " + out + " || " + file + "; delete from " + table.name()
                        + "; execute " + in + " || " + file + "; end $copy$"),
                new Right("COPY"));
    }

    private static List<SchemaEvent> merge(Draft draft, DraftTable table) {
        if (draft.servers().sourceMajor() < 15) {
            return List.of();
        }
        return Stream.<SchemaEvent>of(
                        new SchemaEvent.Write(
                                0, Writing.throughTheRoot(draft.dice(), table).merge()),
                        new SchemaEvent.Write(
                                1, Writing.anywhere(draft.dice(), table).merge()),
                        new SchemaEvent.Noticed(new Right("MERGE")))
                .toList();
    }
}
