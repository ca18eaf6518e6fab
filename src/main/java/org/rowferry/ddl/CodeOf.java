package org.rowferry.ddl;

import java.util.Locale;

/**
 * The question which code an expression runs, put to the catalog that it stands in: asked of the source before a
 * constraint is taken over, and by the script of the target once it is made there, since a source may lie about it.
 */
final class CodeOf {
    /** Kinds of expressions that run no code but the functions and operators that they name. */
    private static final String HARMLESS = "ARRAY,ARRAYCOERCEEXPR,ARRAYEXPR,BOOLEANTEST,BOOLEXPR,CASE,"
            + "CASEEXPR,CASETESTEXPR,CASEWHEN,COALESCE,COALESCEEXPR,COERCETODOMAINVALUE,COERCEVIAIO,COLLATE,COLLATEEXPR,"
            + "CONST,DISTINCTEXPR,FIELDSELECT,FUNCEXPR,MINMAX,MINMAXEXPR,NAMEDARGEXPR,NULLIFEXPR,NULLTEST,OPEXPR,"
            + "RELABELTYPE,ROW,ROWEXPR,SCALARARRAYOPEXPR,SUBSCRIPTINGREF,VAR,WHEN";

    /** Objects with a smaller number came with the server. */
    private static final int FIRST_OF_USERS = 16384;

    private CodeOf() {}

    /**
     * Returns the query of one row and column, null where all code is immutable and the server's own.
     *
     * @param tree the SQL expression of the stored expression's text, such as {@code c.conbin::text}
     */
    static String query(String tree) {
        String harmless = "string_to_array('" + HARMLESS + "', ',')";
        return String.format(Locale.ROOT, """
                select string_agg(distinct u.code, ', ' order by u.code)
                from (select %1$s as tree) as e
                cross join lateral (
                    select 'the function ' || p.oid::regprocedure as code
                    from (
                        select m[1]::oid as oid from regexp_matches(e.tree, ':(?:funcid|opfuncid) (\\d+)', 'g') as m
                        union
                        select o.oprcode from regexp_matches(e.tree, ':opno (\\d+)', 'g') as m join pg_operator as o on o.oid = m[1]::oid
                    ) as f
                    join pg_proc as p on p.oid = f.oid
                    where p.provolatile <> 'i' or p.pronamespace <> 'pg_catalog'::regnamespace or p.oid >= %2$d
                    union all
                    select 'the operator ' || o.oid::regoperator
                    from regexp_matches(e.tree, ':opno (\\d+)', 'g') as m
                    join pg_operator as o on o.oid = m[1]::oid
                    where o.oprnamespace <> 'pg_catalog'::regnamespace or o.oid >= %2$d
                    union all
                    select 'an expression of the kind ' || lower(m[1])
                    from regexp_matches(e.tree, '[{]([A-Z_]+)', 'g') as m
                    where m[1] <> all (%3$s)
                    union all
                    -- A cast by way of text runs the input and output functions of its types.
                    select 'a cast of the type ' || t.oid::regtype
                    from regexp_matches(e.tree, ':(?:typeId|consttype|vartype|[a-z_]*resulttype) (\\d+)', 'g') as m
                    join pg_type as t on t.oid = m[1]::oid
                    join pg_proc as i on i.oid in (t.typinput, t.typoutput)
                    where e.tree like '%%{COERCEVIAIO%%' and i.provolatile <> 'i'
                ) as u""", tree, FIRST_OF_USERS, harmless);
    }
}
