package org.rowferry.ddl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import org.rowferry.catalog.KeySql;
import org.rowferry.catalog.Relation;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;

/** Reads the indexes of a source's tables; what a target cannot have is left out by name. */
final class SourceIndexes {
    private final Session session;
    private final SourceTypes types;
    private final List<String> leftOut;

    SourceIndexes(Session session, SourceTypes types, List<String> leftOut) {
        this.session = session;
        this.types = types;
        this.leftOut = leftOut;
    }

    /** Returns the indexes of tables that are wanted by their oid, without those that their keys make. */
    List<TargetIndex> of(List<Arriving> tables, LongPredicate wanted) {
        Map<Long, Arriving> byOid = new HashMap<>();
        tables.forEach(table -> byOid.put(table.base().oid(), table));
        Map<Long, List<Found>> found = read(byOid);
        Map<Long, List<SourceObjects.Need>> needs = new SourceObjects(session)
                .needs(
                        "pg_class",
                        found.values().stream()
                                .flatMap(List::stream)
                                .map(Found::oid)
                                .filter(wanted::test)
                                .toList());
        return tables.stream()
                .flatMap(table -> found.getOrDefault(table.base().oid(), List.of()).stream()
                        .filter(index -> wanted.test(index.oid())
                                && travels(index, table, needs.getOrDefault(index.oid(), List.of())))
                        .map(index ->
                                new TargetIndex(table.base().name(), index.name(), index.statement(table.base()))))
                .toList();
    }

    private Map<Long, List<Found>> read(Map<Long, Arriving> tables) {
        Map<Long, List<Found>> found = new HashMap<>();
        Map<Long, Key> keys = new HashMap<>();
        tables.forEach((oid, table) -> keys.put(oid, table.table().key()));
        Set<Long> made = madeByTheKeys(keys);
        session.query(
                """
                        select i.indrelid::bigint as table, i.indexrelid::bigint as oid, c.relname, i.indisvalid,
                            case when k.contype = 'u' and k.condeferrable then pg_get_constraintdef(k.oid) end as constraint,
                            i.indisunique and not i.indisexclusion as is_unique,
                            substr(pg_get_indexdef(i.indexrelid), length(format(
                                'CREATE %sINDEX %I ON %s%I.%I ',
                                case when i.indisunique then 'UNIQUE ' else '' end,
                                c.relname,
                                case when c.relkind = 'I' then 'ONLY ' else '' end,
                                n.nspname,
                                t.relname)) + 1) as definition,
                            array(
                                select a.attname::text from pg_attribute a
                                where a.attrelid = i.indrelid and a.attnum > 0 and (
                                    a.attnum = any (i.indkey::int2[]) or exists (
                                        select from pg_depend d
                                        where d.classid = 'pg_class'::regclass and d.objid = i.indexrelid
                                            and d.refclassid = 'pg_class'::regclass and d.refobjid = i.indrelid
                                            and d.refobjsubid = a.attnum))
                                order by a.attnum) as columns
                        from pg_index i join pg_class c on c.oid = i.indexrelid
                        join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
                        left join pg_constraint k on k.conindid = i.indexrelid and k.conrelid = i.indrelid
                            and k.contype in ('p', 'u', 'x')
                        where i.indrelid = any (?::oid[]) and i.indexrelid not in (select unnest(?::oid[])) order by c.relname""",
                row -> found.computeIfAbsent(row.number("table"), table -> new ArrayList<>())
                        .add(new Found(
                                row.number("oid"),
                                new Identifier(row.text("relname")),
                                row.flag("indisvalid"),
                                row.texts("columns").stream()
                                        .map(Identifier::new)
                                        .toList(),
                                row.optionalText("constraint"),
                                row.flag("is_unique"),
                                row.text("definition"))),
                keys.keySet().toArray(Long[]::new),
                made.toArray(Long[]::new));
        return found;
    }

    /** Returns the index that each key makes by itself on a target: the first that is on just its columns, in their order. */
    private Set<Long> madeByTheKeys(Map<Long, Key> keys) {
        Map<Long, List<Identifier>> first = new HashMap<>();
        Set<Long> made = new HashSet<>();
        session.query(
                """
                select i.indrelid::bigint as table, i.indexrelid::bigint as oid, array(
                    select a.attname::text
                    from unnest(i.indkey::int2[]) with ordinality as k (attnum, place)
                    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
                    where k.place <= i.indnkeyatts order by k.place) as columns
                from pg_index i
                where i.indrelid = any (?::oid[]) and
                """ + KeySql.UNIQUE_OVER_ALL_ROWS + " order by " + KeySql.PREFERENCE,
                row -> {
                    List<Identifier> columns =
                            row.texts("columns").stream().map(Identifier::new).toList();
                    long table = row.number("table");
                    return Objects.requireNonNull(keys.get(table)).columns().equals(columns)
                            && first.putIfAbsent(table, columns) == null
                            && made.add(row.number("oid"));
                },
                (Object) keys.keySet().toArray(Long[]::new));
        return made;
    }

    private boolean travels(Found index, Arriving table, List<SourceObjects.Need> needs) {
        String what = "the index " + index.name() + " of " + table.base().name();
        Optional<String> whyNot = table.whyNot(index.columns());
        Optional<String> missing = types.gatherNeeds(needs);
        if (!index.valid()) {
            leftOut.add(what + ", which is not valid on the source");
        } else if (!index.isOneClause()) {
            leftOut.add(what + ", whose definition on the source is more than that of an index");
        } else if (whyNot.isPresent()) {
            leftOut.add(what + ", " + whyNot.get());
        } else if (missing.isPresent()) {
            leftOut.add(what + ", which needs " + missing.get());
        } else {
            return true;
        }
        return false;
    }

    /** An index as the source has it; the definition is what follows the table's name. */
    private record Found(
            long oid,
            Identifier name,
            boolean valid,
            List<Identifier> columns,
            Optional<String> constraint,
            boolean unique,
            String definition) {
        boolean isOneClause() {
            return constraint.map(SourceText::isKeyConstraint).orElseGet(() -> SourceText.isIndex(definition));
        }

        /** A unique constraint that may be deferred stays one: values may change places until its transaction ends. */
        String statement(Relation base) {
            return constraint
                    .map(text -> "alter table " + base.name() + " add constraint " + name + " " + text)
                    .orElseGet(() -> "create " + (unique ? "unique " : "") + "index " + name + " on " + base.name()
                            + " " + definition);
        }
    }
}
