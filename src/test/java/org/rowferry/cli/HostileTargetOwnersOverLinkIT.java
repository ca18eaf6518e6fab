package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** Attacks by the owner of a table that a link feeds, on what the role that syncs may write. */
@TakesTurns
@ParameterizedClass
@EnumSource
class HostileTargetOwnersOverLinkIT {
    private final Server server;
    private SyncStage stage;
    private TestDatabase source;
    private TestDatabase mallory;

    /** Where the rules about roles differ, and what runs at a commit. */
    enum On {
        OLDEST,
        NEWEST
    }

    HostileTargetOwnersOverLinkIT(On on) {
        server = on == On.OLDEST ? Servers.oldest() : Servers.newest();
    }

    @BeforeEach
    void open(@TempDir Path folder) {
        stage = new SyncStage(server, folder);
        source = stage.captured(server, """
                create table public.notes (id int primary key, note text);
                insert into public.notes select i, 'note ' || i from generate_series(1, 20) as i""", "public.notes");
        mallory = stage.target().as("hl_mallory");
        mallory.execute("select 1");
        stage.target().execute("grant create on database " + stage.target().name() + " to hl_mallory");
        stage.importer().execute("create table public.loot (as_role text)");
        mallory.execute("""
                create schema mall;
                grant usage on schema mall to public;
                create table mall.notes (id int primary key, note text);
                grant select, insert, update, delete on mall.notes to sync_importer;
                create function mall.steal() returns void language plpgsql as $$
                begin
                    insert into public.loot values (current_user);
                exception when others then null; end $$;
                create function mall.attack(hint text) returns text language plpgsql immutable as $$
                begin
                    perform mall.steal();
                    begin
                        execute 'reset role';
                        perform mall.steal();
                    exception when others then null; end;
                    return hint;
                end $$;
                create function mall.spring() returns trigger language plpgsql as $$
                begin
                    perform mall.attack('x');
                    return null;
                end $$;
                create domain mall.note as text check (mall.attack(value) is not distinct from value)""");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table mall.notes add check (mall.attack(note) is not null)",
                "alter table mall.notes alter note type mall.note",
                "create index on mall.notes (id) where mall.attack('x') = 'x'",
                "create trigger spring after insert or update or delete on mall.notes execute function mall.spring()",
                "alter table mall.notes add own text default mall.attack('x')",
            })
    void codeOfAnOwner_hasHisRightsAlone_andThoseOfTheImporterWhereHeIsTrusted(String place) {
        mallory.execute(place);
        for (boolean asOwner : new boolean[] {true, false}) {
            stage.target().execute("grant hl_mallory to sync_importer");
            stage.configureBeside(
                    "as-owner: " + asOwner + "\n",
                    stage.link("north", source, "- { table: public.notes, into: mall.notes }\n"));
            stage.makeForeignTables();
            for (int round = 0; round < 2; round++) {
                source.execute("update public.notes set note = note || '!' where id % 2 = " + round
                        + "; delete from public.notes where id = " + (asOwner ? 3 : 5) + round);

                stage.sync().assertOk();
                stage.types("status", "--config", stage.yaml()).assertOk();

                List<List<String>> loot =
                        stage.target().query("select distinct as_role from public.loot where as_role <> 'hl_mallory'");
                if (asOwner) {
                    assertThat(loot).isEmpty();
                } else {
                    assertThat(loot).containsExactly(List.of("sync_importer"));
                }
                String rows = "select n.id, n.note from <schema>.notes as n order by id";
                assertThat(mallory.query(rows.replace("<schema>", "mall")))
                        .isEqualTo(source.query(rows.replace("<schema>", "public")));
            }
        }
    }
}
