package org.rowferry.ddl;

import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
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

    /** Returns the indexes of a table that are wanted by their oid, without the one that its key makes. */
    List<TargetIndex> of(Arriving table, LongPredicate wanted) {
        Relation base = table.base();
        long made = madeByTheKey(base, table.table().key());
        return session
                .query(
                        """
                        select i.indexrelid::bigint as oid, c.relname, i.indisvalid,
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
                        where i.indrelid = ?::oid order by c.relname""",
                        row -> new Found(
                                row.number("oid"),
                                new Identifier(row.text("relname")),
                                row.flag("indisvalid"),
                                row.texts("columns").stream()
                                        .map(Identifier::new)
                                        .toList(),
                                row.optionalText("constraint"),
                                row.flag("is_unique"),
                                row.text("definition")),
                        base.oid())
                .stream()
                .filter(index -> index.oid() != made && wanted.test(index.oid()) && travels(index, table))
                .map(index -> new TargetIndex(base.name(), index.name(), index.statement(base)))
                .toList();
    }

    private long madeByTheKey(Relation base, Key key) {
        return session.one(
                """
                select coalesce((
                    select i.indexrelid from pg_index i
                    where i.indrelid = ?::oid and i.indisunique and i.indisvalid and i.indpred is null
                        and i.indexprs is null and array(
                            select a.attname::text
                            from unnest(i.indkey::int2[]) with ordinality as k (attnum, place)
                            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
                            where k.place <= i.indnkeyatts order by k.place) = ?::text[]
                    order by i.indisprimary desc, i.indexrelid limit 1), 0)::bigint as oid""",
                row -> row.number("oid"),
                base.oid(),
                key.columns().stream().map(Identifier::name).toArray(String[]::new));
    }

    private boolean travels(Found index, Arriving table) {
        String what = "the index " + index.name() + " of " + table.base().name();
        Optional<String> whyNot = table.whyNot(index.columns());
        Optional<String> missing = types.gatherNeeds("pg_class", index.oid());
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
