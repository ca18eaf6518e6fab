package org.rowferry.ddl;

import static java.util.Comparator.comparing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.TableName;

/** The captured tables of a source. */
public final class CaptureRegistry {
    private final Session session;
    private final Identifier schema;
    private final Supplier<List<CaptureRows.CaptureRow>> rows;

    /** Reads from a session on the source; {@code schema} is Rowferry's own there, and may be missing. */
    private CaptureRegistry(Session session, Identifier schema, Supplier<List<CaptureRows.CaptureRow>> rows) {
        this.session = session;
        this.schema = schema;
        this.rows = rows;
    }

    /** Returns the registry to a role that scripts are run as. */
    public static CaptureRegistry ofOwner(Session session, Identifier schema) {
        return new CaptureRegistry(session, schema, new CaptureRows(session, schema)::ofOwner);
    }

    /** Returns the registry to a role that was given the right to read it. */
    public static CaptureRegistry ofJob(Session session, Identifier schema) {
        return new CaptureRegistry(session, schema, new CaptureRows(session, schema)::ofJob);
    }

    /**
     * A captured table.
     *
     * @param registered the name that it had when it was captured
     * @param now the name that it has; empty once it was dropped
     * @param again whether a table, this one or another, bears the name that it had
     */
    public record Captured(TableName registered, Optional<TableName> now, boolean again) {
        boolean isCalled(TableName name) {
            return now.orElse(registered).equals(name);
        }
    }

    /** Returns all captured tables, in the order of their names. */
    List<Captured> all() {
        Map<Long, TableName> now = new HashMap<>();
        List<CaptureRows.CaptureRow> registered = rows.get();
        session.query(
                """
                select t.oid::bigint as oid, n.nspname as schema_now, t.relname as table_now
                from pg_class t join pg_namespace n on n.oid = t.relnamespace
                where t.oid = any (?::text[]::oid[])""",
                row -> now.put(row.number("oid"), TableName.of(row.text("schema_now"), row.text("table_now"))),
                (Object) registered.stream()
                        .map(row -> Long.toString(row.table()))
                        .toArray(String[]::new));
        Set<String> there = there(registered);
        return registered.stream()
                .map(row -> new Captured(
                        row.registered(),
                        Optional.ofNullable(now.get(row.table())),
                        there.contains(row.registered().toString())))
                .sorted(comparing(Captured::registered))
                .toList();
    }

    /** Returns the names that tables bear now. */
    private Set<String> there(List<CaptureRows.CaptureRow> registered) {
        return new HashSet<>(session.query(
                "select name from unnest(?::text[]) as name where to_regclass(name) is not null",
                row -> row.text("name"),
                (Object) registered.stream()
                        .map(row -> row.registered().toString())
                        .toArray(String[]::new)));
    }

    /** Returns the names of all captured tables: those that they have now, and those that they had. */
    public Set<TableName> names() {
        Set<TableName> names = new HashSet<>();
        all().forEach(captured -> {
            names.add(captured.registered());
            captured.now().ifPresent(names::add);
        });
        return names;
    }

    /** Returns the captured tables that were dropped: their shadow tables stay until capture is taken off. */
    public List<Captured> dropped() {
        return all().stream().filter(captured -> captured.now().isEmpty()).toList();
    }

    /** Returns whether there is anything of a table that {@code generate reset} takes off. */
    public boolean hasAnyOf(TableName table) {
        return all().stream().anyMatch(captured -> captured.isCalled(table))
                || session.one(
                        """
                        select to_regclass(?) is not null or exists (
                            select from pg_trigger where tgrelid = to_regclass(?) and tgname like 'rowferry\\_%') as found""",
                        row -> row.flag("found"),
                        ShadowName.of(table).in(schema).toString(),
                        table.toString());
    }
}
