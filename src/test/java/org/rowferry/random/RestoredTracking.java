package org.rowferry.random;

import java.util.ArrayList;
import java.util.List;
import org.rowferry.random.Outcome.Caught;
import org.rowferry.random.Outcome.Refused;
import org.rowferry.random.SchemaEvent.Who;

/** Rowferry's own schema as it was some rounds ago, laid over what it is. */
final class RestoredTracking {
    static final List<Incident> ALL = List.of(
            new Incident("the source's tracking is restored", (draft, table) -> onSource(draft)),
            new Incident("target: the tracking is restored", (draft, table) -> onTarget(draft)));

    /** What a backup would hold of Rowferry's schema. */
    static final String BACKUP = """
            do $backup$
            declare
                kept text;
            begin
                drop schema if exists yesterday cascade;
                create schema yesterday;
                for kept in select tablename from pg_tables where schemaname = 'rowferry' loop
                    execute format('create table yesterday.%1$I as table rowferry.%1$I', kept);
                end loop;
            end $backup$""";

    /** Rows alone: tables that came since are left as they are. */
    private static final String RESTORE = """
            do $restore$
            declare
                kept text;
            begin
                for kept in select y.tablename from pg_tables y join pg_tables r on r.tablename = y.tablename
                            where y.schemaname = 'yesterday' and r.schemaname = 'rowferry' loop
                    execute format('alter table rowferry.%1$I disable trigger user; delete from rowferry.%1$I; insert into rowferry.%1$I overriding system value table yesterday.%1$I;
                        alter table rowferry.%1$I enable trigger user',
                        kept);
                    if exists (select from pg_trigger where tgrelid = to_regclass(format('rowferry.%I', kept))
                            and tgname = 'rowferry_guard') then
                        execute format('alter table rowferry.%I enable always trigger rowferry_guard', kept);
                    end if;
                end loop;
            end $restore$""";

    private RestoredTracking() {}

    private static List<SchemaEvent> onSource(Draft draft) {
        if (!draft.hasBackup()) {
            return List.of();
        }
        List<SchemaEvent> events = new ArrayList<>(draft.quiesce());
        events.add(new SchemaEvent.Sql(Who.SOURCE_SUPERUSER, RESTORE));
        events.add(new SchemaEvent.Noticed(new Caught("the source's tracking is restored")));
        events.add(new SchemaEvent.Noticed(
                new Refused("the source's tracking is restored", OperatorCommands.Host.SOURCE, ".", List.of())));
        return events;
    }

    private static List<SchemaEvent> onTarget(Draft draft) {
        if (!draft.hasBackup()) {
            return List.of();
        }
        draft.sendSomething();
        return List.of(
                new SchemaEvent.Sql(Who.TARGET_SUPERUSER, RESTORE),
                new SchemaEvent.Noticed(
                        new Refused("target: the tracking is restored", OperatorCommands.Host.TARGET, ".", List.of())));
    }
}
