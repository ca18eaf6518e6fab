package org.rowferry.postgres;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;

/**
 * Runs statements with the rights of another role, within the transaction that is open. Code that they set off, such as a
 * trigger's, keeps those rights: the server refuses SET ROLE and SET SESSION AUTHORIZATION within a function that is SECURITY
 * DEFINER, where it would take them after a SET ROLE.
 *
 * <p>The function is temporary and belongs to that role, which may therefore change it. So it is made again right before each
 * call, and no other session sees it before the commit. Its name cannot be guessed, so that no other role takes it first.
 */
public final class AsRole {
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final int BYTES = 8;

    private static final Pattern OWN = Pattern.compile(" pg_temp_\\d+\\.rowferry_[0-9a-f]{16}_");

    private static final Pattern CALL = Pattern.compile("\\bpg_temp\\.rowferry_[0-9a-f]{16}_");

    private static final String CHANGES = "execute statement; get diagnostics changed = row_count; return changed;";

    private static final String ANSWERS = "return query execute statement;";

    private final Session session;
    private final Identifier role;
    private final Identifier caller;
    private final String name;

    /** @param caller the session's own role */
    public AsRole(Session session, Identifier role, Identifier caller) {
        this.session = session;
        this.role = role;
        this.caller = caller;
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        this.name = "rowferry_" + HexFormat.of().formatHex(bytes);
    }

    /** Returns whether a frame of an error's context is such a function, and no code of an owner. */
    static boolean isOwn(String frame) {
        return OWN.matcher(frame).find();
    }

    /** Returns whether a statement calls such a function, whose frame then ends the context of its errors. */
    static boolean calls(String sql) {
        return CALL.matcher(sql).find();
    }

    public Identifier role() {
        return role;
    }

    /** Runs one or more statements, and returns how many rows the last of them changed. */
    public long update(String sql) {
        String function = made("changes", "bigint", CHANGES);
        long changed = session.untrusted()
                .one("select " + function + "(?::pg_catalog.text) as changed", row -> row.number("changed"), sql);
        session.settle();
        return changed;
    }

    /**
     * Runs a query.
     *
     * @param columns its columns with their types, as SQL, which are exactly those that it gives
     */
    public <T> List<T> rows(String sql, String columns, Function<Row, T> mapper) {
        String function = made("answers", "setof record", ANSWERS);
        List<T> rows = session.untrusted()
                .query("select * from " + function + "(?::pg_catalog.text) as answer (" + columns + ")", mapper, sql);
        session.settle();
        return rows;
    }

    private String made(String kind, String returns, String work) {
        String function = "pg_temp." + name + "_" + kind;
        session.execute(String.format(Locale.ROOT, """
                set local role %1$s;
                create or replace function %2$s(statement pg_catalog.text) returns %3$s
                language plpgsql security definer set search_path = pg_catalog, pg_temp as %4$s;
                revoke all on function %2$s(pg_catalog.text) from public;
                grant execute on function %2$s(pg_catalog.text) to %5$s;
                reset role""", role, function, returns, new Literal(body(work)), caller));
        return function;
    }

    /** The function checks that it has the rights that it is made for, and no others. */
    private String body(String work) {
        return String.format(Locale.ROOT, """

                declare
                    changed bigint;
                begin
                    if current_user <> %1$s then
                        raise exception 'the function runs as %%, not as its owner', quote_ident(current_user);
                    end if;
                    %2$s
                end
                """, new Literal(role.name()), work);
    }
}
