package org.rowferry.ddl;

import java.util.List;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Reads from a source's catalog how a type is defined. */
final class TypeDefinitions {
    private final Session session;

    TypeDefinitions(Session session) {
        this.session = session;
    }

    /** Returns the row of a type, which must be there. */
    TypeRow type(long oid) {
        return session.one("""
                select n.nspname, t.typname, t.typtype::text as kind, t.typrelid::bigint as relation,
                    t.typbasetype::bigint as base, t.typnotnull,
                    case t.typtype when 'd' then format_type(t.typbasetype, t.typtypmod) end as base_type,
                    case when t.typcollation <> coalesce(b.typcollation, 0) then t.typcollation else 0 end::bigint
                        as used_collation,
                    coalesce(el.oid, 0)::bigint as element,
                    n.nspname in ('pg_catalog', 'information_schema') as packaged
                from pg_type t join pg_namespace n on n.oid = t.typnamespace
                left join pg_type b on b.oid = t.typbasetype
                left join pg_type el on el.oid = t.typelem and el.typarray = t.oid
                where t.oid = ?::oid""", TypeRow::new, oid);
    }

    /** Returns the labels of an enum, in their order. */
    List<String> labels(long oid) {
        return session.query(
                "select enumlabel from pg_enum where enumtypid = ?::oid order by enumsortorder",
                row -> row.text("enumlabel"),
                oid);
    }

    /** Returns the attributes of a composite type, in their order. */
    List<Part> parts(long relation) {
        return session.query(
                """
                select a.attname, a.atttypid::bigint as type, format_type(a.atttypid, a.atttypmod) as type_text,
                    case when a.attcollation <> t.typcollation then a.attcollation else 0 end::bigint as used_collation
                from pg_attribute a join pg_type t on t.oid = a.atttypid
                where a.attrelid = ?::oid and a.attnum > 0 and not a.attisdropped order by a.attnum""",
                row -> new Part(
                        new Identifier(row.text("attname")),
                        row.number("type"),
                        SourceText.type(row.text("type_text")),
                        row.number("used_collation")),
                relation);
    }

    /** Returns the range type that a multirange is of. */
    long rangeOf(long multirange) {
        return session.one(
                "select rngtypid::bigint as range from pg_range where rngmultitypid = ?::oid",
                row -> row.number("range"),
                multirange);
    }

    /** A row of pg_type; what does not apply to it is 0 or empty. */
    record TypeRow(
            TableName name,
            String kind,
            long relation,
            long base,
            String baseType,
            boolean notNull,
            long collation,
            long element,
            boolean packaged) {
        TypeRow(Row row) {
            this(
                    TableName.of(row.text("nspname"), row.text("typname")),
                    row.text("kind"),
                    row.number("relation"),
                    row.number("base"),
                    row.optionalText("base_type").map(SourceText::type).orElse(""),
                    row.flag("typnotnull"),
                    row.number("used_collation"),
                    row.number("element"),
                    row.flag("packaged"));
        }
    }

    /** An attribute of a composite type. */
    record Part(Identifier name, long type, String typeText, long collation) {}
}
