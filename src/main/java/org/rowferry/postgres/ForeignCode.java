package org.rowferry.postgres;

import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.util.ServerErrorMessage;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;

/**
 * The function of somebody else's in which a statement of ours failed: of a trigger, an event trigger, a constraint, an
 * index or a view. It meets a {@code search_path} here that its owner's sessions do not have.
 */
final class ForeignCode {
    /** A name in the quotes of whatever language the server speaks. */
    private static final Pattern QUOTED = Pattern.compile("[\"»«„“]\\s*([^\"»«„“”]+?)\\s*[\"»«“”]");

    /** The name that the server did not find: a quoted one, or a function before its bracket. */
    private static final Pattern MISSING = Pattern.compile(QUOTED + "|(?:^|[\\s.])([^\\s(.]+)\\(");

    /** No such relation; no such function or operator; no such type or collation. */
    private static final Set<String> UNKNOWN_NAME = Set.of("42P01", "42883", "42704");

    /** The words in each frame of a procedural language, in every language of the server. */
    private static final Pattern FRAME = Pattern.compile("PL/");

    /** Statements that fire event triggers. */
    private static final Pattern DDL = Pattern.compile("(?is)\\s*(create|alter|drop|do|call)\\b.*");

    private final ServerErrorMessage server;
    private final String sql;
    private final Inquiry inquiry;

    private ForeignCode(ServerErrorMessage server, String sql, Inquiry inquiry) {
        this.server = server;
        this.sql = sql;
        this.inquiry = inquiry;
    }

    /** Returns the failure with hints of what to do about such a function; empty where none was running. */
    static Optional<Failure> hinted(Failure failure, SQLException e, String sql, Inquiry inquiry) {
        return SqlErrors.server(e)
                .filter(server -> server.getWhere() != null)
                .flatMap(server -> new ForeignCode(server, sql, inquiry).hinted(failure));
    }

    /**
     * Returns whether a function of somebody else's may have raised an error. RAISE gives it any state, words, table and
     * constraint, so nothing of it may get into a command that is advised.
     */
    static boolean mayHaveRaised(SQLException e, String sql) {
        String where = SqlErrors.server(e).map(ServerErrorMessage::getWhere).orElse("");
        return FRAME.matcher(where).results().count() > (AsRole.calls(sql) ? 1 : 0);
    }

    private Optional<Failure> hinted(Failure failure) {
        Optional<String> function = function();
        if (function.isEmpty()) {
            return Optional.empty();
        }
        // The frames hold words of whoever wrote the functions, which may name the function of an event trigger.
        List<String> events = DDL.matcher(sql).matches() ? eventTriggers(function.get()) : List.of();
        boolean unknown = UNKNOWN_NAME.contains(String.valueOf(server.getSQLState()));
        if (events.isEmpty() && !unknown) {
            return Optional.empty();
        }
        Failure hinted = failure;
        if (unknown) {
            hinted = hinted.hint("Rowferry's sessions have search_path = pg_catalog, so a function has to say where it"
                    + " finds what it names; run as its owner: alter routine " + function.get()
                    + " set search_path = " + searchPath(function.get()) + ";");
        }
        for (String event : events) {
            hinted = hinted.hint("It is the function of the event trigger " + event
                    + ", which fires for Rowferry's temporary tables too. Have it let them pass, or run as a superuser:"
                    + " alter event trigger " + event + " disable;");
        }
        return Optional.of(hinted);
    }

    /**
     * Returns the function of the innermost frame, which stands first. The words of a frame are of the server's language;
     * PL/pgSQL puts the function's whole signature into them, SQL its bare name in quotes.
     */
    private Optional<String> function() {
        String where = String.valueOf(server.getWhere());
        String[] quoted =
                QUOTED.matcher(where).results().map(name -> name.group(1)).toArray(String[]::new);
        return inquiry.texts("""
                        select f.signature
                        from pg_proc p
                        join pg_language l on l.oid = p.prolang
                        cross join (select ?::text as context, ?::text[] as quoted) as said
                        cross join lateral (select p.oid::regprocedure::text as signature) as f
                        cross join lateral (
                            select strpos(said.context, case l.lanname when 'sql' then p.proname else f.signature end) as place
                        ) as found
                        where l.lanname not in ('internal', 'c') and found.place > 0
                            and (l.lanname <> 'sql' or (
                                p.proname = any (said.quoted) and p.prokind = 'f'
                                and not exists (select from unnest(p.proconfig) as c where c like 'search_path=%')))
                        order by found.place, length(f.signature) desc""", where, quoted).stream().findFirst();
    }

    private List<String> eventTriggers(String function) {
        return inquiry.texts(
                "select quote_ident(e.evtname) from pg_event_trigger e join pg_proc p on p.oid = e.evtfoid"
                        + " join pg_namespace n on n.oid = p.pronamespace"
                        + " where format('%I.%I()', n.nspname, p.proname) = ? order by e.evtname",
                function);
    }

    /**
     * Names the schemas that hold what was not found, then the function's own. Whoever raised the error may have a schema
     * that holds such a name, so the schema must be of the function's owner, of the database's, or of a superuser.
     */
    private String searchPath(String function) {
        Set<String> schemas = new LinkedHashSet<>();
        Matcher missing = MISSING.matcher(String.valueOf(server.getMessage()));
        if (missing.find()) {
            schemas.addAll(inquiry.texts(
                    "select n.nspname from pg_namespace n cross join (select ?::text as name) as wanted"
                            + " where n.nspname !~ '^pg_'"
                            + " and n.nspname <> 'information_schema' and exists (select from pg_roles o"
                            + " where o.oid = n.nspowner and (o.rolsuper or o.oid in (select p.proowner from pg_proc p"
                            + " where p.oid = to_regprocedure(?)) or o.rolname = 'pg_database_owner' or o.oid = (select"
                            + " d.datdba from pg_database d where d.datname = current_database())))"
                            + " and (exists (select from pg_class c"
                            + " where c.relnamespace = n.oid and c.relname = wanted.name) or exists (select from pg_proc p"
                            + " where p.pronamespace = n.oid and p.proname = wanted.name) or exists (select from pg_type t"
                            + " where t.typnamespace = n.oid and t.typname = wanted.name)) order by n.nspname",
                    Optional.ofNullable(missing.group(1)).orElseGet(() -> missing.group(2)),
                    function));
        }
        schemas.addAll(inquiry.texts(
                "select n.nspname from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
                        + " where p.oid = to_regprocedure(?)",
                function));
        schemas.add("public");
        return schemas.stream().map(Identifier::new).map(String::valueOf).collect(Collectors.joining(", "));
    }
}
