package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Tables without a unique index, whose key the operator tells in the configuration. */
class ToldKeyIT {
    private static final String TABLE = "odd.\"Log Lines\"";

    private final TestDatabase source = Servers.oldest().newDatabase("told_source");
    private final TestDatabase target = Servers.newest().newDatabase("told_target");

    @TempDir
    private Path folder;

    @BeforeEach
    void create() {
        source.execute("create schema odd; create table " + TABLE
                + " (host text, \"group\" integer, body text, j json);" + "insert into " + TABLE
                + " select 'host ' || i % 7, i, 'x', '{}' from generate_series(1, 5000) i");
        configure("['\"group\"', host]");
        Ran.of("generate", "tracking", "--config", exporter(), "--apply").assertOk();
    }

    @AfterEach
    void drop() {
        source.close();
        target.close();
    }

    private String exporter() {
        return folder.resolve("exporter.yaml").toString();
    }

    private String importer() {
        return folder.resolve("importer.yaml").toString();
    }

    private void configure(String key) {
        ShopPipeline.write(exporter(), String.format(Locale.ROOT, """
                source: %s
                targets:
                  reporting:
                    outbox: %s
                    tables:
                      - table: '%s'
                        key: %s
                """, source.url(), made("outbox"), TABLE, key));
        ShopPipeline.write(importer(), String.format(Locale.ROOT, """
                target: %s
                inboxes:
                  odd:
                    from: %s
                    tables: ['%s']
                """, target.url(), made("inbox"), TABLE));
    }

    private Path made(String name) {
        Path path = folder.resolve(name);
        path.toFile().mkdirs();
        return path;
    }

    private Ran generate() {
        return Ran.of("generate", "exporter", TABLE, "--config", exporter(), "--apply");
    }

    private void install() {
        generate().assertOk();
        Ran.of("generate", "importer", TABLE, "--config", exporter(), "--config", importer(), "--apply")
                .assertOk();
    }

    private Ran export() {
        return Ran.of("export", "--config", exporter());
    }

    private String ship() {
        Ran ran = export().assertOk();
        Bundles.in(made("outbox")).forEach(bundle -> {
            Path goal = made("inbox").resolve(bundle.getFileName());
            if (!Files.exists(made("inbox").resolve("applied").resolve(bundle.getFileName()))) {
                Bundles.copy(bundle, goal);
            }
        });
        Ran.of("import", "--config", importer()).assertOk();
        String rows = "select count(*) || md5(string_agg(t::text, ' ' order by t::text)) from " + TABLE + " t";
        assertThat(target.value(rows)).isEqualTo(source.value(rows));
        return ran.out();
    }

    /** Without an index a window is read in one pass; with one it may be looked up. */
    @ParameterizedTest
    @CsvSource({
        "''",
        "create index on odd.\"Log Lines\" (\"group\")",
        "create index on odd.\"Log Lines\" using hash (host)"
    })
    void keyThatIsTold_isShippedBy(String index) {
        source.execute(index);
        install();
        assertThat(ship()).contains("5000 rows in full");
        source.execute("update " + TABLE + " set body = 'changed' where \"group\" <= 3; delete from " + TABLE
                + " where \"group\" = 4; update " + TABLE + " set host = 'other' where \"group\" = 5; insert into "
                + TABLE
                + " values ('new', 1, '', null)");
        assertThat(ship()).contains("7 keys changed, 5 rows");
        source.execute("update " + TABLE + " set body = 'all'");
        assertThat(ship()).contains("5000 keys changed, 5000 rows");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "insert into odd.\"Log Lines\" values ('host 1', 1, 'again', null)|does not tell its rows apart: 2 rows have (1,\"host 1\")",
                "update odd.\"Log Lines\" set host = 'host 1', \"group\" = 1 where \"group\" = 2|2 rows have (1,\"host 1\")",
                "insert into odd.\"Log Lines\" values (null, 7777, '', null)|has no value in the row (7777,)",
                "insert into odd.\"Log Lines\" values ('x', null, '', null)|has no value in the row (,x)",
                "insert into odd.\"Log Lines\" values (null, null, '', null)|has no value in the row (,)",
            })
    void keyThatTellsRowsApartNoMore_isRefusedUntilTheRowsAreMended(String sql, String words) {
        install();
        ship();
        source.execute(sql);
        export().assertRefused(ExitCode.SOURCE, "the key [\"group\", host] of " + TABLE, words, "having count(*) > 1");
        source.execute(
                "delete from " + TABLE + " where body = 'again' or \"group\" = 1 or host is null or \"group\" is null");
        ship();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[host]|the key (host) of odd.\"Log Lines\" is not unique and not null: 71",
                "[grup]|has no column grup for its key, did you mean 'group'?",
                "[j]|the column j of odd.\"Log Lines\" is of a type without equality",
            })
    void keyThatIsNone_isRefusedBeforeCaptureIsMade(String key, String words) {
        configure(key);
        generate().assertRefused(ExitCode.SOURCE, words.split("…"));
        assertThat(source.value("select count(*) from rowferry.capture")).isEqualTo("0");
    }

    @Test
    void keyOfTwoConfigurations_isOfTheCapture() {
        install();
        ship();
        configure("['\"group\"']");
        export().assertRefused(
                        ExitCode.SOURCE,
                        "it was made for the key [\"group\", host], and the configuration says [\"group\"]",
                        "rowferry generate exporter '" + TABLE + "' --config " + exporter()
                                + " --source postgresql://OWNER@");
        assertThat(Ran.of("status", "--config", exporter()).out())
                .contains("TROUBLE")
                .contains("the configuration says");
        generate().assertOk();
        target.execute("alter table " + TABLE + " drop constraint \"Log Lines_pkey\", add primary key (\"group\")");
        assertThat(ship()).contains("its capture was installed anew");
        configure("[]");
        export().assertRefused(ExitCode.SOURCE, "which is no key of the table any more", "Or set 'key: ");
    }

    @Test
    void targetsThatTellDifferentKeys_areRefused() {
        ShopPipeline.write(exporter(), String.format(Locale.ROOT, """
                source: %1$s
                targets:
                  a: {outbox: /tmp, tables: [{table: x.t, key: [a, b]}, x.u]}
                  b: {outbox: /tmp, tables: [{table: x.t, key: [b, a]}, {table: x.u, key: [id]}]}
                """, source.url()));
        Ran ran = export().assertRefused(
                        ExitCode.CONFIGURATION, "name different keys of x.u, which is captured with one");
        assertThat(ran.err()).contains("1 problem").doesNotContain("x.t");
    }

    @Test
    void printedScript_checksTheKeyToo() {
        configure("[host]");
        String script = Ran.of("generate", "exporter", TABLE, "--config", exporter())
                .assertOk()
                .out();
        assertThat(Stream.of(script.split(";")).filter(part -> part.contains("having count(*) > 1")))
                .hasSize(1);
    }
}
