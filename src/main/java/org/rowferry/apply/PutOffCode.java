package org.rowferry.apply;

import java.util.List;
import java.util.Optional;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;

/**
 * Code of an owner that may wait for the end of the transaction. PostgreSQL 18 runs it with the rights of the role that set it
 * off; before, it runs with those of the session, which is just what the owner of a table is not to have.
 */
final class PutOffCode {
    private static final int KEEPS_THE_ROLE = 18;

    private final Session session;

    PutOffCode(Session session) {
        this.session = session;
    }

    /**
     * Refuses a database where such code can be, if a statement ran with the rights of an owner. Whoever made it counts for
     * nothing: an owner's code may write to anybody's table. Foreign keys and unique constraints run no code of an owner,
     * nor do exclusion constraints on plain columns.
     */
    void refuse(TableSessions sessions) {
        Optional<String> found = sessions.haveOwners() ? found() : Optional.empty();
        if (found.isPresent()) {
            throw new Failure(
                            Family.TARGET,
                            "before PostgreSQL 18, the deferrable " + found.get()
                                    + " may run with the rights of the role that imports, where tables are to be written"
                                    + " with those of their owners")
                    .hint("Have its owner make it anew without DEFERRABLE.")
                    .hint(
                            "Or trust the owners with all that the role that imports may do, and say as-owner: false in ",
                            Mention.IMPORTER_FILE,
                            ".");
        }
    }

    /** Returns one that is there; nothing where it would keep the rights of the role that set it off. */
    Optional<String> found() {
        if (session.serverMajor() >= KEEPS_THE_ROLE) {
            return Optional.empty();
        }
        List<String> found = session.query("""
                select format('trigger %I of %s', t.tgname, c.oid::regclass) as what
                from pg_trigger t
                join pg_proc p on p.oid = t.tgfoid
                join pg_class c on c.oid = t.tgrelid
                -- One that is disabled has nothing waiting: ALTER TABLE refuses that.
                where t.tgdeferrable and t.tgenabled in ('O', 'A') and p.pronamespace <> 'pg_catalog'::regnamespace
                    and not pg_is_other_temp_schema(c.relnamespace)
                union all
                select format('exclusion constraint %I of %s', k.conname, c.oid::regclass)
                from pg_constraint k
                join pg_index i on i.indexrelid = k.conindid
                join pg_class c on c.oid = k.conrelid
                where k.condeferrable and (i.indexprs is not null or i.indpred is not null)
                    and not pg_is_other_temp_schema(c.relnamespace)
                order by what limit 1""", row -> row.text("what"));
        return found.stream().findFirst();
    }
}
