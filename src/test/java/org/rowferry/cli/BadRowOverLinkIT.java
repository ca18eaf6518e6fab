package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Rows that an expression of a link's table does not bear: the message names table, column and key. */
final class BadRowOverLinkIT {
    private static final String SEVENTH = "fails for the row where \"group\" = '7' and \"it's\" = E'a\\\\b''c': ";

    @TempDir
    private Path folder;

    private SyncStage stage;
    private TestDatabase source;

    @BeforeEach
    void open() {
        stage = new SyncStage(Servers.newest(), folder);
        source = stage.captured(Servers.oldest(), """
                create table public."A's" ("group" int, "it's" text, "place" text, primary key ("group", "it's"));
                insert into public."A's" select i, 'a\\b''c', i from generate_series(1, 300) as i;
                create table public.keyless as select 7 as a, 'seven'::text as b;
                """, "public.\"A's\"");
        stage.lend(source, "public.keyless", "--read-only");
        stage.importer()
                .execute("create table public.\"A's\" (\"group\" int, \"it's\" text, \"place\" int,"
                        + " primary key (\"group\", \"it's\")); create table public.keyless (a int, b int)");
        configure("transform: { place: 'place::int' }");
        stage.makeForeignTables();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private void configure(String how) {
        configure("public.\"A''s\"", how);
    }

    private void configure(String table, String how) {
        stage.configure(stage.link("north", source, "- { table: '" + table + "', " + how + " }\n"));
    }

    private String assertNamed(String... words) {
        Ran ran = stage.sync().assertRefused(ExitCode.CONFIGURATION, words);
        assertThat(ran.err()).doesNotContain("inspect", "BUNDLE").contains("under links.north in " + stage.yaml());
        return ran.err();
    }

    @Test
    void aBadCast_namesTableColumnAndKey_inFullAndAsAChange() {
        String bad = "update public.\"A's\" set place = 'seven' where \"group\" = 7";
        String good = "update public.\"A's\" set place = '77' where \"group\" = 7";
        for (String round : new String[] {"in full", "as a change"}) {
            source.execute(bad);
            String text = assertNamed(
                    "the expression for column place of public.\"A's\" " + SEVENTH,
                    "invalid input syntax for type integer: \"seven\"");
            String shown = text.replaceAll("(?s).*on the source: (select [^;]*);.*", "$1");
            assertThat(source.query(shown)).as(round).hasSize(1);
            source.execute(good);
            stage.sync().assertOk();
        }
        assertThat(stage.target().value("select sum(place) from public.\"A's\""))
                .isEqualTo("45220");
    }

    @Test
    void anExpressionThatTheSourceMakes_namesThemToo() {
        configure("transform: { place: '1' }, where: '1 / (\"group\" - 7) < 2'");
        assertNamed("the filter of public.\"A's\" " + SEVENTH + "division by zero");
    }

    @Test
    void aRowWithoutAKey_isShownWhole() {
        configure("public.keyless", "capture: snapshot, transform: { b: 'b::int' }");
        stage.makeForeignTables();
        assertNamed("the expression for column b of public.keyless fails for the row where (7,seven): ");
    }

    @Test
    void aValueThatTheForeignTableDoesNotTake_namesItsColumn() {
        configure("public.keyless", "capture: snapshot");
        stage.makeForeignTables();
        stage.importer()
                .execute("alter foreign table north.keyless alter column b type int; alter foreign table"
                        + " north.keyless options (set table_name 'keyless')");
        Ran ran = stage.sync();
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("column").contains(" b ").doesNotContain("inspect");
    }

    @Test
    void aViewWhoseQueryFails_isNamedWithTheKeyOfTheConfiguration() {
        configure("mirror: view, key: [group, '\"it''s\"'], into: public.seen, transform: { place: 'place::int' }");
        stage.types("generate", "fdw", "mirror", "--config", stage.yaml(), "--apply")
                .assertOk();
        stage.sync().assertOk();
        source.execute("update public.\"A's\" set place = 'seven' where \"group\" = 7");
        Ran ran = stage.sync()
                .assertRefused(
                        ExitCode.CONFIGURATION,
                        "materialized view public.seen does not bear a row",
                        "\"seven\"",
                        "'transform' and 'where' of public.\"A's\" under links.north");
        assertThat(ran.err()).doesNotContain("inspect");
    }
}
