package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;

/** Settings of servers, databases and roles: none of them has an effect on what arrives. */
class ServerSettingsIT {
    private static final TableName ALL = TableName.of("settings", "All Kinds");
    private static final TableName PICKED = TableName.of("settings", "picked");
    private static final ShippedSchema CARGO = ShippedSchema.of("""
            create table settings."All Kinds" (
                id integer primary key, at timestamptz, d date, ts timestamp, span interval, b bytea, f8 float8, f4 float4,
                m money, x xml, t text[], ranges tstzrange[], j jsonb, body text);
            create table settings.picked (id integer primary key, at timestamptz, amount numeric);
            """, ALL.toString(), PICKED.toString());

    /** Each would print, read, end or refuse something; those of a role come on top of the database's. */
    private static final Map<String, String> HOSTILE = hostile();

    private static Map<String, String> hostile() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("DateStyle", "SQL, DMY");
        settings.put("TimeZone", "Asia/Kolkata");
        settings.put("IntervalStyle", "sql_standard");
        settings.put("bytea_output", "escape");
        settings.put("extra_float_digits", "-4");
        settings.put("lc_monetary", "C.utf8");
        settings.put("xmloption", "document");
        settings.put("array_nulls", "off");
        settings.put("search_path", "settings, public");
        settings.put("quote_all_identifiers", "on");
        settings.put("standard_conforming_strings", "off");
        settings.put("escape_string_warning", "off");
        settings.put("client_encoding", "LATIN1");
        settings.put("row_security", "on");
        settings.put("default_transaction_read_only", "on");
        settings.put("default_transaction_isolation", "serializable");
        settings.put("default_transaction_deferrable", "on");
        settings.put("statement_timeout", "300");
        settings.put("lock_timeout", "1");
        settings.put("idle_in_transaction_session_timeout", "300");
        settings.put("idle_session_timeout", "300");
        settings.put("transaction_timeout", "1000");
        settings.put("synchronous_commit", "off");
        settings.put("exit_on_error", "on");
        settings.put("enable_seqscan", "off");
        settings.put("enable_indexscan", "off");
        settings.put("enable_nestloop", "off");
        settings.put("transform_null_equals", "on");
        settings.put("work_mem", "64kB");
        settings.put("default_text_search_config", "pg_catalog.german");
        return settings;
    }

    private static void set(TestDatabase superuser, String role) {
        Identifier database = new Identifier(superuser.name());
        HOSTILE.forEach((name, value) -> {
            if (!superuser
                    .query("select 1 from pg_settings where lower(name) = lower('" + name + "')")
                    .isEmpty()) {
                String quoted = name.equals("search_path") || name.equals("DateStyle") ? value : "'" + value + "'";
                superuser.execute("alter role " + role + " in database " + database + " set " + name + " = " + quoted);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void settingsOfRoles_changeNothingOfWhatArrives(boolean fromOldest) throws SQLException {
        Server source = fromOldest ? Servers.oldest() : Servers.newest();
        Server target = fromOldest ? Servers.newest() : Servers.oldest();
        try (Pipeline ferry = Pipeline.between(source, target, CARGO)) {
            set(ferry.source().superuser(), "ferry_exporter");
            set(ferry.target().superuser(), "ferry_importer");
            ferry.setEntry(new Entry(
                    PICKED,
                    OnRewrite.FULL,
                    CaptureSettings.of(new Selection(
                            List.of(),
                            Map.of(new Identifier("amount"), "(round(amount, 1) || '')::numeric"),
                            Optional.of("amount <> 3")))));
            write(ferry, 1);
            ship(ferry);
            write(ferry, 2);
            write(ferry, 3);
            ship(ferry);
        }
    }

    private static void write(Pipeline ferry, int round) {
        ferry.source().writer().execute(String.format(Locale.ROOT, """
                insert into settings."All Kinds"
                select i + %1$d * 1000, '2026-02-03 04:05:06.789+00', '2026-02-03', '0044-03-15 01:02:03 BC',
                    '-1 mon +2 days -03:04:05.6', '\\x00ff5c27', 1.0 / 3 * i, 0.1 * i, 12.34 * i,
                    xmlparse(content 'no <b>root</b>'), array['NULL', null, 'a"b\\'], array[tstzrange('2026-01-01', null)],
                    '{"a": "\\u00e9"}', repeat('é\\ ''q'' ', i)
                from generate_series(1, 300) as i
                """, round).replace("'a\"b\\'", "E'a\"b\\\\'"));
        ferry.source()
                .writer()
                .execute(String.format(
                        Locale.ROOT,
                        "insert into settings.picked select i + %1$d * 10, '2026-01-01', i from generate_series(1, 5) i",
                        round));
    }

    /** At every step the session rests for longer than the timeouts of a session that rests. */
    private static void ship(Pipeline ferry) throws SQLException {
        ferry.importAllOf(ferry.export(
                Request.due(), new Steps(step -> ferry.source().superuser().query("select pg_sleep(0.31)"))));
        try (Connection ofSource = ferry.source().superuser().connect();
                Connection ofTarget = ferry.target().superuser().connect()) {
            Tables.assertEqual(ofSource, ofTarget, ALL);
            Tables.assertEqual(
                    PICKED.toString(),
                    ofSource,
                    "select id, at, round(amount, 1) from settings.picked where amount <> 3",
                    ofTarget,
                    "select id, at, amount from settings.picked");
        }
    }

    /** The owner is above the policies of a table until they are forced. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowSecurity_isRefusedWhereItWouldHideRows(boolean forced) {
        try (Pipeline ferry = Pipeline.between(Servers.oldest(), Servers.newest(), CARGO)) {
            write(ferry, 1);
            ferry.source()
                    .superuser()
                    .execute("grant usage, create on schema settings to ferry_exporter;"
                            + "alter table settings.picked owner to ferry_exporter, enable row level security"
                            + (forced ? ", force row level security;" : ";")
                            + "create policy mine on settings.picked using (amount < 3)");
            if (forced) {
                assertThatThrownBy(ferry::export)
                        .isInstanceOf(Failure.class)
                        .hasMessage("row security would hide rows of settings.picked from the role that exports")
                        .satisfies(failure ->
                                assertThat(((Failure) failure).family()).isEqualTo(Family.SOURCE));
                ferry.source().superuser().execute("alter table settings.picked no force row level security");
            }
            Outcome outcome = ferry.export();
            ferry.importAllOf(outcome);
            assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(305);
        }
    }
}
