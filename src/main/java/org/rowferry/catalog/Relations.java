package org.rowferry.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Reads many relations by as many queries as one. */
final class Relations {
    private final Map<Long, List<FoundColumn>> columns;
    private final Map<Long, List<KeyIndex>> keys;

    private Relations(Session session, Long[] oids) {
        this.columns = columns(session, oids);
        this.keys = KeyIndexes.of(session, oids);
    }

    /** A column that is not dropped; {@code generated} as in pg_attribute. */
    private record FoundColumn(Column column, String generated) {
        boolean isStored() {
            return !generated.equals("v");
        }
    }

    /**
     * Returns the oids of tables by their names. A name in a schema that this role may not use is left out, as is one that
     * stands in no schema of pg_namespace: looking it up may fail, and would fail for all of them.
     */
    static Map<TableName, Long> oids(Session session, Collection<TableName> names) {
        List<TableName> wanted = List.copyOf(names);
        Map<TableName, Long> oids = new HashMap<>();
        session.query(
                """
                select w.place, to_regclass(w.name)::oid::bigint as oid
                from unnest(?::text[], ?::text[]) with ordinality as w (schema, name, place)
                join pg_namespace n on n.nspname = w.schema
                where has_schema_privilege(n.oid, 'usage')""",
                row -> row.number("oid") > 0
                        ? oids.put(wanted.get((int) row.number("place") - 1), row.number("oid"))
                        : null,
                wanted.stream().map(name -> name.schema().name()).toArray(String[]::new),
                wanted.stream().map(TableName::toString).toArray(String[]::new));
        return oids;
    }

    /** Returns the relations that have these oids. */
    static Map<Long, Relation> of(Session session, Collection<Long> oids) {
        if (oids.isEmpty()) {
            return Map.of();
        }
        Long[] wanted = oids.toArray(Long[]::new);
        Relations read = new Relations(session, wanted);
        return heads(session, oids).values().stream().collect(Collectors.toMap(RelationHead::oid, read::relation));
    }

    /** Returns the same without their columns and keys, by one query. */
    static Map<Long, RelationHead> heads(Session session, Collection<Long> oids) {
        if (oids.isEmpty()) {
            return Map.of();
        }
        return session.query("""
                        select c.oid::bigint as oid, n.nspname, c.relname, c.relkind, c.relpersistence = 't' as temporary,
                            c.relfilenode::bigint as file_node, c.relowner::bigint as owner,
                            c.relkind <> 'p' and not c.relispartition
                                and exists (select from pg_inherits i where c.oid in (i.inhrelid, i.inhparent)) as inherits,
                            rn.nspname as root_schema, r.relname as root_name,
                            row_security_active(c.oid) as row_security,
                            coalesce((
                                select o.option_value from pg_options_to_table(c.reloptions) o
                                where o.option_name = 'fillfactor')::integer, 100) as fillfactor,
                            coalesce(has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'update'), false)
                                as may_update,
                            not exists (
                                select from pg_index i
                                where i.indrelid = c.oid and (i.indisexclusion or i.indisunique and not i.indimmediate)
                            ) as immediate
                        from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        left join pg_class r on c.relispartition and r.oid = pg_partition_root(c.oid)
                        left join pg_namespace rn on rn.oid = r.relnamespace
                        where c.oid = any (?::oid[])""", Relations::head, (Object) oids.toArray(Long[]::new)).stream()
                .collect(Collectors.toMap(RelationHead::oid, head -> head));
    }

    private static RelationHead head(Row row) {
        return new RelationHead(
                row.number("oid"),
                TableName.of(row.text("nspname"), row.text("relname")),
                RelationKind.of(row.text("relkind")),
                new Relation.Traits(
                        row.flag("inherits"),
                        row.optionalText("root_schema").map(schema -> TableName.of(schema, row.text("root_name"))),
                        row.flag("temporary"),
                        row.flag("row_security"),
                        row.number("owner"),
                        new Relation.Updates(
                                (int) row.number("fillfactor"), row.flag("may_update"), row.flag("immediate"))),
                row.number("file_node"));
    }

    private Relation relation(RelationHead head) {
        List<FoundColumn> all = columns.getOrDefault(head.oid(), List.of());
        return new Relation(
                head.oid(),
                head.name(),
                head.kind(),
                all.stream()
                        .filter(column -> column.generated().isEmpty())
                        .map(FoundColumn::column)
                        .toList(),
                all.stream()
                        .filter(FoundColumn::isStored)
                        .map(FoundColumn::column)
                        .toList(),
                computed(all),
                keys.getOrDefault(head.oid(), List.of()),
                head.traits(),
                head.fileNode());
    }

    private static Set<Identifier> computed(List<FoundColumn> columns) {
        return columns.stream()
                .filter(column -> !column.generated().isEmpty())
                .map(column -> column.column().name())
                .collect(Collectors.toSet());
    }

    private static Map<Long, List<FoundColumn>> columns(Session session, Long[] oids) {
        Map<Long, List<FoundColumn>> found = new LinkedHashMap<>();
        session.query(
                """
                select a.attrelid::bigint as table, a.attname, format_type(a.atttypid, a.atttypmod) as type, a.attgenerated,
                    a.attnotnull and not exists (
                        -- Those below may lack what the table has, or be foreign.
                        with recursive below (member) as (
                            select a.attrelid
                            union
                            select h.inhrelid from below b join pg_inherits h on h.inhparent = b.member)
                        select from below b
                        -- By the index, however many the planner expects.
                        cross join lateral (
                            select d.relkind, c.attrelid, c.attnum, c.attnotnull
                            from pg_attribute c join pg_class d on d.oid = c.attrelid
                            where c.attrelid = b.member and c.attname = a.attname offset 0) as n
                        where n.relkind = 'f' or not (""" + KeySql.HOLDS_NO_NULL + """
                        )) as holds_no_null
                from pg_attribute a
                where a.attrelid = any (?::oid[]) and a.attnum > 0 and not a.attisdropped
                order by a.attrelid, a.attnum""",
                row -> found.computeIfAbsent(row.number("table"), table -> new ArrayList<>())
                        .add(new FoundColumn(
                                Column.of(row.text("attname"), row.text("type"), row.flag("holds_no_null")),
                                row.text("attgenerated"))),
                (Object) oids);
        return found;
    }
}
