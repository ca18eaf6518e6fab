package org.rowferry.postgres;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.postgresql.util.ServerErrorMessage;
import org.rowferry.schema.TableName;

/**
 * The type, constraint or partition that does not take a row, by the names that statements about it have to use. An error
 * says which it is; the names are the catalog's, and there is no statement where the catalog does not have it.
 */
final class Obstacle {
    /** The constraint where it can be dropped: a partition's goes with that of the table above it; else an index of that name. */
    private static final String DROPPED = """
            with recursive above (oid, name, kind, depth) as (
                select c.conrelid, c.conname, 'c', 0
                from pg_constraint c
                where c.conrelid = to_regclass(?) and c.conname = ?
                union all
                select p.conrelid, p.conname, 'c', a.depth + 1
                from above a
                join pg_inherits i on i.inhrelid = a.oid
                join pg_constraint c on c.conrelid = a.oid and c.conname = a.name
                join pg_constraint p on p.conrelid = i.inhparent
                    and (p.oid = c.conparentid or (c.coninhcount > 0 and p.contype = c.contype and p.conname = c.conname))
            ), index (oid, depth) as (
                select i.indexrelid, 0
                from pg_index i join pg_class x on x.oid = i.indexrelid
                where i.indrelid = to_regclass(?) and x.relname = ?
                union all
                select h.inhparent, n.depth + 1 from index n join pg_inherits h on h.inhrelid = n.oid
            )
            select q.statement from (
                select 0 as place, a.depth, format('alter table %s drop constraint %I;', a.oid::regclass, a.name) as statement
                from above a
                union all
                select 1, n.depth, format('drop index %s;', n.oid::regclass) from index n
            ) as q order by q.place, q.depth desc limit 1""";

    private static final String LABEL = """
            select t.oid::regtype::text
            from pg_type t cross join (select ?::text as words) as said
            where t.typtype = 'e' and strpos(said.words, t.oid::regtype::text) > 0
            order by strpos(said.words, t.oid::regtype::text), length(t.oid::regtype::text) desc limit 1""";

    private static final String OF_DOMAIN = """
            select format('alter domain %s drop constraint %I;', t.oid::regtype, c.conname)
            from pg_type t join pg_constraint c on c.contypid = t.oid
            where t.oid = to_regtype(?) and c.conname = ?""";

    private static final String NOT_NULL = """
            select format('table %s alter column %I', coalesce(pg_partition_root(a.attrelid), a.attrelid)::regclass, a.attname)
            from pg_attribute a
            where a.attrelid = to_regclass(?) and a.attname = ?""";

    private final Optional<ServerErrorMessage> server;
    private final Inquiry inquiry;

    Obstacle(Optional<ServerErrorMessage> server, Inquiry inquiry) {
        this.server = server;
        this.inquiry = inquiry;
    }

    /** A label that an enum lacks. */
    record Label(String type, String label) {}

    /** Returns the label and the enum that the server's words quote, in that order and in any language's quotes. */
    Optional<Label> label() {
        Optional<String> words =
                server.filter(message -> "enum_in".equals(message.getRoutine())).map(ServerErrorMessage::getMessage);
        return words.flatMap(text -> inquiry.texts(LABEL, text).stream()
                .findFirst()
                .flatMap(type -> quoted(text.substring(text.indexOf(type) + type.length()))
                        .map(label -> new Label(type, label))));
    }

    private static Optional<String> quoted(String text) {
        String trimmed = text.replaceFirst("(?s)^.*?[\"»«„“]", "");
        int end = trimmed.length() - 1;
        while (end >= 0 && "\"»«“”".indexOf(trimmed.charAt(end)) < 0) {
            end--;
        }
        return end < 0 ? Optional.empty() : Optional.of(trimmed.substring(0, end));
    }

    /** Returns the statement that takes the constraint, or the index that is none, away. */
    Optional<String> dropped() {
        String name = server.map(ServerErrorMessage::getConstraint).orElse("");
        Optional<TableName> domain = domain();
        if (domain.isPresent()) {
            return first(OF_DOMAIN, domain.get().toString(), name);
        }
        String table = said();
        return first(DROPPED, table, name, table, name);
    }

    /** Returns what takes no null, as {@code alter} names it: a domain, or a column of the topmost table that has it so. */
    Optional<String> ofNulls() {
        Optional<TableName> domain = domain();
        return domain.isPresent()
                ? first(
                        "select 'domain ' || oid::regtype from pg_type where oid = to_regtype(?) and typtype = 'd'",
                        domain.get().toString())
                : first(
                        NOT_NULL,
                        said(),
                        server.map(ServerErrorMessage::getColumn).orElse(""));
    }

    /** Returns a name for a default partition; a table that is partitioned by hash can have none. */
    Optional<String> rest() {
        boolean canHave = first(
                        "select 'yes' from pg_partitioned_table where partrelid = to_regclass(?) and partstrat <> 'h'",
                        said())
                .isPresent();
        return server.flatMap(SqlErrors::table)
                .filter(table -> canHave)
                .map(Obstacle::ofRest)
                .map(TableName::toString);
    }

    private static TableName ofRest(TableName table) {
        String name = table.name().name() + "_default";
        boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= 63;
        return TableName.of(table.schema().name(), fits ? name : "default_" + Integer.toHexString(name.hashCode()));
    }

    /** Returns the table as the catalog names it. */
    Optional<String> table() {
        return first("select to_regclass(?)::text", said());
    }

    private String said() {
        return server.flatMap(SqlErrors::table).map(TableName::toString).orElse("");
    }

    private Optional<String> first(String sql, Object... values) {
        return inquiry.texts(sql, values).stream().findFirst();
    }

    /** The server names the type where the constraint is a domain's. */
    private Optional<TableName> domain() {
        return server.filter(message -> message.getDatatype() != null)
                .map(message ->
                        TableName.of(String.valueOf(message.getSchema()), String.valueOf(message.getDatatype())));
    }
}
