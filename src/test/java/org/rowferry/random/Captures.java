package org.rowferry.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rowferry.random.Outcome.InFull;
import org.rowferry.random.Outcome.Refused;
import org.rowferry.random.Outcome.Right;
import org.rowferry.random.SchemaEvent.Who;
import org.rowferry.schema.Literal;

/** What becomes of the triggers, the function and the shadow table of a table's capture, and of the functions it ships by. */
final class Captures {
    static final List<Incident> ALL = List.of(
            new Incident("triggers off and on", (draft, table) -> offAndOn(draft, table, "disable trigger ")),
            new Incident(
                    "triggers replica and back", (draft, table) -> offAndOn(draft, table, "enable replica trigger ")),
            new Incident("a trigger stays off", Captures::off),
            new Incident("a trigger is dropped", Captures::drop),
            new Incident("the trigger function is dropped", Captures::dropFunction),
            new Incident("the shadow table is dropped", Captures::dropShadow),
            new Incident("the shadow table is emptied", (draft, table) -> empty(draft, table, "truncate rowferry.%I")),
            new Incident("shadow rows are deleted", (draft, table) -> empty(draft, table, "delete from rowferry.%I")),
            new Incident("captured keys are written over", Captures::overwrite),
            new Incident("the owner tidies the shadow table up", Captures::tidyUp),
            new Incident("the shadow table is renamed and back", Captures::renameShadow),
            new Incident("the trigger function is replaced and put back", Captures::replaceRecorder),
            new Incident("the guard's function is replaced and put back", Captures::replaceGuard),
            new Incident("a rule on the shadow table comes and goes", Captures::rule),
            new Incident("a function of the selection is replaced", Captures::replace));

    private Captures() {}

    private static List<SchemaEvent> offAndOn(Draft draft, DraftTable table, String how) {
        Literal alter = new Literal("alter table " + table.name() + " ");
        String off = String.format(
                Locale.ROOT,
                """
                do $off$
                declare
                    t record;
                    states cursor for select tgname, case tgenabled when 'A' then 'enable always' when 'R' then 'enable replica'
                        else 'enable' end as state from pg_trigger
                        where tgrelid = %s::regclass and tgname like 'rowferry\\_%%' and not tgisinternal;
                    again text[] := '{}';
                    one text;
                begin
                    for t in states loop
                        again := again || format('%%s trigger %%I', t.state, t.tgname);
                    end loop;
                    for t in states loop
                        execute %s || %s || quote_ident(t.tgname);
                    end loop;
                    execute %s;
                    foreach one in array again loop
                        execute %s || one;
                    end loop;
                end $off$""",
                new Literal(table.name().toString()),
                alter,
                new Literal(how),
                new Literal(Incidents.change(draft, table)),
                alter);
        String name = how.startsWith("disable") ? "triggers off and on" : "triggers replica and back";
        return Incidents.acts(
                draft, Who.SOURCE_OWNER, List.of(off), new InFull(name, table.name(), "interrupted|anew"));
    }

    private static String some(Draft draft) {
        return draft.dice().any("rowferry_insert", "rowferry_update", "rowferry_delete", "rowferry_truncate");
    }

    private static List<SchemaEvent> off(Draft draft, DraftTable table) {
        return Incidents.acts(
                draft,
                Who.SOURCE_OWNER,
                List.of(
                        "alter table " + table.name() + " " + draft.dice().any("disable", "enable replica")
                                + " trigger " + draft.dice().any("rowferry_insert", "rowferry_delete"),
                        Incidents.change(draft, table)),
                broken("a trigger stays off"));
    }

    private static Outcome broken(String incident) {
        return new Refused(
                incident, OperatorCommands.Host.SOURCE, "does not hold|not captured|permission denied", List.of());
    }

    private static List<SchemaEvent> drop(Draft draft, DraftTable table) {
        return Incidents.acts(
                draft,
                Who.SOURCE_OWNER,
                List.of("drop trigger " + some(draft) + " on " + table.name(), Incidents.change(draft, table)),
                broken("a trigger is dropped"));
    }

    /** Returns statements on the shadow table, whose name the registry knows. */
    private static String onShadow(DraftTable table, String statement) {
        return "do $shadow$ begin execute (select format(" + new Literal(statement)
                + ", shadow_name) from rowferry.capture where table_oid = "
                + new Literal(table.name().toString()) + "::regclass); end $shadow$";
    }

    private static List<SchemaEvent> dropFunction(Draft draft, DraftTable table) {
        return Incidents.acts(
                draft,
                Who.SOURCE_SUPERUSER,
                List.of(onShadow(table, "drop function rowferry.%I() cascade"), Incidents.change(draft, table)),
                broken("the trigger function is dropped"));
    }

    /** Another takes what is written meanwhile. */
    private static List<SchemaEvent> renameShadow(Draft draft, DraftTable table) {
        return Incidents.acts(
                draft,
                Who.SOURCE_SUPERUSER,
                List.of(
                        onShadow(table, "alter table rowferry.%I rename to \"put away\""),
                        onShadow(
                                table,
                                "create table rowferry.%1$I (like rowferry.\"put away\");"
                                        + " grant all on rowferry.%1$I to random_capture"),
                        Incidents.change(draft, table),
                        onShadow(table, "drop table rowferry.%I"),
                        onShadow(table, "alter table rowferry.\"put away\" rename to %I")),
                meanwhile("the shadow table is renamed and back", table));
    }

    private static Outcome meanwhile(String incident, DraftTable table) {
        return new InFull(incident, table.name(), "shadow|capture|missing|noted|interrupted|anew");
    }

    private static List<SchemaEvent> replaceRecorder(Draft draft, DraftTable table) {
        return Incidents.acts(
                draft,
                Who.SOURCE_SUPERUSER,
                replaced(table, "%I", List.of(Incidents.change(draft, table))),
                meanwhile("the trigger function is replaced and put back", table));
    }

    /** While the guard does nothing, captured rows go as any others do. */
    private static List<SchemaEvent> replaceGuard(Draft draft, DraftTable table) {
        List<SchemaEvent> events = new ArrayList<>(writes(draft, table));
        events.addAll(Incidents.acts(
                draft,
                Who.SOURCE_SUPERUSER,
                replaced(table, "guard_shadow", List.of(onShadow(table, "delete from rowferry.%I"))),
                meanwhile("the guard's function is replaced and put back", table)));
        return events;
    }

    /** Returns statements that have a function do nothing meanwhile, and make it again as it was. */
    private static List<String> replaced(DraftTable table, String function, List<String> meanwhile) {
        List<String> statements = new ArrayList<>();
        statements.add("create table rowferry.\"put away\" as select pg_get_functiondef(format('rowferry." + function
                + "()', shadow_name)::regprocedure) as definition from rowferry.capture where table_oid = "
                + new Literal(table.name().toString()) + "::regclass");
        statements.add(onShadow(
                table,
                "create or replace function rowferry." + function
                        + "() returns trigger language plpgsql as 'begin return null; end'"));
        statements.addAll(meanwhile);
        statements.add("do $back$ begin execute (select definition from rowferry.\"put away\"); end $back$;"
                + " drop table rowferry.\"put away\"");
        return statements;
    }

    /** A write meanwhile may be refused. */
    private static List<SchemaEvent> rule(Draft draft, DraftTable table) {
        return Incidents.acts(
                draft,
                Who.SOURCE_SUPERUSER,
                List.of(
                        onShadow(table, "create rule aside as on insert to rowferry.%I do instead nothing"),
                        "do $write$ begin " + Incidents.change(draft, table)
                                + "; exception when others then null; end $write$",
                        onShadow(table, "drop rule aside on rowferry.%I")),
                new Right("a rule on the shadow table comes and goes"));
    }

    private static List<SchemaEvent> dropShadow(Draft draft, DraftTable table) {
        return Incidents.acts(
                draft,
                Who.SOURCE_SUPERUSER,
                List.of(onShadow(table, "drop table rowferry.%I cascade")),
                broken("the shadow table is dropped"));
    }

    /** A superuser, or who restores a dump, gets past every trigger that forbids it. */
    private static List<SchemaEvent> empty(Draft draft, DraftTable table, String how) {
        String name = how.startsWith("truncate") ? "the shadow table is emptied" : "shadow rows are deleted";
        List<SchemaEvent> events = new ArrayList<>(writes(draft, table));
        events.addAll(Incidents.acts(
                draft,
                Who.SOURCE_SUPERUSER,
                List.of(
                        onShadow(table, "alter table rowferry.%I disable trigger user"),
                        onShadow(table, how),
                        onShadow(table, "alter table rowferry.%I enable always trigger rowferry_guard")),
                new InFull(name, table.name(), "shadow|missing|noted|interrupted|anew")));
        return events;
    }

    /** ALTER TABLE fires no trigger, and leaves as many rows as there were. */
    private static List<SchemaEvent> overwrite(Draft draft, DraftTable table) {
        String key = draft.dice().any(table.keys()).get(0);
        List<SchemaEvent> events = new ArrayList<>(writes(draft, table));
        events.addAll(Incidents.acts(
                draft,
                Who.SOURCE_SUPERUSER,
                List.of("do $over$ begin execute (select"
                        + " format('alter table %1$s alter k1 type %2$s %3$s using (%4$s)::%2$s',"
                        + " a.attrelid::regclass, format_type(a.atttypid, a.atttypmod),"
                        // Without a clause the column would get its type's own collation, which another check sees.
                        + " case when a.attcollation <> 0 then 'collate ' || a.attcollation::regcollation else '' end, "
                        + new Literal(key) + ") from rowferry.capture as c join pg_attribute as a on a.attrelid ="
                        + " format('rowferry.%I', c.shadow_name)::regclass and a.attname = 'k1' where c.table_oid = "
                        + new Literal(table.name().toString()) + "::regclass); end $over$"),
                meanwhile("captured keys are written over", table)));
        return events;
    }

    /** Without a guard, what was just written is what no target ever gets. */
    private static List<SchemaEvent> tidyUp(Draft draft, DraftTable table) {
        List<SchemaEvent> events = new ArrayList<>(writes(draft, table));
        events.addAll(Incidents.acts(
                draft,
                Who.SOURCE_OWNER,
                List.of("do $tidy$ begin begin execute (select format('"
                        + draft.dice().any("truncate", "delete from")
                        + " rowferry.%I', shadow_name) from rowferry.capture where table_oid = "
                        + new Literal(table.name().toString())
                        + "::regclass); exception when others then null; end; end $tidy$"),
                new Right("the owner tidies the shadow table up")));
        return events;
    }

    private static List<SchemaEvent> writes(Draft draft, DraftTable table) {
        List<SchemaEvent> writes = new ArrayList<>(draft.quiesce());
        for (int i = draft.dice().between(1, 5); i > 0; i--) {
            writes.add(new SchemaEvent.Write(
                    0, Writing.anywhere(draft.dice(), table).any()));
        }
        return writes;
    }

    private static List<SchemaEvent> replace(Draft draft, DraftTable table) {
        return table.shipping()
                .function()
                .map(function -> Incidents.acts(
                        draft,
                        Who.SOURCE_OWNER,
                        List.of(function.replaced(draft.dice())),
                        new InFull("a function of the selection is replaced", table.name(), "function|rows")))
                .orElse(List.of());
    }
}
