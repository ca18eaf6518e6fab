package org.rowferry.postgres;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;

/** The grant that a job's role lacks, by what the server says was denied: no more than the kit's scripts give. */
final class MissingRight {
    private static final Pattern TEMPORARY =
            Pattern.compile("permission denied to create temporary tables in database \"(.+)\"");
    private static final Pattern DENIED = Pattern.compile("permission denied for ((?:[a-z]+ )+)(.+)");

    private final Endpoint endpoint;
    private final Family side;
    private final Inquiry inquiry;

    MissingRight(Endpoint endpoint, Family side, Inquiry inquiry) {
        this.endpoint = endpoint;
        this.side = side;
        this.inquiry = inquiry;
    }

    /**
     * Returns the failure with the statement that an owner runs.
     *
     * @param message the server's words, which name an object without its schema
     * @param sql the statement that was refused, which names it with its schema
     */
    Failure hinted(Failure failure, String message, String sql) {
        List<String> grants = grants(message, sql);
        if (grants.size() != 1) {
            return failure.hint("Have the owner grant it; role.sql in the kit shows every right that is needed.");
        }
        return failure.hint(
                "Run as the owner: grant " + grants.get(0) + " to " + new Identifier(endpoint.user()) + ";");
    }

    private List<String> grants(String message, String sql) {
        Matcher temporary = TEMPORARY.matcher(message);
        if (temporary.matches()) {
            return List.of("temporary on database " + new Identifier(temporary.group(1)));
        }
        Matcher denied = DENIED.matcher(message);
        if (!denied.matches()) {
            return List.of();
        }
        String name = denied.group(2);
        return switch (denied.group(1).strip()) {
            case "schema" -> List.of("usage on schema " + new Identifier(name));
            case "function" -> named(sql, """
                    select 'execute on function ' || p.oid::regprocedure as found, p.oid::regproc::text as written
                    from pg_proc p where p.proname = ?""", name);
            case "table", "view", "materialized view", "foreign table" -> named(sql, """
                    select case
                            when not own.schema then ?
                            when c.relname = 'capture' then 'select, update (purged_to)'
                            when c.relname in ('layout', 'incarnation', 'capture_witness') then 'select'
                            when c.relname ~ '^(export|import|link)_' then 'select, insert, update, delete'
                            else 'select, delete' end || ' on ' || c.oid::regclass as found, c.oid::regclass::text as written
                    from pg_class c cross join lateral (select exists (select from pg_class l
                        where l.relnamespace = c.relnamespace and l.relname = 'layout') as schema) as own
                    where c.relname = ?""", rights(), name);
            default -> List.of();
        };
    }

    private String rights() {
        return side == Family.SOURCE ? "select" : "select, insert, update, delete";
    }

    private List<String> named(String sql, String query, Object... values) {
        String named = "select q.found from (" + query + ") as q where strpos(?, q.written) > 0";
        Object[] all = new Object[values.length + 1];
        System.arraycopy(values, 0, all, 0, values.length);
        all[values.length] = sql;
        return inquiry.texts(named, all);
    }
}
