package org.rowferry.postgres;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postgresql.util.ServerErrorMessage;
import org.rowferry.connection.Endpoint;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;

/**
 * The grants that a job's role lacks: no more than the kit's scripts give. The server is asked what the role may not do to
 * what the statement names, since its words depend on lc_messages, and name an object without its schema.
 */
final class MissingRight {
    /** Places in the server's code that refuse a role for row security; no grant helps there. */
    private static final Set<String> ROW_SECURITY = Set.of("check_enable_rls", "ExecWithCheckOptions");

    private static final String END_OF_NAME = "($|[^\\w$\"])";

    /** A table called layout may be anybody's: ours says its version, and stands beside tracking. */
    private static final String IS_OURS = """
            exists (
                select
                from pg_class l
                join pg_attribute v on v.attrelid = l.oid and v.attname = 'version'
                join pg_class t on t.relnamespace = l.relnamespace
                join pg_attribute n on n.attrelid = t.oid and n.attname = 'incarnation'
                where l.relnamespace = <namespace> and l.relname = 'layout'
                    and t.relname in ('export_bundle', 'import_bundle')
            )""";

    private static final String GRANTS = """
            select g.lacking from (select ?::text as sql, ?::boolean as reads) as said cross join lateral (
                select 1 as place, format('temporary on database %I', current_database()) as lacking
                where said.sql ~* '\\mtemp(orary)?\\M|pg_temp' and not has_database_privilege(current_database(), 'temporary')
                union all
                select 2, format('usage on schema %I', n.nspname)
                from pg_namespace n
                where <schema> and not has_schema_privilege(n.oid, 'usage')
                union all
                select 3, string_agg(r.lacking, ', ') || ' on ' || c.oid::regclass
                from pg_class c
                cross join lateral (
                    select r.lacking
                    from unnest(case
                        when not <ours> then case when said.reads or c.relkind = 'f' then '{select}'::text[]
                            else '{select,insert,update,delete}' end
                        when c.relname = 'capture' then '{select,update (purged_to)}'
                        when c.relname in ('layout', 'incarnation', 'capture_witness', 'link_reader') or c.relkind = 'v'
                            then '{select}'
                        when c.relname = 'run_lock' then '{select,insert,update}'
                        when c.relname in ('purge_clock', 'run_history') then '{select,insert,delete}'
                        when c.relname in (
                            'export_target', 'export_bundle', 'export_tracking',
                            'import_bundle', 'import_digest', 'import_tracking', 'link_tracking'
                        ) then '{select,insert,update,delete}'
                        else '{select,delete}'
                    end) as r (lacking)
                    where case r.lacking
                        when 'update (purged_to)' then not has_column_privilege(c.oid, 'purged_to', 'update')
                        else not has_table_privilege(c.oid, r.lacking) end
                ) as r
                where c.relkind in ('r', 'p', 'v', 'm', 'f') and <relation>
                group by c.oid
                union all
                select 4, format('execute on routine %s', p.oid::regprocedure)
                from pg_proc p
                where <routine> and not has_function_privilege(p.oid, 'execute')
            ) as g order by g.place, g.lacking""".replace("<ours>", isOurs("c.relnamespace"))
            .replace("<schema>", isNamed("quote_ident(n.nspname)", "\\."))
            .replace("<relation>", isNamed("c.oid::regclass::text", END_OF_NAME))
            .replace("<routine>", isNamed("p.oid::regproc::text", "\\("));

    /** A function of ours needs rights that the statement that calls it does not name. */
    private static final String BODIES = """
            select p.prosrc
            from pg_proc p
            cross join (select ?::text as sql) as said
            where <ours> and <routine>""".replace("<ours>", isOurs("p.pronamespace"))
            .replace("<routine>", isNamed("p.oid::regproc::text", "\\("));

    /** A script's owner lacks no more than the right to make things. */
    private static final String MAKING = """
            select g.lacking from (select ?::text as sql) as said cross join lateral (
                select 1 as place, format('create on database %I', current_database()) as lacking
                where said.sql ~* 'create schema' and not has_database_privilege(current_database(), 'create')
                union all
                select 2, quote_ident(r.rolname)
                from pg_roles r
                where <owner> and not pg_has_role(r.oid, 'member')
                union all
                select 3, format('usage, create on schema %I', n.nspname)
                from pg_namespace n
                where <schema> and n.nspname !~ '^(pg_|information_schema$)'
                    and not (has_schema_privilege(n.oid, 'usage') and has_schema_privilege(n.oid, 'create'))
            ) as g order by g.place, g.lacking""".replace(
                    "<owner>", isNamed("'owner to ' || quote_ident(r.rolname)", END_OF_NAME))
            .replace("<schema>", isNamed("quote_ident(n.nspname)", "\\."));

    /** Where the statement's values named what it is about, the server's words do; the longest name is taken for it. */
    private static final String SCHEMA_IN_WORDS = """
            select format('usage on schema %I', n.nspname)
            from pg_namespace n
            where strpos(?, n.nspname) > 0 and not has_schema_privilege(n.oid, 'usage')
            order by length(n.nspname) desc limit 1""";

    private static final String HIDDEN =
            "select c.oid::regclass::text from pg_class c cross join (select ?::text as sql) as said"
                    + " where c.relkind in ('r', 'p') and row_security_active(c.oid) and "
                    + isNamed("c.oid::regclass::text", END_OF_NAME) + " order by 1";

    private final Endpoint endpoint;
    private final Family side;
    private final Inquiry inquiry;

    MissingRight(Endpoint endpoint, Family side, Inquiry inquiry) {
        this.endpoint = endpoint;
        this.side = side;
        this.inquiry = inquiry;
    }

    private static String isOurs(String namespace) {
        return IS_OURS.replace("<namespace>", namespace);
    }

    /** Asks whether the statement holds a name, and not as a part of a longer one; few names are worth a regular expression. */
    private static String isNamed(String name, String end) {
        return """
                (strpos(lower(said.sql), lower((<name>))) > 0
                    and said.sql ~* ('(^|[^\\w$".])' || regexp_replace((<name>), '(\\W)', '\\\\\\1', 'g') || '<end>'))""".replace("<name>", name).replace("<end>", end);
    }

    /** Returns whether a refusal is one of row security's. */
    static boolean isOfRowSecurity(ServerErrorMessage message) {
        return ROW_SECURITY.contains(String.valueOf(message.getRoutine()));
    }

    /**
     * Returns the failure of a role that lacks rights, with the statements by which owners grant them.
     *
     * @param words the server's own; empty where somebody else's function may have chosen them
     * @param context where in functions it failed, with the statement that was made there
     */
    Failure hinted(Failure failure, Optional<String> words, String sql, String context) {
        List<String> grants = inquiry.texts(GRANTS, sql, side == Family.SOURCE);
        List<String> bodies = grants.isEmpty() ? inquiry.texts(BODIES, sql) : List.of();
        if (!bodies.isEmpty()) {
            grants = inquiry.texts(GRANTS, String.join("\n", bodies) + "\n" + context, side == Family.SOURCE);
        }
        if (grants.isEmpty() && words.isPresent()) {
            grants = inquiry.texts(SCHEMA_IN_WORDS, words.get());
        }
        if (grants.isEmpty()) {
            return failure.hint("Have the owner grant it; role.sql in the kit shows every right that is needed.");
        }
        Failure hinted = failure;
        for (boolean ofDatabase : new boolean[] {true, false}) {
            List<String> some = grants.stream()
                    .filter(right -> right.contains(" on database ") == ofDatabase)
                    .toList();
            hinted = some.isEmpty()
                    ? hinted
                    : hinted.hint("Run as the " + (ofDatabase ? "database's " : "") + "owner: " + granted(some));
        }
        return hinted;
    }

    /** Returns the failure of a script's role: it is not the owner's, or the owner may not make what the script makes. */
    Failure owning(Failure failure, String sql) {
        boolean ofSource = side == Family.SOURCE;
        Failure named = failure.hint(
                "The script is for the owner of the tables and of Rowferry's schema; name that role with "
                        + (ofSource ? "--source " : "--target "),
                ofSource ? Mention.SOURCE_URL : Mention.TARGET_URL);
        List<String> grants = inquiry.texts(MAKING, sql);
        return grants.isEmpty()
                ? named
                : named.hint("Or, where " + endpoint.user() + " is that owner, run as the database's owner: "
                        + granted(grants));
    }

    private String granted(List<String> grants) {
        String to = " to " + new Identifier(endpoint.user()) + ";";
        return grants.stream().map(right -> "grant " + right + to).collect(Collectors.joining(" "));
    }

    /** Returns the failure of a role that row security refuses, with the way out of that. */
    Failure hiding(Failure failure, String sql) {
        if (side == Family.SOURCE) {
            return failure.hint(
                    "Read the table as its owner. bypassrls would also work, but it opens every table of the database."
                            + " The role is set under source: in ",
                    Mention.EXPORTER_FILE,
                    ".");
        }
        List<String> tables = inquiry.texts(HIDDEN, sql);
        return tables.isEmpty()
                ? failure.hint(
                        "Import as the owner of the table; the role is set under target: in ",
                        Mention.IMPORTER_FILE,
                        ".")
                : failure.hint("Run as the owner: "
                        + tables.stream()
                                .map(table -> "alter table " + table + " disable row level security;")
                                .collect(Collectors.joining(" ")));
    }
}
