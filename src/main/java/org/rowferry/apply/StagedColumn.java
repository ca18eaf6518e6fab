package org.rowferry.apply;

import java.util.LinkedHashMap;
import java.util.Map;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;

/**
 * A column of a temporary table in which values of a table's column wait that are read with no owner's rights. So reading a
 * value must run no code of an owner, and yet refuse what COPY into the table would refuse.
 *
 * @param waiting its type there as SQL, with its collation: the column's own; of a domain the type below it, with its length,
 *     which is all that COPY asks for before the domain's constraints; text where a domain may hide within, since an
 *     owner may give a composite type an attribute of a domain at any time
 * @param type the column's own type, as SQL
 * @param collation what stands behind that type, as SQL
 * @param converted the two types differ
 * @param cast the type's owner has made a cast from text, which is no reading of a value
 */
record StagedColumn(Identifier name, String waiting, String type, String collation, boolean converted, boolean cast) {
    /** Stands for a column that the target leaves out. */
    static StagedColumn leftOut(Identifier name) {
        return new StagedColumn(name, "text", "text", "", false, false);
    }

    /** Returns the same under another name. */
    StagedColumn named(Identifier other) {
        return new StagedColumn(other, waiting, type, collation, converted, cast);
    }

    /** Returns the column as it is defined where values wait. */
    String whereItWaits() {
        return name + " " + waiting;
    }

    /** Returns the column as it is in the table, but for its constraints. */
    String asInTheTable() {
        return name + " " + type + collation;
    }

    /** Returns a value of the column's own type out of one that waits. */
    String value(String alias) {
        String value = alias + "." + name;
        return converted ? "cast(" + value + (cast ? "::character varying" : "") + " as " + type + ")" : value;
    }

    /** Reads the columns of a table, by name. */
    static Map<Identifier, StagedColumn> of(Session session, long oid) {
        Map<Identifier, StagedColumn> columns = new LinkedHashMap<>();
        session.query("""
                with recursive own as (
                    select a.attnum, a.attname, a.atttypid, a.atttypmod, a.attcollation
                    from pg_attribute a where a.attrelid = ?::oid and a.attnum > 0 and not a.attisdropped),
                below_domain (attnum, type, typmod, depth) as (
                    select attnum, atttypid, atttypmod, 0 from own
                    union all
                    select b.attnum, t.typbasetype, t.typtypmod, b.depth + 1
                    from below_domain b join pg_type t on t.oid = b.type and t.typtype = 'd'),
                base as (
                    select distinct on (attnum) attnum, type, typmod from below_domain order by attnum, depth desc),
                below (attnum, type) as (
                    select attnum, type from base
                    union
                    select b.attnum, part.type from below b join pg_type t on t.oid = b.type
                    cross join lateral (
                        select t.typelem
                        union all select t.typbasetype
                        union all select r.rngsubtype from pg_range r
                            where t.oid in (r.rngtypid, (to_jsonb(r) ->> 'rngmultitypid')::oid)) as part (type)
                    where part.type <> 0),
                hiding as (
                    select b.attnum from below b join pg_type t on t.oid = b.type where t.typtype in ('d', 'c'))
                select o.attname, format_type(o.atttypid, o.atttypmod) as type, format_type(b.type, b.typmod) as base,
                    o.attnum in (select attnum from hiding) as hiding, b.type <> o.atttypid as domain,
                    case when l.oid is null then '' else format(' collate %I.%I', n.nspname, l.collname) end as collation,
                    exists (
                        select from pg_cast s where s.castsource = 'text'::regtype and s.casttarget = b.type) as cast
                from own o join base b using (attnum)
                left join (pg_collation l join pg_namespace n on n.oid = l.collnamespace)
                    on l.oid = o.attcollation and o.attcollation <> 0
                order by o.attnum""", row -> columns.put(new Identifier(row.text("attname")), column(row)), oid);
        return columns;
    }

    private static StagedColumn column(Row row) {
        boolean hiding = row.flag("hiding");
        return new StagedColumn(
                new Identifier(row.text("attname")),
                hiding ? "text" : row.text("base") + row.text("collation"),
                row.text("type"),
                row.text("collation"),
                hiding || row.flag("domain"),
                hiding && row.flag("cast"));
    }
}
