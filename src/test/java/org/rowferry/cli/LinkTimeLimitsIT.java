package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Settings of a role that end sessions and statements: ours are free of them, and those over a link name the setting. */
final class LinkTimeLimitsIT {
    @TempDir
    private Path folder;

    private SyncStage stage;

    @BeforeEach
    void open() {
        stage = new SyncStage(Servers.newest(), folder);
        stage.importer()
                .execute("create table public.a (id int primary key); create table public.b (id int primary key)");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    /** The target takes its time over each table, while the source waits within its transaction. */
    private TestDatabase linked(Server server) {
        TestDatabase source = stage.source(
                server,
                "create table public.a as select generate_series(1, 9) as id; create table public.b as table public.a",
                "public.a",
                "public.b");
        stage.configure(stage.link(
                "north",
                source,
                "- { table: public.a, capture: snapshot, key: [id] }\n",
                "- { table: public.b, capture: snapshot, key: [id] }\n"));
        stage.makeForeignTables();
        stage.importer()
                .execute("create function public.slow() returns trigger language plpgsql"
                        + " as $$ begin perform pg_sleep(0.8); return null; end $$;"
                        + " create trigger slow after insert on public.a execute function public.slow();"
                        + " create trigger slow after insert on public.b execute function public.slow()");
        return source;
    }

    private static void limit(TestDatabase source, String setting, String value) {
        source.execute("alter database " + source.name() + " set " + setting + " = '" + value + "'");
    }

    /** Takes the SQL out of the hint and runs it on the source, whereupon the sync succeeds. */
    private void assertHintMends(TestDatabase source, String setting) {
        Ran ran =
                stage.sync().assertRefused(ExitCode.SOURCE, "the source's " + setting + " ended the work of the link");
        assertThat(ran.err()).containsPattern("HINT: .*alter role \"Sync 'Reader'\" in database .* set " + setting);
        source.execute(ran.err().replaceAll("(?s).*(alter role [^;]*;).*", "$1"));
        stage.sync().assertOk();
        assertThat(stage.target().value("select count(*) from public.b")).isEqualTo("9");
    }

    @Test
    void aSourceThatEndsIdleTransactions_isNamedWithTheSetting_whichTheHintSets() {
        TestDatabase source = linked(Servers.oldest());
        limit(source, "idle_in_transaction_session_timeout", "300ms");
        assertHintMends(source, "idle_in_transaction_session_timeout");
    }

    @Test
    void aSourceThatEndsLongTransactions_isNamedWithTheSetting_whichTheHintSets() {
        TestDatabase source = linked(Servers.newest());
        limit(source, "transaction_timeout", "500ms");
        assertHintMends(source, "transaction_timeout");
    }

    @Test
    void aSourceThatEndsLongStatements_isNamedWithTheSetting_whichTheHintSets() {
        TestDatabase source = stage.source(
                Servers.newest(), "create view public.b as select 9 as id, pg_sleep(0.8)::text as slept", "public.b");
        stage.configure(stage.link("north", source, "- { table: public.b, capture: snapshot, key: [id] }\n"));
        stage.importer().execute("alter table public.b add column slept text");
        stage.makeForeignTables();
        limit(source, "statement_timeout", "400ms");
        Ran ran = stage.sync().assertRefused(ExitCode.SOURCE, "the source's statement_timeout ended the work");
        source.execute(ran.err().replaceAll("(?s).*(alter role [^;]*;).*", "$1"));
        stage.sync().assertOk();
    }

    @Test
    void rolesWithTimeLimits_exportImportAndSyncAllTheSame() {
        linked(Servers.newest());
        for (String setting : new String[] {
            "statement_timeout", "idle_in_transaction_session_timeout", "transaction_timeout", "idle_session_timeout"
        }) {
            limit(stage.target(), setting, "400ms");
        }
        stage.sync().assertOk();
        try (ShopPipeline ferry = ShopPipeline.between(Servers.newest(), Servers.newest(), folder)) {
            for (TestDatabase side : new TestDatabase[] {ferry.source(), ferry.target()}) {
                limit(side, "statement_timeout", "400ms");
                limit(side, "idle_in_transaction_session_timeout", "400ms");
                limit(side, "transaction_timeout", "400ms");
            }
            ferry.target()
                    .execute("create function public.slow() returns trigger language plpgsql"
                            + " as $$ begin perform pg_sleep(0.8); return null; end $$;"
                            + " create trigger slow after insert on shop.notes execute function public.slow()");
            ferry.exportAndImport();
            ferry.assertEqual();
        }
    }
}
