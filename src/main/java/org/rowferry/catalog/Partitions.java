package org.rowferry.catalog;

/** The walk from tables down to their partitions, as SQL. */
final class Partitions {
    /**
     * Begins a query with {@code family (top, member)}: each table of an array of oids, its only parameter, with itself and
     * with its partitions at any depth. Tables that inherit in another way have rows of their own, and are left out.
     */
    static final String FAMILY = """
            with recursive family (top, member) as (
                select t, t from unnest(?::oid[]) as t
                union all
                select f.top, i.inhrelid from family f
                join pg_inherits i on i.inhparent = f.member
                join pg_class c on c.oid = i.inhrelid and c.relispartition
            )
            """;

    private Partitions() {}
}
