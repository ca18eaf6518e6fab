package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.exporter.Outcome;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** Indexes of an empty table are dropped before its rows come and created after them; nobody can tell afterwards. */
@TakesTurns
@ParameterizedClass
@ValueSource(booleans = {true, false})
class LateIndexesIT {
    private static final String TABLE = "late.\"Order-Lines\"";

    /** The first five can be created again; the others carry what only ALTER and COMMENT give, or are needed. */
    private static final String INDEXES = """
            create index "by 'day'" on late."Order-Lines" (day desc nulls last) include (note) with (fillfactor = 70);
            create index "Lower" on late."Order-Lines" (lower(note) collate "C") where day > 3;
            alter table late."Order-Lines" add constraint "Place" unique (place) deferrable initially deferred;
            create index hashed on late."Order-Lines" using hash (day);
            create index commented on late."Order-Lines" (day);
            create index counted on late."Order-Lines" ((day + 1));
            create unique index needed on late."Order-Lines" (seat);
            comment on index late.commented is 'kept';
            alter index late.counted alter column 1 set statistics 500;
            create table late.seats (seat integer references late."Order-Lines" (seat));
            """;

    private static final List<String> CREATED_AGAIN =
            List.of("\"Lower\"", "\"Order-Lines_pkey\"", "\"Place\"", "\"by 'day'\"", "hashed");

    private final Pipeline ferry;
    private final List<String> steps = new ArrayList<>();

    LateIndexesIT(boolean newest) {
        ferry = Pipeline.between(
                newest ? Servers.oldest() : Servers.newest(),
                newest ? Servers.newest() : Servers.oldest(),
                new ShippedSchema(
                        ShippedSchema.of("", TABLE).tables(),
                        "create table late.\"Order-Lines\" (\"group\" integer primary key, day integer, note text,"
                                + " place integer, seat integer)",
                        INDEXES));
        ferry.setImportJournal(new Steps(steps::add));
    }

    @BeforeEach
    void fill() {
        ferry.source()
                .writer()
                .execute("insert into late.\"Order-Lines\""
                        + " select g, g % 7, 'Note ' || g, g, g from generate_series(1, 500) as g");
        superuser()
                .execute("grant create on schema late to ferry_importer; alter table late.\"Order-Lines\" owner to"
                        + " ferry_importer");
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @Test
    @TakesTurns.WithBoth
    void indexesThatWereDropped_areWhatTheyWere_andTheOthersAreTheSame() {
        List<List<String>> catalog = catalog();
        Map<String, String> before = indexes();
        ferry.importAllOf(ferry.export());
        assertThat(steps).contains("indexes created");
        assertThat(catalog()).isEqualTo(catalog);
        Map<String, String> after = indexes();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(after.keySet().stream().filter(name -> !Objects.equals(after.get(name), before.get(name))))
                .containsExactlyElementsOf(CREATED_AGAIN);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(500);
        assertUsable();
        // The table holds rows now, whose changes and whose full find them by the indexes.
        ferry.source().writer().execute("update late.\"Order-Lines\" set day = 99 where \"group\" = 7");
        ferry.importAllOf(ferry.export());
        assertThat(indexes()).isEqualTo(after);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }

    @Test
    void tableOfAnotherOwner_getsItsIndexesAfterItsRowsWithHisRights() {
        superuser()
                .execute(
                        "alter table late.\"Order-Lines\" owner to ferry_target_owner;"
                                + " grant create on schema late to ferry_target_owner; grant ferry_target_owner to ferry_importer");
        List<List<String>> catalog = catalog();
        ferry.importAllOf(ferry.export());
        assertThat(steps).contains("indexes created");
        assertThat(catalog()).isEqualTo(catalog);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(500);
        assertUsable();
    }

    @Test
    void readerInATransaction_leavesTheIndexesInPlace() throws SQLException {
        Map<String, String> before = indexes();
        try (Connection reader = superuser().connect();
                Statement statement = reader.createStatement()) {
            statement.execute("begin; lock table late.\"Order-Lines\" in access share mode");
            ferry.importAllOf(ferry.export());
        }
        assertLeftInPlace(before);
    }

    @Test
    void roleThatMayNotCreateThem_leavesTheIndexesInPlace() {
        superuser().execute("revoke create on schema late from ferry_importer");
        Map<String, String> before = indexes();
        ferry.importAllOf(ferry.export());
        assertLeftInPlace(before);
    }

    private void assertLeftInPlace(Map<String, String> before) {
        assertThat(steps).contains("committed").doesNotContain("indexes created");
        assertThat(indexes()).isEqualTo(before);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(500);
    }

    @Test
    void importThatEndsBeforeItsCommit_leavesTheIndexesAsTheyWere() {
        Map<String, String> before = indexes();
        ferry.setImportJournal(new Steps(step -> {
            steps.add(step);
            if (step.equals("indexes created")) {
                throw new IllegalStateException("killed");
            }
        }));
        Outcome.Exported exported = (Outcome.Exported) ferry.export();
        ferry.ship(exported.file());
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Refused.class);
        assertThat(steps).contains("indexes created").doesNotContain("committed");
        assertThat(indexes()).isEqualTo(before);
        assertThat(ferry.targetRows()).isEmpty();
        ferry.setImportJournal(new Steps(steps::add));
        assertThat(ferry.importAll()).hasSize(1);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(500);
    }

    @Test
    void rowsThatAUniqueIndexDoesNotTake_areRefusedByItsName_andTheIndexesAreAsTheyWere() {
        ferry.source().writer().execute("update late.\"Order-Lines\" set place = 1 where \"group\" = 2");
        Map<String, String> before = indexes();
        Failure failure = ferry.refusalOf(ferry.export());
        assertThat(failure.getMessage() + failure.hints()).contains("Place");
        assertThat(indexes()).isEqualTo(before);
    }

    private TestDatabase superuser() {
        return ferry.target().superuser();
    }

    private Map<String, String> indexes() {
        Map<String, String> indexes = new TreeMap<>();
        superuser()
                .query(
                        "select quote_ident(c.relname), c.oid::text from pg_index i join pg_class c on c.oid = i.indexrelid"
                                + " where i.indrelid = 'late.\"Order-Lines\"'::regclass")
                .forEach(row -> indexes.put(row.get(0), row.get(1)));
        return indexes;
    }

    private void assertUsable() {
        assertThat(superuser()
                        .value("select count(*) from pg_index where indrelid = 'late.\"Order-Lines\"'::regclass"
                                + " and indisvalid and indisready and pg_relation_size(indexrelid) > 8192"))
                .isEqualTo("8");
    }

    /** As pg_dump and psql show them, without oids. */
    private List<List<String>> catalog() {
        return superuser().query("""
                select quote_ident(c.relname), pg_get_indexdef(c.oid), c.relowner::regrole::text, c.reloptions::text,
                    concat_ws(' ', i.indisunique, i.indisprimary, i.indimmediate, i.indisclustered, i.indisvalid,
                        i.indisreplident), obj_description(c.oid, 'pg_class'), k.conname::text, pg_get_constraintdef(k.oid),
                    concat_ws(' ', k.condeferrable, k.condeferred, k.conislocal, k.coninhcount),
                    (select string_agg(a.attname || ' ' || coalesce(a.attstattarget::text, ''), ', ' order by a.attnum)
                        from pg_attribute a where a.attrelid = c.oid)
                from pg_index i join pg_class c on c.oid = i.indexrelid left join pg_constraint k on k.conindid = c.oid
                where i.indrelid = 'late."Order-Lines"'::regclass
                union all
                select a.attname, a.attnotnull::text, null, null, null, null, null, null, null, null
                from pg_attribute a where a.attrelid = 'late."Order-Lines"'::regclass
                union all
                select k.conname, pg_get_constraintdef(k.oid), null, null, null, null, null, null, null, null
                from pg_constraint k where k.conrelid = 'late."Order-Lines"'::regclass
                order by 1, 2, 7""");
    }
}
