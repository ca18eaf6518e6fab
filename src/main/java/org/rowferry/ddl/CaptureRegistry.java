package org.rowferry.ddl;

import java.util.List;
import java.util.Optional;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.TableName;

/** What a source has of Rowferry's capture, table by table. */
public final class CaptureRegistry {
    private final Session session;
    private final Identifier schema;

    /** Reads from a session on the source; {@code schema} is Rowferry's own there, and may be missing. */
    public CaptureRegistry(Session session, Identifier schema) {
        this.session = session;
        this.schema = schema;
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
    public List<Captured> all() {
        boolean tracked = session.one(
                "select to_regclass(?) is not null as tracked", row -> row.flag("tracked"), schema + ".capture");
        return tracked
                ? session.query(
                        """
                        select c.schema_name, c.table_name, n.nspname as schema_now, t.relname as table_now,
                            to_regclass(format('%I.%I', c.schema_name, c.table_name)) is not null as again
                        from capture c
                        left join pg_class t on t.oid = c.table_oid left join pg_namespace n on n.oid = t.relnamespace
                        order by 1, 2""".replace("from capture", "from " + schema + ".capture"),
                        row -> new Captured(
                                TableName.of(row.text("schema_name"), row.text("table_name")),
                                row.optionalText("table_now").map(name -> TableName.of(row.text("schema_now"), name)),
                                row.flag("again")))
                : List.of();
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
