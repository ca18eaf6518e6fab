package org.rowferry.random;

import java.util.ArrayList;
import java.util.List;
import org.rowferry.random.NamedType.Sort;
import org.rowferry.random.Outcome.Right;
import org.rowferry.random.SchemaEvent.Who;
import org.rowferry.schema.TableName;

/** Objects that somebody else makes in either database, and that Rowferry meets in its own work. */
final class Strangers {
    static final List<Incident> ALL = List.of(
            new Incident("a publication of all tables while rows are purged", (draft, table) -> publication(draft)),
            new Incident(
                    "an event trigger changes settings",
                    (draft, table) -> eventTrigger(draft, "", Who.SOURCE_SUPERUSER)),
            new Incident(
                    "target: an event trigger changes settings",
                    (draft, table) -> eventTrigger(draft, "target: ", Who.TARGET_SUPERUSER)),
            new Incident("a cast to text lies", (draft, table) -> cast(draft, table, "", Who.SOURCE_OWNER)),
            new Incident(
                    "target: a cast to text lies", (draft, table) -> cast(draft, table, "target: ", Who.TARGET_OWNER)));

    /**
     * Has each DDL change how the rest of its transaction reads and writes values; the history's end takes it away. Another
     * DateStyle would end the connection: the JDBC driver demands ISO.
     */
    private static final String EVENT_TRIGGER = """
            create or replace function ext.change_settings() returns event_trigger language plpgsql as $f$
            begin
                perform set_config('intervalstyle', 'sql_standard', true),
                    set_config('timezone', 'Asia/Kolkata', true), set_config('bytea_output', 'escape', true),
                    set_config('extra_float_digits', '-15', true), set_config('search_path', 'nowhere', true);
            end $f$;
            drop event trigger if exists change_settings;
            create event trigger change_settings on ddl_command_end execute function ext.change_settings()""";

    /** Leaves neither event triggers nor publications behind. */
    static final String FORGET =
            "drop event trigger if exists change_settings; drop publication if exists everything; ";

    private Strangers() {}

    /** A table without a replica identity then refuses to have rows deleted, as a shadow table would by itself. */
    private static List<SchemaEvent> publication(Draft draft) {
        List<SchemaEvent> events = new ArrayList<>(draft.quiesce());
        events.add(new SchemaEvent.Sql(
                Who.SOURCE_SUPERUSER,
                "create publication everything for all tables;\n"
                        + "update rowferry.export_bundle set exported_at = exported_at - interval '40 days'"));
        events.add(new SchemaEvent.Export(List.of("--allow-empty"), false));
        events.add(new SchemaEvent.Sql(Who.SOURCE_SUPERUSER, "drop publication everything"));
        events.add(new SchemaEvent.Noticed(new Right("a publication of all tables while rows are purged")));
        return events;
    }

    private static List<SchemaEvent> eventTrigger(Draft draft, String where, Who superuser) {
        draft.sendSomething();
        return List.of(
                new SchemaEvent.Sql(superuser, EVENT_TRIGGER),
                new SchemaEvent.Noticed(new Right(where + "an event trigger changes settings")));
    }

    /** Whoever compares values as text compares what the cast says, and the type's output says something else. */
    private static List<SchemaEvent> cast(Draft draft, DraftTable table, String where, Who owner) {
        return Incidents.someType(draft, table, type -> type.sort() == Sort.ENUM || type.sort() == Sort.COMPOSITE)
                .map(type -> {
                    TableName lie = draft.newTypeName();
                    draft.sendSomething();
                    return List.<SchemaEvent>of(
                            new SchemaEvent.Sql(
                                    owner,
                                    "drop cast if exists (" + type.name() + " as text);\ncreate function " + lie + "("
                                            + type.name()
                                            + ") returns text immutable language sql as $$ select 'the same' $$;\n"
                                            + "create cast (" + type.name() + " as text) with function " + lie + "("
                                            + type.name() + ") as assignment"),
                            new SchemaEvent.Noticed(new Right(where + "a cast to text lies")));
                })
                .orElse(List.of());
    }
}
