package org.rowferry.catalog;

import java.util.Collection;
import java.util.List;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;

/**
 * Definitions that change the values of some columns without a trigger, each as a text that is only compared.
 *
 * @param columns their names, numbers and types; a column that was dropped and added again has another number
 * @param generated the expressions of those that are generated; no file shows another one of a virtual column
 * @param composites the composite types below them, with their attributes
 * @param labels the labels of the enum types below them, as {@code oid=label}; a label keeps its oid when it is renamed
 */
public record Definitions(List<String> columns, List<String> generated, List<String> composites, List<String> labels) {
    /**
     * The types that the columns of a table, and some further types, are made of: elements of arrays, what is below a
     * domain, what a range is of, a composite's attributes. A multirange is read as JSON: 13 does not know the column.
     */
    private static final String TYPES_BELOW = """
            with recursive below (type) as (
                (select atttypid from pg_attribute
                where attrelid = ?::oid and attnum > 0 and not attisdropped and attname = any (?)
                union select unnest(?::oid[]))
                union
                select part.type from below b join pg_type t on t.oid = b.type
                cross join lateral (
                    select t.typelem
                    union all select t.typbasetype
                    union all select r.rngsubtype from pg_range r
                        where t.oid in (r.rngtypid, (to_jsonb(r) ->> 'rngmultitypid')::oid)
                    union all select a.atttypid from pg_attribute a
                        where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped) as part (type)
                where part.type <> 0)
            """;

    public Definitions {
        columns = List.copyOf(columns);
        generated = List.copyOf(generated);
        composites = List.copyOf(composites);
        labels = List.copyOf(labels);
    }

    static Definitions of(Session session, long oid, Collection<Identifier> columns, Collection<Long> moreTypes) {
        String[] names = columns.stream().map(Identifier::name).toArray(String[]::new);
        String[] types = moreTypes.stream().map(String::valueOf).toArray(String[]::new);
        return new Definitions(
                session.query("""
                        select format('%s %I %s', attnum, attname, format_type(atttypid, atttypmod)) as definition
                        from pg_attribute
                        where attrelid = ?::oid and attnum > 0 and not attisdropped and attname = any (?)
                        order by attnum""", row -> row.text("definition"), oid, names),
                session.query("""
                        select format('%I as %s', a.attname, pg_get_expr(d.adbin, d.adrelid)) as definition
                        from pg_attribute a join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                        where a.attrelid = ?::oid and a.attgenerated <> '' and not a.attisdropped and a.attname = any (?)
                        order by a.attnum""", row -> row.text("definition"), oid, names),
                session.query(TYPES_BELOW + """
                        select format('%I.%I (%s)', n.nspname, t.typname,
                                string_agg(format('%s %I %s', a.attnum, a.attname, format_type(a.atttypid, a.atttypmod)),
                                    ', ' order by a.attnum)) as definition
                        from below b
                        join pg_type t on t.oid = b.type join pg_namespace n on n.oid = t.typnamespace
                        join pg_attribute a on a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
                        group by t.oid, n.nspname, t.typname order by n.nspname, t.typname""", row -> row.text("definition"), oid, names, types),
                session.query(
                        TYPES_BELOW
                                + " select e.oid || '=' || e.enumlabel as label from below b join pg_enum e on e.enumtypid = b.type order by e.oid",
                        row -> row.text("label"),
                        oid,
                        names,
                        types));
    }
}
