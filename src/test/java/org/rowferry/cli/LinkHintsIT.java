package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;

/** What fails of a link is mended by its hints alone, from the first sync on, by the roles that they are for. */
class LinkHintsIT {
    private static final String READER = "rowferry_reader";

    @TempDir
    private static Path folder;

    private static HintedHosts hosts;

    @BeforeAll
    static void firstSync() throws IOException {
        hosts = new HintedHosts(folder);
        new Mending(hosts, true).run(hosts::export, "");
        hosts.source().as(READER);
        hosts.target()
                .execute("create extension postgres_fdw; grant usage on foreign data wrapper postgres_fdw to "
                        + HintedHosts.TARGET_OWNER);
        Files.writeString(
                file(),
                String.format(
                        Locale.ROOT,
                        """
                target: %s
                lock-timeout: 1s
                links:
                  north:
                    options: { host: %s, port: %d, dbname: %s }
                    user: { user: %s }
                    tables:
                      - { table: shop.notes, into: linked.notes }
                      - { table: shop.plain, capture: snapshot, key: [id], into: linked.plain }
                """,
                        HintedHosts.url(hosts.target(), "rowferry_importer"),
                        hosts.source().server().host(),
                        hosts.source().server().port(),
                        hosts.source().name(),
                        READER));
        HintedHosts.owner(hosts.source(), HintedHosts.SOURCE_OWNER)
                .execute("create table shop.plain (id int primary key, \"it's\" text);"
                        + " insert into shop.plain select i, 'plain' from generate_series(1, 9) i");
        mended("");
        assertEqual();
    }

    @AfterAll
    static void close() {
        hosts.close();
    }

    private static Path file() {
        return folder.resolve("night's run/links näch.yaml");
    }

    private static Operator.Answer sync() {
        return hosts.job("sync", file());
    }

    private static String mended(String way) {
        Mending mending = new Mending(hosts, false);
        mending.run(LinkHintsIT::sync, way);
        return mending.told();
    }

    private static void assertEqual() {
        for (String name : new String[] {"notes", "plain"}) {
            try (Connection source = hosts.source().connect();
                    Connection target = hosts.target().connect()) {
                Tables.assertEqual(name, source, "table shop." + name, target, "table linked." + name);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void night() {
        hosts.change();
        hosts.source().execute("update shop.plain set \"it's\" = \"it's\" || '!' where id = 1");
        HintedHosts.assertOk(sync());
        assertEqual();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "revoke select on shop.notes from rowferry_reader|generate fdw source",
                "revoke usage on schema shop from rowferry_reader|generate fdw source",
                "revoke select on rowferry.\"shop.notes\" from rowferry_reader|generate fdw source",
                "revoke select on rowferry.link_capture from rowferry_reader|generate fdw source",
                "alter table shop.notes disable trigger rowferry_update|generate exporter",
                "drop table rowferry.\"shop.notes\"|generate exporter",
                "delete from rowferry.capture|generate exporter",
                "delete from rowferry.incarnation|generate tracking"
            })
    void sourceInTrouble_isMendedByItsHints(String sql, String told) {
        night();
        hosts.change();
        hosts.source().execute(sql);
        assertThat(mended("")).contains(told);
        night();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drop foreign table north.notes|generate fdw target",
                "drop foreign table north.\"shop.notes\"|generate fdw target",
                "drop schema north cascade|generate fdw target",
                "drop server north cascade|generate fdw target",
                "alter foreign table north.link_capture drop column attributes, drop column labels|alter foreign table",
                "alter foreign table north.notes drop column mood|alter foreign table",
                "alter foreign table north.plain alter \"it's\" type int using null|alter foreign table",
                "drop table linked.notes|generate importer",
                "alter table linked.plain drop column \"it's\"|alter table linked.plain",
                "revoke insert on linked.notes from rowferry_importer|grant insert",
                "alter table linked.notes enable row level security|disable row level security",
                "delete from rowferry.layout|generate fdw target"
            })
    void targetInTrouble_isMendedByItsHints(String sql, String told) {
        night();
        hosts.change();
        hosts.target().execute(sql.replace(" using null", ""));
        assertThat(mended("")).contains(told);
        night();
    }

    @Test
    void columnThatTheTargetLost_isMadeAgain_andAllRowsComeOverTheLink() {
        night();
        hosts.change();
        hosts.target().execute("alter table linked.notes drop column body");
        assertThat(mended("")).contains("rowferry sync --config").contains("--link north --full 'shop.notes'");
        hosts.target().execute("drop table linked.notes");
        mended("");
        night();
    }

    /** Neither the number of rows nor the catalog shows it. */
    @Test
    void tableThatDiffers_isMendedByItsHint() {
        night();
        hosts.target()
                .execute("update linked.notes set body = 'planted' where id = (select min(id) from linked.notes)");
        Mending mending = new Mending(hosts, false);
        mending.run(() -> hosts.job("sync", file(), "--verify"), "");
        assertThat(mending.told())
                .contains("RUN: To read the rows of these buckets again, run: ")
                .contains(" --repair ");
        assertEqual();
        night();
    }

    @Test
    void rowSecurityOnTheSource_isRefused_andNothingIsGranted() {
        night();
        hosts.source().execute("alter table shop.plain enable row level security");
        Operator.Answer answer = sync();
        assertThat(answer.code()).isEqualTo(ExitCode.SOURCE.number());
        assertThat(answer.text()).contains("row security would hide rows").doesNotContain("grant");
        hosts.source().execute("alter table shop.plain disable row level security");
        night();
    }

    @Test
    void hintsOfALink_nameItsOwnSource_whereTheOneBeforeHasAnother() throws IOException {
        hosts.source()
                .execute("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and pid <> pg_backend_pid()");
        TestDatabase other = hosts.source().copy("hinted_other");
        String links = Files.readString(file());
        try {
            String second = links.substring(links.indexOf("  north:"))
                    .replace("north:", "south:")
                    .replace("host: ", "hostaddr: ")
                    .replace("localhost", "127.0.0.1")
                    .replace(hosts.source().name(), other.name())
                    .replaceAll("into: linked", "into: here_south");
            Files.writeString(file(), links + second);
            Operator.Answer made = hosts.types(
                    "generate",
                    "fdw",
                    "target",
                    "--config",
                    file().toString(),
                    "--target",
                    HintedHosts.url(hosts.target(), HintedHosts.TARGET_OWNER),
                    "--apply");
            HintedHosts.assertOk(made);
            String text = sync().text();
            assertThat(text).contains("this source is not the one that exported before");
            assertThat(text.substring(text.indexOf("this source is not")))
                    .contains("postgresql://OWNER@127.0.0.1")
                    .contains("/" + other.name())
                    .doesNotContain("/" + hosts.source().name());
        } finally {
            Files.writeString(file(), links);
            other.close();
        }
        night();
    }
}
