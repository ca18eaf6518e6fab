package org.rowferry.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;

/** Reads the unique indexes of tables that can be their keys: they are valid, of all rows, and of columns that hold no null. */
final class KeyIndexes {
    private KeyIndexes() {}

    /** Returns the keys of each table, its primary key first. */
    static Map<Long, List<KeyIndex>> of(Session session, Long[] oids) {
        Map<Long, List<KeyColumn>> byIndex = new LinkedHashMap<>();
        for (KeyColumn column : columns(session, oids)) {
            byIndex.computeIfAbsent(column.index(), index -> new ArrayList<>()).add(column);
        }
        Map<Long, List<KeyIndex>> keys = new HashMap<>();
        byIndex.values().stream()
                .filter(columns ->
                        columns.stream().allMatch(column -> column.operator().isPresent()))
                .forEach(columns -> keys.computeIfAbsent(columns.get(0).table(), table -> new ArrayList<>())
                        .add(key(columns)));
        return keys;
    }

    private static KeyIndex key(List<KeyColumn> columns) {
        return new KeyIndex(
                new Key(columns.stream().map(KeyColumn::name).toList()),
                columns.stream().flatMap(column -> column.operator().stream()).toList(),
                columns.stream().map(KeyColumn::belowDomain).toList(),
                columns.get(0).primary());
    }

    /**
     * Strategy 3 of a btree operator family is equality (PostgreSQL's documentation, 'Index Method Strategies'). A key
     * WITHOUT OVERLAPS has a GiST index, and rows whose ranges do not overlap are not equal either.
     */
    private static List<KeyColumn> columns(Session session, Long[] oids) {
        return session.query(
                """
                with part as materialized (
                    select i.indrelid, i.indexrelid, i.indisprimary, a.attname, a.atttypid, p.opclass, p.place
                    from pg_index i
                    cross join lateral unnest(i.indkey::int2[], i.indclass::oid[]) with ordinality as p (attnum, opclass, place)
                    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = p.attnum
                    where i.indrelid = any (?::oid[]) and p.place <= i.indnkeyatts and
                """ + KeySql.CAN_BE_KEY + """
                ),
                -- Looked up once for each class and type, however many columns have them. Not joined into one query: the planner
                -- would try all orders of nine tables, which takes longer than the rest.
                equality as materialized (
                    select c.opclass, (
                        select case n.nspname when 'pg_catalog' then o.oprname
                            else format('operator(%I.%s)', n.nspname, o.oprname) end
                        from pg_opclass given
                        join pg_opclass oc on oc.opcmethod = 403 and oc.opcintype = given.opcintype -- btree
                            and (oc.oid = given.oid or given.opcmethod <> 403 and oc.opcdefault)
                        join pg_amop am on am.amopfamily = oc.opcfamily and am.amopstrategy = 3
                            and am.amoplefttype = oc.opcintype and am.amoprighttype = oc.opcintype
                        join pg_operator o on o.oid = am.amopopr join pg_namespace n on n.oid = o.oprnamespace
                        where given.oid = c.opclass) as operator
                    from (select distinct opclass from part) as c),
                type as materialized (
                    select a.atttypid, (
                        with recursive below (type, depth) as (
                            select a.atttypid, 0
                            union all
                            select t.typbasetype, b.depth + 1 from below b join pg_type t on t.oid = b.type and t.typtype = 'd')
                        select case when b.depth > 0 then format_type(b.type, -1) end from below b
                        order by b.depth desc limit 1) as below_domain
                    from (select distinct atttypid from part) as a)
                select i.indrelid::bigint as table, i.indexrelid::bigint as index, i.indisprimary, i.attname, e.operator,
                    t.below_domain
                from part i join equality e on e.opclass = i.opclass join type t on t.atttypid = i.atttypid
                order by""" + " " + KeySql.PREFERENCE + ", i.place",
                row -> new KeyColumn(
                        row.number("table"),
                        row.number("index"),
                        row.flag("indisprimary"),
                        new Identifier(row.text("attname")),
                        row.optionalText("operator"),
                        row.optionalText("below_domain")),
                (Object) oids);
    }

    /** One column of one unique index. */
    private record KeyColumn(
            long table,
            long index,
            boolean primary,
            Identifier name,
            Optional<String> operator,
            Optional<String> belowDomain) {}
}
