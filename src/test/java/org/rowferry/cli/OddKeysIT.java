package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Keys of columns that are no plain ones: they work on every path, or are refused before anything is installed. */
class OddKeysIT {
    private static final String GENERATED = """
            create table public.codes (name text, code text generated always as (upper(name)) stored primary key, v integer,
                twice text generated always as (name || name) stored);
            insert into public.codes (name, v) values ('a', 1), ('b', 2), ('it''s', 3)""";

    @TempDir
    private Path folder;

    private String exporter(TestDatabase source, String entry) {
        String yaml = folder.resolve("exporter.yaml").toString();
        ShopPipeline.write(yaml, String.format(Locale.ROOT, """
                source: %s
                targets: { reporting: { outbox: %s, tables: [%s] } }
                """, source.url(), folder, entry));
        return yaml;
    }

    private static Ran captured(TestDatabase source, String table, String yaml) {
        Ran.of("generate", "tracking", "--source", source.url(), "--apply").assertOk();
        return Ran.of("generate", "exporter", table, "--source", source.url(), "--config", yaml, "--apply");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGeneratedKeyThatIsTold_isCapturedByIt(boolean oldest) {
        try (TestDatabase source = (oldest ? Servers.oldest() : Servers.newest()).newDatabase("odd_source");
                TestDatabase target = (oldest ? Servers.newest() : Servers.oldest()).newDatabase("odd_target")) {
            source.execute("create table public.bare (a integer, b integer generated always as (a * 2) stored);"
                    + " insert into public.bare values (1), (2), (3)");
            String yaml = exporter(source, "{ table: public.bare, key: [b] }");
            captured(source, "public.bare", yaml).assertOk();
            Ran.of("generate", "importer", "public.bare", "--config", yaml, "--target", target.url(), "--apply")
                    .assertOk();
            source.execute("update public.bare set a = 9 where a = 3; delete from public.bare where a = 1");
            Ran.of("export", "--config", yaml).assertOk();
            String importer = folder.resolve("importer.yaml").toString();
            ShopPipeline.write(
                    importer,
                    "target: " + target.url() + "\ninboxes: { shop: { from: " + folder
                            + ", tables: [public.bare] } }\n");
            Ran.of("import", "--config", importer).assertOk();
            assertThat(target.query("select a, b from public.bare order by 1"))
                    .isEqualTo(source.query("select a, b from public.bare order by 1"))
                    .hasSize(2);
        }
    }

    @Test
    void aVirtualGeneratedKey_isRefused_beforeItIsCaptured() {
        try (TestDatabase source = Servers.newest().newDatabase("odd_source")) {
            source.execute("create table public.bare (a integer, b integer generated always as (a * 2) virtual)");
            String yaml = exporter(source, "{ table: public.bare, key: [b] }");
            captured(source, "public.bare", yaml)
                    .assertRefused(ExitCode.SOURCE, "the column b of public.bare is a virtual generated column");
            Ran.of("generate", "importer", "public.bare", "--config", yaml)
                    .assertRefused(ExitCode.SOURCE, "is a virtual generated column");
            String watched = exporter(source, "{ table: public.bare, key: [b], capture: snapshot }");
            Ran.of("export", "--config", watched).assertRefused(ExitCode.SOURCE, "is a virtual generated column");
        }
    }

    /** Equality is what the index's operator class says, and rows are grouped by what the type says. */
    @Test
    void aKeyOfATypeThatIsNotEqualByItself_isRefused_orTheNextOneTaken() {
        try (TestDatabase source = Servers.newest().newDatabase("odd_source")) {
            source.execute("""
                    create function public.before(point, point) returns integer immutable language sql
                        return case when $1[0] < $2[0] then -1 when $1[0] > $2[0] then 1 else 0 end;
                    create function public.lt(point, point) returns boolean immutable language sql return public.before($1, $2) < 0;
                    create function public.le(point, point) returns boolean immutable language sql return public.before($1, $2) <= 0;
                    create function public.eq(point, point) returns boolean immutable language sql return public.before($1, $2) = 0;
                    create function public.ge(point, point) returns boolean immutable language sql return public.before($1, $2) >= 0;
                    create function public.gt(point, point) returns boolean immutable language sql return public.before($1, $2) > 0;
                    create operator public.<? (leftarg = point, rightarg = point, procedure = public.lt);
                    create operator public.<=? (leftarg = point, rightarg = point, procedure = public.le);
                    create operator public.=? (leftarg = point, rightarg = point, procedure = public.eq);
                    create operator public.>=? (leftarg = point, rightarg = point, procedure = public.ge);
                    create operator public.>? (leftarg = point, rightarg = point, procedure = public.gt);
                    create operator class public.by_x for type point using btree as operator 1 public.<?, operator 2 public.<=?,
                        operator 3 public.=?, operator 4 public.>=?, operator 5 public.>?, function 1 public.before(point, point);
                    create table public.places (p point not null, id integer);
                    create unique index on public.places (p public.by_x)""");
            String yaml = exporter(source, "public.places");
            captured(source, "public.places", yaml)
                    .assertRefused(
                            ExitCode.SOURCE,
                            "the column p of public.places is of a type without equality, which is in no key");
            source.execute(
                    "alter table public.places alter id set not null; create unique index on public.places (id)");
            captured(source, "public.places", yaml).assertOk();
        }
    }

    @ParameterizedTest
    @CsvSource({"true,''", "false,''", "true,import_generated: false", "false,import_generated: false"})
    void aGeneratedKey_isReadOverALink(boolean oldest, String imports) {
        try (SyncStage stage = new SyncStage(oldest ? Servers.newest() : Servers.oldest(), folder)) {
            TestDatabase source =
                    stage.captured(oldest ? Servers.oldest() : Servers.newest(), GENERATED, "public.codes");
            stage.importer().execute("create table public.codes (name text, code text primary key, v integer)");
            stage.configure(stage.link("north", source, "- public.codes\n") + "    import: { " + imports + " }\n");
            stage.makeForeignTables();
            for (String sql : List.of(
                    "select 1",
                    "update public.codes set name = 'z' where name = 'a'; update public.codes set v = 9 where name = 'b'",
                    "delete from public.codes where name = 'b'; insert into public.codes (name) values (''), ('?')")) {
                source.execute(sql);
                stage.sync().assertOk();
                String rows = "select name, code, v from public.codes order by 2";
                assertThat(stage.target().query(rows)).isEqualTo(source.query(rows));
            }
        }
    }
}
