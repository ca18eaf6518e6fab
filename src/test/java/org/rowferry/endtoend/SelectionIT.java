package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.capture.ColumnRow;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.exporter.Outcome;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;

/** What a target gets of a table: some of its columns, expressions instead of others, the rows of a filter. */
class SelectionIT {
    private static final TableName CUSTOMERS = TableName.of("picked", "customers");
    private static final TableName UGLY = TableName.of("picked", "My \"Customers\"");

    private static final Pipeline TEMPLATE = Pipeline.between(
            Servers.oldest(), Servers.newest(), ShippedSchema.of("""
                    create table picked.customers (
                        id integer primary key, name text, city text, email varchar(200), deleted boolean default false,
                        country text, k1 text, xid bigint, tags jsonb);
                    create table picked."My ""Customers\""" (
                        "Na me" text, xid text, k1 integer, "select" text, "E-Mail" varchar(200), "it's?" jsonb, "b" text,
                        primary key (k1, xid));
                    """, CUSTOMERS.toString(), UGLY.toString()));

    private final Pipeline ferry = TEMPLATE.copied();

    @AfterEach
    void close() {
        ferry.close();
    }

    @AfterAll
    static void closeTemplate() {
        TEMPLATE.close();
    }

    /** A table, a selection of it, and the query on the source whose rows the target is to have. */
    @SuppressWarnings("ImmutableEnumChecker")
    enum Picked {
        PLAIN(
                CUSTOMERS,
                selection(
                        "city email id",
                        "deleted = false and country = 'FR'",
                        "email",
                        "md5(lower(email))::varchar(200)"),
                "select id, null, city, md5(lower(email)), null, null, null, null, null from picked.customers"
                        + " where not deleted and country = 'FR'",
                "select * from picked.customers",
                "insert into picked.customers select i, 'name ' || i, 'city ' || i, 'Mail' || i || '@x', i %% 3 = 0,"
                        + " (array['FR', 'DE'])[1 + i %% 2], 'x', 1 from generate_series(%d, %d) i",
                "update picked.customers set country = 'FR', deleted = false where id = 1",
                "update picked.customers set deleted = true where id = 2",
                "update picked.customers set email = 'Other' where id = 4",
                "update picked.customers set id = id + 1000 where id %% 5 = 0",
                "delete from picked.customers where id = 8"),
        UGLY_TWIN(
                UGLY,
                selection(
                        "E-Mail it's?",
                        "\"it's?\" ? 'kept' -- and no more",
                        "E-Mail",
                        "case when k1 % 2 = 0 then xid || ' ? ' || \"My \"\"Customers\"\"\".\"E-Mail\" end::varchar(200)",
                        "it's?",
                        "\"it's?\" - 'secret' /* b.k1 */"),
                "select null, xid, k1, null, case when k1 % 2 = 0 then xid || ' ? ' || \"E-Mail\" end, \"it's?\" - 'secret',"
                        + " null from picked.\"My \"\"Customers\"\"\" where jsonb_exists(\"it's?\", 'kept')",
                "select * from picked.\"My \"\"Customers\"\"\"",
                "insert into picked.\"My \"\"Customers\"\"\" select 'n', 'x' || i, i, 's', 'Mail' || i, case when i %% 2 = 0"
                        + " then '{\"kept\": 1, \"secret\": 2}'::jsonb else '{\"secret\": 3}' end, 'b'"
                        + " from generate_series(%d, %d) i",
                "update picked.\"My \"\"Customers\"\"\" set \"it's?\" = '{\"kept\": 2}' where k1 = 1",
                "update picked.\"My \"\"Customers\"\"\" set \"it's?\" = null where k1 = 2",
                "update picked.\"My \"\"Customers\"\"\" set \"E-Mail\" = null where k1 = 4",
                "update picked.\"My \"\"Customers\"\"\" set k1 = -k1, xid = 'k1' where k1 %% 5 = 0",
                "delete from picked.\"My \"\"Customers\"\"\" where k1 = 8");

        private final TableName table;
        private final Selection selection;
        private final String shipped;
        private final String arrived;
        private final String insert;
        private final List<String> changes;

        Picked(TableName table, Selection selection, String shipped, String arrived, String insert, String... changes) {
            this.table = table;
            this.selection = selection;
            this.shipped = shipped;
            this.arrived = arrived;
            this.insert = insert;
            this.changes =
                    Stream.of(changes).map(change -> change.replace("%%", "%")).toList();
        }
    }

    private static Selection selection(String columns, String where, String... transform) {
        Map<Identifier, String> expressions = new LinkedHashMap<>();
        for (int i = 0; i < transform.length; i += 2) {
            expressions.put(new Identifier(transform[i]), transform[i + 1]);
        }
        return new Selection(
                columns.isEmpty()
                        ? List.of()
                        : Stream.of(columns.split(" ")).map(Identifier::new).toList(),
                expressions,
                Optional.of(where).filter(text -> !text.isEmpty()));
    }

    private void select(TableName table, Selection selection) {
        ferry.setEntry(new Entry(table, OnRewrite.FULL, CaptureSettings.of(selection)));
    }

    /** Exports and imports, and returns why the table came full; empty where its changes came. */
    private String ship(TableName table) {
        Outcome.Exported exported = (Outcome.Exported) ferry.export();
        ferry.importAllOf(exported);
        return exported.tables().stream()
                .filter(line -> line.table().equals(table))
                .findFirst()
                .orElseThrow()
                .full();
    }

    private void assertArrived(Picked picked) {
        assertThat(ferry.target().superuser().query(picked.arrived))
                .containsExactlyInAnyOrderElementsOf(ferry.source().superuser().query(picked.shipped));
    }

    @ParameterizedTest
    @EnumSource(Picked.class)
    void selection_arrives_andRowsEnterAndLeaveItsFilter(Picked picked) {
        select(picked.table, picked.selection);
        ferry.source().writer().execute(String.format(Locale.ROOT, picked.insert, 1, 20));
        assertThat(ship(picked.table)).contains("not shipped to this target before");
        assertArrived(picked);
        assertThat(ferry.target().superuser().query(picked.arrived)).isNotEmpty();

        for (String change : picked.changes) {
            ferry.source().writer().execute(change);
            assertThat(ship(picked.table)).as(change).isEmpty();
            assertArrived(picked);
        }
    }

    /** Past some keys they are not looked up one by one. */
    @ParameterizedTest
    @EnumSource(Picked.class)
    void windowOfManyKeys_arrivesAsSelected(Picked picked) {
        select(picked.table, picked.selection);
        ship(picked.table);
        ferry.source().writer().execute(String.format(Locale.ROOT, picked.insert, 1, 3000));
        assertThat(ship(picked.table)).isEmpty();
        assertArrived(picked);
        assertThat(ferry.target().superuser().query(picked.arrived)).hasSizeGreaterThan(900);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "city||||its columns changed",
                "|true|||its filter changed",
                "||city|upper(city)|its expressions changed",
                "||city|md5(city)|its expressions changed",
                "city email|deleted|email|upper(email)::varchar(200)|its columns and its expressions and its filter changed",
            })
    void selectionThatChanged_isShippedFull(
            String columns, String where, String column, String expression, String why) {
        ferry.source().writer().execute(String.format(Locale.ROOT, Picked.PLAIN.insert, 1, 9));
        select(CUSTOMERS, selection("", "", "city", "lower(city)"));
        ship(CUSTOMERS);
        String[] transform = column == null ? new String[] {"city", "lower(city)"} : new String[] {column, expression};
        Selection changed = selection(columns == null ? "" : columns, where == null ? "" : where, transform);
        select(CUSTOMERS, changed);
        assertThat(ship(CUSTOMERS)).isEqualTo(why);
        assertThat(ferry.export()).isInstanceOf(Outcome.NotExported.class);
    }

    /** What an expression reads need not be shipped, and is watched all the same. */
    @Test
    void columnThatAnExpressionReads_isWatched() {
        ferry.source().writer().execute(String.format(Locale.ROOT, Picked.PLAIN.insert, 1, 9));
        select(CUSTOMERS, selection("city", "deleted is not null", "city", "city || country"));
        ship(CUSTOMERS);
        ferry.source()
                .owner()
                .execute(
                        "alter table picked.customers drop column country, drop column name, add country text default 'XX'");
        assertThat(ship(CUSTOMERS)).isEqualTo("its columns changed");
        assertThat(ferry.target().superuser().query("select distinct right(city, 2) from picked.customers"))
                .containsExactly(List.of("XX"));
        ferry.source().owner().execute("alter table picked.customers add k2 text default 'not read'");
        assertThat(ferry.export()).isInstanceOf(Outcome.NotExported.class);
        // Dropping it may hide a parent which had that column alone.
        ferry.source().owner().execute("alter table picked.customers drop column k1, add k1 text default 'not read'");
        assertThat(ship(CUSTOMERS)).isEqualTo(ColumnRow.WAS_CHILD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cyti||||no column cyti that could be shipped, did you mean 'city'?",
                "|||emial=email|no column emial that could be shipped, did you mean 'email'?",
                "||id|id=id + 1|the column id is in the key of picked.customers",
                "|cuntry = 'FR'|||the filter of picked.customers is refused: column \"cuntry\" does not exist",
                "|now() > 'yesterday'|||the filter of picked.customers is refused: functions in index predicate must be marked IMMUTABLE",
                "|exists (select 1)|||cannot use subquery in check constraint",
                "|sum(id) > 1|||aggregate functions are not allowed in check constraints",
                "|name|||must be type boolean",
                "|true) or (true|||syntax error",
                "|true]) is not null or (array[true|||syntax error",
                "|true); drop table picked.customers; --|||syntax error",
                "|tableoid > 0|||tableoid",
                "|||city=(select max(city) from picked.customers)|the expression for the column city of picked.customers is refused: cannot use subquery in check constraint",
                "|||city=row_number() over ()|window functions are not allowed in check constraints",
                "|||city=generate_series(1, id)|set-returning functions are not allowed in check constraints",
                "|||city=city, name|the column city of picked.customers is refused: column \"made\" has pseudo-type record",
                "|||city=row(city, name)|record",
                "|||city=nowhere.mask(city)|schema \"nowhere\" does not exist",
                "|||city=tableoid|tableoid",
                "|||city='|unterminated quoted string",
                "|||city=/* |unterminated /* comment",
            })
    void selectionThatIsNoneOfTheRow_isRefusedBeforeAnythingIsBegun(
            String columns, String where, String ignored, String transform, String words) {
        String[] parts = transform == null ? new String[0] : transform.split("=", 2);
        select(CUSTOMERS, selection(columns == null ? "" : columns, where == null ? "" : where, parts));
        assertThatThrownBy(ferry::export)
                .isInstanceOf(Failure.class)
                .hasMessageContaining(words)
                .satisfies(failure -> assertThat(((Failure) failure).family()).isEqualTo(Family.CONFIGURATION))
                .satisfies(failure -> assertThat(((Failure) failure).hints()).isNotEmpty());
        assertThat(ferry.source().superuser().value("select count(*) from rowferry.export_bundle"))
                .isEqualTo("0");
        assertThat(ferry.source().superuser().value("select to_regclass('picked.customers')"))
                .isEqualTo("picked.customers");
    }

    @Test
    void roleWithoutTemporaryTables_exportsUnlessThereAreExpressions() {
        String database = new Identifier(ferry.source().superuser().name()).toString();
        ferry.source().superuser().execute("revoke temporary on database " + database + " from public");
        select(CUSTOMERS, selection("city", ""));
        ship(CUSTOMERS);
        select(CUSTOMERS, selection("city", "id > 1"));
        assertThatThrownBy(ferry::export)
                .hasMessageContaining("may not make temporary tables")
                .satisfies(failure -> assertThat(((Failure) failure).hints())
                        .containsExactly("Run: grant temporary on database " + database + " to ferry_exporter;"));
        ferry.source().superuser().execute("grant temporary on database " + database + " to ferry_exporter");
        assertThat(ship(CUSTOMERS)).isEqualTo("its filter changed");
    }

    /** Rows that may be too large to be held at once are read by their columns' names. */
    @Test
    void expressionBesideLargeValues_isShipped() {
        ferry.source()
                .writer()
                .execute("insert into picked.customers (id, name, city) select 1, string_agg(md5(i::text), ''), 'Paris'"
                        + " from generate_series(1, 200000) i");
        select(CUSTOMERS, selection("city name", "city <> ''", "city", "upper(city)"));
        ship(CUSTOMERS);
        assertThat(ferry.target().superuser().query("select city, length(name) from picked.customers"))
                .containsExactly(List.of("PARIS", "6400000"));
    }

    /** Some types have their length amidst their name, and some another name where they have none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "timestamp(3) with time zone",
                "time(2) without time zone",
                "character(5)[]",
                "character varying(5)",
                "bpchar",
                "interval(3)",
                "numeric(5,2)"
            })
    void expression_keepsTheLengthOfItsType(String type) {
        String add = "alter table picked.customers add column sized " + type;
        ferry.source().owner().execute(add);
        ferry.target().owner().execute(add);
        ferry.source().writer().execute(String.format(Locale.ROOT, Picked.PLAIN.insert, 1, 2));
        select(CUSTOMERS, selection("", "", "sized", "coalesce(sized, null::" + type + ")"));
        ship(CUSTOMERS);
        assertThat(ferry.target().superuser().value("select count(*) from picked.customers"))
                .isEqualTo("2");
    }

    /** A random mask must not make each key a pass over the table. */
    @Test
    void volatileExpression_isShippedByTheIndex() {
        ferry.source().writer().execute(String.format(Locale.ROOT, Picked.PLAIN.insert, 1, 20_000));
        select(CUSTOMERS, selection("city", "", "city", "gen_random_uuid()::text"));
        ship(CUSTOMERS);
        ferry.source().writer().execute("update picked.customers set city = 'x' where id <= 200");
        ferry.source().superuser().execute("select pg_stat_reset()");
        assertThat(ship(CUSTOMERS)).isEmpty();
        assertThat(ferry.target().superuser().value("select count(*) from picked.customers where length(city) = 36"))
                .isEqualTo("20000");
        await().untilAsserted(() -> assertThat(
                        ferry.source()
                                .superuser()
                                .query(
                                        "select idx_tup_fetch, seq_tup_read from pg_stat_user_tables where relname = 'customers'"))
                .containsExactly(List.of("200", "0")));
    }
}
