package org.rowferry.cli;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rowferry.testing.TestDatabase;

/**
 * The script that people have today, by hand: a foreign schema, a materialized view that is refreshed, rows that are
 * told by their dates from those of the last run, and a clock that is noted afterwards. Like the script it goes on after
 * an error.
 */
final class OldWay {
    private static final String REFRESH = "refresh materialized view concurrently partner.ours";

    private static final List<String> REST = List.of("""
            insert into public.by_hand (id_source, id_fiche_source, "nom d'espèce", geom)
            select 9, v.id_synthese::varchar, v."nom d'espèce", v.geom from partner.ours as v, partner.last_sync as s
            where v.date_insert > s.at""", """
            update public.by_hand as o set "nom d'espèce" = v."nom d'espèce", geom = v.geom
            from partner.ours as v, partner.last_sync as s
            where o.id_source = 9 and o.id_fiche_source = v.id_synthese::varchar and v.date_update > s.at""", "update partner.last_sync set at = now()");

    private final TestDatabase target;

    private OldWay(TestDatabase target) {
        this.target = target;
    }

    /** Sets it up: a reader's role on the source, all the rest on the target, whose table is there. */
    static OldWay between(TestDatabase source, TestDatabase target) {
        source.as("old_reader");
        source.execute("alter role old_reader password 'of the old way'; grant usage on schema \"Bio\"\"diversité\" to"
                + " old_reader; grant select on \"Bio\"\"diversité\".synthese to old_reader");
        target.execute(String.format(
                Locale.ROOT, """
                    create server partner foreign data wrapper postgres_fdw options (host '%s', port '%d', dbname '%s');
                    create user mapping for current_user server partner options (user 'old_reader', password 'of the old way');
                    create schema partner;
                    import foreign schema "Bio""diversité" limit to (synthese) from server partner into partner;
                    create materialized view partner.ours as
                        select * from partner.synthese where id_organisme = 2 and supprime = false;
                    create unique index on partner.ours (id_synthese);
                    create table partner.last_sync as select timestamptz '-infinity' as at;
                    """, source.server().host(), source.server().port(), source.name()));
        return new OldWay(target);
    }

    /** Runs the script as cron does, and returns the errors that it appends to its log. */
    List<String> run() {
        return run(() -> {});
    }

    /** Runs the script, with something that others do between the refresh and the rest. */
    List<String> run(Runnable afterRefresh) {
        List<String> log = new ArrayList<>();
        try (Connection psql = target.connect();
                Statement statement = psql.createStatement()) {
            step(statement, REFRESH, log);
            afterRefresh.run();
            REST.forEach(sql -> step(statement, sql, log));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return log;
    }

    private static void step(Statement statement, String sql, List<String> log) {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            log.add(String.valueOf(e.getMessage()));
        }
    }
}
