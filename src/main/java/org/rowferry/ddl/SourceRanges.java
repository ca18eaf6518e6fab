package org.rowferry.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.schema.TableName;

/** Reads the range types that somebody made on a source. */
final class SourceRanges {
    private final Session session;

    SourceRanges(Session session) {
        this.session = session;
    }

    /** An object that a range type is made with. */
    record RangePart(String catalog, long oid) {}

    /**
     * The definition of a range type, as far as a script can create it.
     *
     * @param handmade why no script can make it, in words
     * @param leftOut what the target's type does not get, in words
     */
    record Found(
            long subtype,
            String subtypeText,
            long collation,
            List<String> options,
            Optional<TableName> multirange,
            List<RangePart> needs,
            Optional<String> handmade,
            Optional<String> leftOut) {
        Prerequisite type(TableName name) {
            return handmade.<Prerequisite>map(reason -> new Prerequisite.HandmadeType(name, reason))
                    .orElseGet(() -> new Prerequisite.RangeType(name, subtypeText, options, multirange));
        }
    }

    /** Reads a range type; an operator class or a function of its own must come with the server or an extension. */
    Found find(long oid) {
        return session.one("""
                select r.rngsubtype::bigint as subtype, format_type(r.rngsubtype, null) as subtype_text,
                    r.rngcollation::bigint as used_collation, st.typcollation = r.rngcollation as own_collation,
                    o.oid::bigint as opclass, o.opcdefault, format('%I.%I', n_o.nspname, o.opcname) as opclass_name,
                    n_o.nspname = 'pg_catalog' or e_o.objid is not null as opclass_travels,
                    r.rngcanonical <> 0 as canonical,
                    r.rngsubdiff::oid::bigint as diff, case when f.oid is not null then format('%I.%I', n_f.nspname, f.proname) end as diff_name,
                    n_f.nspname = 'pg_catalog' or e_f.objid is not null as diff_travels,
                    n_m.nspname as multi_schema, m.typname as multi_name
                from pg_range r
                join pg_type st on st.oid = r.rngsubtype
                join pg_opclass o on o.oid = r.rngsubopc join pg_namespace n_o on n_o.oid = o.opcnamespace
                left join pg_depend e_o on e_o.classid = 'pg_opclass'::regclass and e_o.objid = o.oid and e_o.deptype = 'e'
                left join pg_proc f on f.oid = r.rngsubdiff left join pg_namespace n_f on n_f.oid = f.pronamespace
                left join pg_depend e_f on e_f.classid = 'pg_proc'::regclass and e_f.objid = f.oid and e_f.deptype = 'e'
                left join pg_type m on m.oid = (to_jsonb(r) ->> 'rngmultitypid')::oid
                left join pg_namespace n_m on n_m.oid = m.typnamespace
                where r.rngtypid = ?::oid""", this::found, oid);
    }

    private Found found(Row row) {
        List<String> options = new ArrayList<>(List.of("subtype = " + SourceText.type(row.text("subtype_text"))));
        List<RangePart> needs = new ArrayList<>();
        if (!row.flag("opcdefault")) {
            options.add("subtype_opclass = " + SourceText.type(row.text("opclass_name")));
        }
        needs.add(new RangePart("pg_opclass", row.number("opclass")));
        if (row.number("used_collation") > 0 && !row.flag("own_collation")) {
            new SourceCollations(session)
                    .nameOf(row.number("used_collation"))
                    .ifPresent(name -> options.add("collation = " + name));
        }
        boolean differs = row.number("diff") > 0;
        if (differs && row.flag("diff_travels")) {
            options.add("subtype_diff = " + SourceText.type(row.text("diff_name")));
            needs.add(new RangePart("pg_proc", row.number("diff")));
        }
        return new Found(
                row.number("subtype"),
                row.text("subtype_text"),
                row.number("used_collation"),
                options,
                row.optionalText("multi_schema").map(schema -> TableName.of(schema, row.text("multi_name"))),
                needs,
                handmade(row),
                Optional.of("the function " + row.optionalText("diff_name").orElse(""))
                        .filter(what -> differs && !row.flag("diff_travels")));
    }

    private static Optional<String> handmade(Row row) {
        if (row.flag("canonical")) {
            return Optional.of("a range type with a canonical function");
        }
        return row.flag("opclass_travels")
                ? Optional.empty()
                : Optional.of("a range type with the operator class " + row.text("opclass_name"));
    }
}
