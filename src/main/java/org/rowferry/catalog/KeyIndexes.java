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
                select i.indrelid::bigint as table, i.indexrelid::bigint as index, i.indisprimary, a.attname, e.operator,
                    (with recursive below (type, depth) as (
                        select a.atttypid, 0
                        union all
                        select t.typbasetype, b.depth + 1 from below b join pg_type t on t.oid = b.type and t.typtype = 'd')
                    select case when b.depth > 0 then format_type(b.type, -1) end from below b
                    order by b.depth desc limit 1) as below_domain
                from pg_index i
                cross join lateral unnest(i.indkey::int2[], i.indclass::oid[]) with ordinality as part (attnum, opclass, place)
                join pg_attribute a on a.attrelid = i.indrelid and a.attnum = part.attnum
                -- A query of its own: the planner would try all orders of nine tables, which takes longer than the rest.
                cross join lateral (
                    select (
                        select case n.nspname when 'pg_catalog' then o.oprname
                            else format('operator(%I.%s)', n.nspname, o.oprname) end
                        from pg_opclass given
                        join pg_opclass oc on oc.opcmethod = 403 and oc.opcintype = given.opcintype -- btree
                            and (oc.oid = given.oid or given.opcmethod <> 403 and oc.opcdefault)
                        join pg_amop am on am.amopfamily = oc.opcfamily and am.amopstrategy = 3
                            and am.amoplefttype = oc.opcintype and am.amoprighttype = oc.opcintype
                        join pg_operator o on o.oid = am.amopopr join pg_namespace n on n.oid = o.oprnamespace
                        where given.oid = part.opclass) as operator
                    offset 0) as e
                where i.indrelid = any (?::oid[]) and part.place <= i.indnkeyatts and
                """ + KeySql.CAN_BE_KEY + " order by " + KeySql.PREFERENCE + ", part.place",
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
