package org.rowferry.proof;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.rowferry.postgres.Session;

/** About how many rows tables have, which decides on the number of their buckets. */
public final class EstimatedRows {
    private EstimatedRows() {}

    /** Returns them by the tables' oids, partitions included; those of a table that was never analyzed by its size. */
    public static Map<Long, Long> of(Session session, Collection<Long> oids) {
        Map<Long, Long> rows = new HashMap<>();
        session.query("""
                select w.oid::bigint as oid, coalesce(sum(case when c.reltuples > 0 then c.reltuples
                    else coalesce(pg_relation_size(c.oid), 0) / 100 end), 0)::bigint as rows
                from unnest(?::oid[]) as w (oid)
                cross join lateral (select w.oid union select relid from pg_partition_tree(w.oid)) as member (oid)
                join pg_class c on c.oid = member.oid and c.relkind in ('r', 'm', 'f')
                group by w.oid""", row -> rows.put(row.number("oid"), row.number("rows")), (Object) oids.toArray(Long[]::new));
        return rows;
    }
}
