package org.rowferry.apply;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.rowferry.postgres.Session;
import org.rowferry.schema.TableName;

/**
 * How a table of the target is stored.
 *
 * @param oid the table's
 * @param files those of the table and of all that inherit from it, each as {@code oid:relfilenode}
 * @param unlogged a crash of the server empties one of them
 */
record Stored(long oid, Set<String> files, boolean unlogged) {
    Stored {
        files = Set.copyOf(files);
    }

    /** Reads it of all these tables at once; those that do not exist are left out. Waits for no lock. */
    static Map<TableName, Stored> read(Session session, Collection<TableName> tables) {
        Map<TableName, Stored> stored = new HashMap<>();
        session.query(
                """
                with recursive tree (schema_name, table_name, top, oid) as (
                    select n.nspname, c.relname, c.oid, c.oid
                    from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.oid in (select to_regclass(name) from unnest(?::text[]) as name)
                    union
                    select t.schema_name, t.table_name, t.top, i.inhrelid
                    from tree t join pg_inherits i on i.inhparent = t.oid)
                select t.schema_name, t.table_name, t.top::bigint as top,
                    array_agg(format('%s:%s', c.oid, c.relfilenode)) as files,
                    bool_or(c.relpersistence = 'u') as unlogged
                from tree t join pg_class c on c.oid = t.oid
                group by t.schema_name, t.table_name, t.top""",
                row -> stored.put(
                        TableName.of(row.text("schema_name"), row.text("table_name")),
                        new Stored(row.number("top"), Set.copyOf(row.texts("files")), row.flag("unlogged"))),
                (Object) tables.stream().map(TableName::toString).toArray(String[]::new));
        return stored;
    }

    /** Returns the files that were not there when an imprint was taken. */
    Set<String> since(Imprint imprint) {
        Set<String> more = new HashSet<>(files);
        more.removeAll(imprint.files());
        return more;
    }
}
