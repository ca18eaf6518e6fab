package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Tables that foreign keys tie together and that belong to several owners, each written with the rights of its own. */
@ParameterizedClass
@EnumSource
class TablesOfSeveralOwnersIT {
    private final Server server;
    private TestDatabase source;
    private TestDatabase target;
    private TestDatabase child;

    @TempDir
    private Path folder;

    /** Where the rules about roles differ. */
    enum On {
        OLDEST,
        NEWEST
    }

    TablesOfSeveralOwnersIT(On on) {
        server = on == On.OLDEST ? Servers.oldest() : Servers.newest();
    }

    @BeforeEach
    void open() {
        source = server.newDatabase("so_source");
        target = server.newDatabase("so_target");
        TestDatabase parent = target.as("so_parent");
        child = target.as("so_child");
        TestDatabase importer = target.as("so_importer");
        Stream.of(parent, child, importer).forEach(role -> role.execute("select 1"));
        String parents = "create table p.parents (id int primary key, code text unique)";
        String children = "create table c.children (id int primary key, parent int references p.parents)";
        source.execute("create schema p; create schema c; " + parents + "; " + children
                + "; insert into p.parents select i, 'c' || i from generate_series(1, 9) as i;"
                + " insert into c.children select i, 1 + i % 9 from generate_series(1, 30) as i");
        target.execute("grant create on database " + target.name() + " to so_parent, so_child");
        parent.execute("create schema p; grant usage on schema p to public; " + parents
                + "; grant references on p.parents to so_child");
        child.execute("create schema c; grant usage on schema c to public; " + children
                + "; grant select, insert, update, delete on c.children to so_importer");
        Ran.of("generate", "tracking", "--source", source.url(), "--apply").assertOk();
        Ran.of("generate", "exporter", "p.parents", "c.children", "--source", source.url(), "--apply")
                .assertOk();
        Ran.of(
                        "generate",
                        "importer",
                        "p.parents",
                        "--importer-role",
                        "so_importer",
                        "--source",
                        source.url(),
                        "--target",
                        parent.url(),
                        "--apply")
                .assertOk();
        target.execute("grant so_parent, so_child to so_importer");
        ShopPipeline.write(
                path("exporter.yaml"),
                "source: " + source.url() + "\ntargets:\n  all:\n    outbox: " + box()
                        + "\n    tables: [p.parents, c.children]\n");
        ShopPipeline.write(
                path("importer.yaml"),
                "target: " + importer.url() + "\nas-owner: true\ninboxes:\n  all:\n    from: " + box()
                        + "\n    tables: [p.parents, {table: c.children, apply: merge}]\n");
        exported();
        importing().assertOk();
        assertEqual();
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // A row that stays goes over to a parent that comes.
                "insert into p.parents values (20, 'new'); update c.children set parent = 20 where parent = 3;"
                        + " delete from p.parents where id = 3",
                // A value that is unique goes over to a parent that comes.
                "delete from c.children where parent = 4; delete from p.parents where id = 4;"
                        + " insert into p.parents values (21, 'c4'); insert into c.children values (99, 21)",
                // Values change places.
                "update p.parents set code = code || '!'; update p.parents set code = 'c1!' where id = 0;"
                        + " delete from c.children where id < 5",
                "truncate p.parents, c.children",
            })
    void changes_areWrittenInSomeOrder(String changes) {
        source.execute(changes);
        exported();

        importing().assertOk();
        assertEqual();
    }

    @Test
    void foreignKeyThatAllowsNoOrder_isNamed_andWaitsOnceItIsDeferrable() {
        source.execute("insert into p.parents values (20, 'new'); update c.children set parent = 20 where parent = 3;"
                + " delete from p.parents where id = 3; insert into p.parents values (22, 'c3')");
        exported();

        Ran refused = importing();

        assertThat(refused.code()).isEqualTo(ExitCode.TARGET.number());
        refused.assertSays("alter table c.children alter constraint children_parent_fkey deferrable;");
        child.execute("alter table c.children alter constraint children_parent_fkey deferrable");
        importing().assertOk();
        assertEqual();
    }

    /** What ON DELETE would do is looked for with the rights of the table that refers. */
    @Test
    void rowOfTheTargetsOwn_thatACascadeWouldDelete_isStillRefused() {
        child.execute("create table c.own (id int primary key, parent int references p.parents on delete cascade);"
                + " insert into c.own values (1, 5)");
        source.execute("delete from c.children where parent = 5; delete from p.parents where id = 5");
        exported();

        importing().assertRefused(ExitCode.TARGET, "c.own", "(id)=(5)");
        child.execute("delete from c.own");
        importing().assertOk();
        assertEqual();
    }

    private void exported() {
        Ran.of("export", "--config", path("exporter.yaml")).assertOk();
    }

    private Ran importing() {
        return Ran.of("import", "--config", path("importer.yaml"));
    }

    private void assertEqual() {
        List<List<String>> rows = source.query(ROWS);
        assertThat(target.query(ROWS)).isEqualTo(rows);
    }

    private static final String ROWS = "select 'p', id, code from p.parents union all select 'c', id, parent::text"
            + " from c.children order by 1, 2";

    private Path box() {
        try {
            return Files.createDirectories(folder.resolve("box"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }
}
