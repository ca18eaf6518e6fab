package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Over a link, a column that says NOT NULL and may hold one all the same vouches for no key. */
class LinkUnprovenNotNullIT {
    @TempDir
    private Path folder;

    private SyncStage stage;

    @BeforeEach
    void open() {
        stage = new SyncStage(Servers.oldest(), folder);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void mirrorOfATableWhoseNotNullIsNotValidYet_getsNoUniqueIndex() {
        TestDatabase source = stage.source(Servers.newest(), """
                create table public.later ("the code" integer, note text);
                insert into public.later values (null, 'a'), (null, 'b'), (3, 'c');
                alter table public.later add constraint coded not null "the code" not valid;
                create unique index on public.later ("the code")""", "public.later");
        stage.configure(stage.link("north", source, "- { table: public.later, mirror: view }\n"));
        stage.makeForeignTables();
        mirror();
        String keys = "select count(*) from pg_index where indrelid = 'public.later'::regclass and indisunique";
        assertThat(stage.target().value(keys)).isEqualTo("0");
        stage.sync().assertOk();

        source.execute("delete from public.later where \"the code\" is null;"
                + " alter table public.later validate constraint coded");
        stage.importer().execute("drop materialized view public.later");
        mirror();
        assertThat(stage.target().value(keys)).isEqualTo("1");
    }

    private void mirror() {
        stage.types("generate", "fdw", "mirror", "--config", stage.yaml(), "--apply")
                .assertOk();
    }

    @Test
    void captureByAKeyWhoseNotNullIsNotValidAnyMore_isRefused() {
        TestDatabase source = stage.captured(Servers.newest(), """
                create table public.later ("the code" integer not null, note text);
                insert into public.later values (1, 'a'), (2, 'b'), (3, 'c');
                create unique index on public.later ("the code")""", "public.later");
        stage.importer().execute("create table public.later (\"the code\" integer primary key, note text)");
        stage.configure(stage.link("north", source, "- public.later\n"));
        stage.makeForeignTables();
        stage.sync().assertOk();

        source.execute("alter table public.later alter \"the code\" drop not null;"
                + " insert into public.later values (null, 'd');"
                + " alter table public.later add constraint coded not null \"the code\" not valid");
        stage.sync()
                .assertRefused(
                        ExitCode.CONFIGURATION,
                        "the source captures public.later by the key [\"the code\"], which no unique index on NOT NULL"
                                + " columns vouches for");
    }
}
