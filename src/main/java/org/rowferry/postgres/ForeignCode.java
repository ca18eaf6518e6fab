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
    /** Regular expressions that take the function out of the server's CONTEXT; the second has no schema. */
    private static final Pattern PLPGSQL =
            Pattern.compile("^PL/pgSQL\\S* \\S+ ((?:\"[^\"]*\"|[^\"( ])+\\(.*?\\)) ", Pattern.MULTILINE);

    private static final Pattern SQL = Pattern.compile("^SQL function \"(.+?)\" ", Pattern.MULTILINE);

    /** What the server did not find: a quoted name, or a function before its bracket. */
    private static final Pattern MISSING = Pattern.compile("\"([^\"]+)\"|function (?:\\S+\\.)?([^ (.]+)\\(");

    /** No such relation; no such function or operator; no such type or collation. */
    private static final Set<String> UNKNOWN_NAME = Set.of("42P01", "42883", "42704");

    private final ServerErrorMessage server;
    private final Inquiry inquiry;

    private ForeignCode(ServerErrorMessage server, Inquiry inquiry) {
        this.server = server;
        this.inquiry = inquiry;
    }

    /** Returns the failure with hints of what to do about such a function; empty where none was running. */
    static Optional<Failure> hinted(Failure failure, SQLException e, Inquiry inquiry) {
        return SqlErrors.server(e)
                .filter(server -> server.getWhere() != null)
                .flatMap(server -> new ForeignCode(server, inquiry).hinted(failure));
    }

    private Optional<Failure> hinted(Failure failure) {
        Optional<String> function = function();
        if (function.isEmpty()) {
            return Optional.empty();
        }
        List<String> events = eventTriggers(function.get());
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

    /** The innermost frame stands first. */
    private Optional<String> function() {
        String where = String.valueOf(server.getWhere());
        Matcher plpgsql = PLPGSQL.matcher(where);
        Matcher sql = SQL.matcher(where);
        boolean inPlpgsql = plpgsql.find();
        if (sql.find() && !(inPlpgsql && plpgsql.start() < sql.start())) {
            return inquiry
                    .texts(
                            "select p.oid::regprocedure from pg_proc p join pg_language l on l.oid = p.prolang"
                                    + " where p.proname = ? and l.lanname = 'sql' and p.prokind = 'f'"
                                    + " and not exists (select from unnest(p.proconfig) as c where c like 'search_path=%')",
                            sql.group(1))
                    .stream()
                    .findFirst();
        }
        return inPlpgsql ? Optional.of(plpgsql.group(1)) : Optional.empty();
    }

    private List<String> eventTriggers(String function) {
        return inquiry.texts(
                "select quote_ident(e.evtname) from pg_event_trigger e join pg_proc p on p.oid = e.evtfoid"
                        + " join pg_namespace n on n.oid = p.pronamespace"
                        + " where format('%I.%I()', n.nspname, p.proname) = ? order by e.evtname",
                function);
    }

    /** Names the schemas that hold what was not found, then the function's own. */
    private String searchPath(String function) {
        Set<String> schemas = new LinkedHashSet<>();
        Matcher missing = MISSING.matcher(String.valueOf(server.getMessage()));
        if (missing.find()) {
            schemas.addAll(inquiry.texts(
                    "select n.nspname from pg_namespace n cross join (select ?::text as name) as wanted"
                            + " where n.nspname !~ '^pg_'"
                            + " and n.nspname <> 'information_schema' and (exists (select from pg_class c"
                            + " where c.relnamespace = n.oid and c.relname = wanted.name) or exists (select from pg_proc p"
                            + " where p.pronamespace = n.oid and p.proname = wanted.name) or exists (select from pg_type t"
                            + " where t.typnamespace = n.oid and t.typname = wanted.name)) order by n.nspname",
                    Optional.ofNullable(missing.group(1)).orElseGet(() -> missing.group(2))));
        }
        schemas.addAll(inquiry.texts(
                "select n.nspname from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
                        + " where p.oid = to_regprocedure(?)",
                function));
        schemas.add("public");
        return schemas.stream().map(Identifier::new).map(String::valueOf).collect(Collectors.joining(", "));
    }
}
