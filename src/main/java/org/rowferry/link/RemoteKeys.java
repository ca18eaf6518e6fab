package org.rowferry.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rowferry.catalog.KeySql;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TableName;

/** Reads the keys of a source's tables from its catalog, over foreign tables that nobody else ever sees. */
final class RemoteKeys {
    /** The tables of the source's catalog to read, with the types of their columns on this side. */
    private static final Map<String, String> CATALOG = Map.of(
            "pg_namespace", "oid oid, nspname name",
            "pg_class", "oid oid, relname name, relnamespace oid, relkind \"char\"",
            "pg_inherits", "inhparent oid",
            "pg_index",
                    "indrelid oid, indexrelid oid, indisunique bool, indisprimary bool, indisvalid bool, indnkeyatts int2,"
                            + " indkey text, indpred text, indexprs text",
            "pg_attribute", "attrelid oid, attname name, attnum int2, attnotnull bool",
            "pg_constraint", "conrelid oid, contype text, convalidated bool, conkey int2[]");

    private final Session session;
    private final Link link;

    /** Reads from a session on the target, whose role may create in the link's schema and has a user mapping. */
    RemoteKeys(Session session, Link link) {
        this.session = session;
        this.link = link;
    }

    /**
     * Returns the columns of a table's primary key, or else of a unique index on columns that are not null, by the names
     * that they have in the foreign table; nothing where the source's table has no such index, or where rows of tables that
     * inherit from it are read with its own, which the index does not cover.
     */
    Optional<Key> find(LinkTable table) {
        return session.rolledBack(() -> {
            CATALOG.forEach((name, columns) -> session.execute("create foreign table " + local(name) + " (" + columns
                    + ") server " + link.server() + " options (schema_name 'pg_catalog', table_name "
                    + new Literal(name)
                    + ")"));
            return read(table);
        });
    }

    private Optional<Key> read(LinkTable table) {
        List<Identifier> columns = new ArrayList<>();
        TableName remote = table.remote();
        session.query(
                String.format(
                        Locale.ROOT,
                        """
                -- The names of the server's catalog come to stand for the source's, so that KeySql reads that.
                with base as materialized (
                    select c.oid from %s n join %s c on c.relnamespace = n.oid
                    where n.nspname = %s and c.relname = %s
                        and (c.relkind = 'p' or not exists (select from %s h where h.inhparent = c.oid))),
                pg_attribute as materialized (select * from %s where attrelid = (select oid from base)),
                pg_constraint as materialized (select * from %s where conrelid = (select oid from base)),
                pg_index as materialized (
                    select indrelid, indexrelid, indisunique, indisprimary, indisvalid, indnkeyatts,
                        string_to_array(indkey, ' ')::int2[] as indkey, indpred, indexprs
                    from %s where indrelid = (select oid from base)),
                found as (
                    select i.indrelid, i.indkey, i.indnkeyatts from pg_index i where %s
                    order by %s limit 1)
                select a.attname
                from found cross join unnest(found.indkey) with ordinality as k (attnum, place)
                join pg_attribute a on a.attrelid = found.indrelid and a.attnum = k.attnum
                where k.place <= found.indnkeyatts order by k.place""",
                        local("pg_namespace"),
                        local("pg_class"),
                        new Literal(remote.schema().name()),
                        new Literal(remote.name().name()),
                        local("pg_inherits"),
                        local("pg_attribute"),
                        local("pg_constraint"),
                        local("pg_index"),
                        KeySql.CAN_BE_KEY,
                        KeySql.PREFERENCE),
                row -> columns.add(table.local(row.text("attname"))));
        return columns.isEmpty() ? Optional.empty() : Optional.of(new Key(columns));
    }

    private String local(String catalog) {
        return new TableName(link.schema(), new Identifier("rowferry " + catalog)).toString();
    }
}
