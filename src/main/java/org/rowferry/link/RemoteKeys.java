package org.rowferry.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TableName;

/** Reads the keys of a source's tables from its catalog, over foreign tables that nobody else ever sees. */
public final class RemoteKeys {
    /** The tables of the source's catalog to read, with the types of their columns on this side. */
    private static final Map<String, String> CATALOG = Map.of(
            "pg_namespace", "oid oid, nspname name",
            "pg_class", "oid oid, relname name, relnamespace oid",
            "pg_index",
                    "indrelid oid, indisunique bool, indisprimary bool, indimmediate bool, indisvalid bool, indnkeyatts int2,"
                            + " indkey text, indpred text",
            "pg_attribute", "attrelid oid, attname name, attnum int2, attnotnull bool",
            "pg_constraint", "conrelid oid, contype text, convalidated bool, conkey int2[]");

    private final Session session;
    private final Link link;

    /** Reads from a session on the target, whose role may create in the link's schema and has a user mapping. */
    public RemoteKeys(Session session, Link link) {
        this.session = session;
        this.link = link;
    }

    /**
     * Returns the columns of a table's primary key, or else of a unique index on columns that are not null, by the names
     * that they have in the foreign table; nothing where the source's table has no such index.
     */
    public Optional<Key> find(LinkTable table) {
        return session.undone(() -> {
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
                select a.attname
                from (
                    select i.indrelid, string_to_array(i.indkey, ' ')::int2[] as columns, i.indnkeyatts
                    from %s n join %s c on c.relnamespace = n.oid join %s i on i.indrelid = c.oid
                    where n.nspname = %s and c.relname = %s and i.indisunique and i.indimmediate and i.indisvalid
                        and i.indpred is null
                        and not exists (
                            select from unnest(string_to_array(i.indkey, ' ')::int2[]) with ordinality as k (number, place)
                            where k.place <= i.indnkeyatts and not exists (
                                select from %s a
                                where a.attrelid = i.indrelid and a.attnum = k.number and a.attnotnull and not exists (
                                    select from %s v where v.conrelid = a.attrelid and v.contype = 'n'
                                        and not v.convalidated and v.conkey = array[a.attnum])))
                    order by i.indisprimary desc, i.indnkeyatts, i.indkey limit 1) as found
                cross join unnest(found.columns) with ordinality as k (number, place)
                join %s a on a.attrelid = found.indrelid and a.attnum = k.number
                where k.place <= found.indnkeyatts order by k.place""",
                        local("pg_namespace"),
                        local("pg_class"),
                        local("pg_index"),
                        new Literal(remote.schema().name()),
                        new Literal(remote.name().name()),
                        local("pg_attribute"),
                        local("pg_constraint"),
                        local("pg_attribute")),
                row -> columns.add(table.local(row.text("attname"))));
        return columns.isEmpty() ? Optional.empty() : Optional.of(new Key(columns));
    }

    private String local(String catalog) {
        return new TableName(link.schema(), new Identifier("rowferry " + catalog)).toString();
    }
}
