package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;

/** Types that somebody made, which have one name on both sides and two definitions; to the oldest server and the newest. */
class OtherTypesIT {
    private static final Pattern STEP =
            Pattern.compile("HINT: (?:Run on the (?:target[^:]*: (.*;)|source: (rowferry generate importer .*)))");

    @TempDir
    private static Path folder;

    private static List<Side> sides = List.of();

    @BeforeAll
    static void open() {
        sides = List.of(
                Side.between(Servers.newest(), Servers.oldest()), Side.between(Servers.oldest(), Servers.newest()));
    }

    @AfterAll
    static void close() {
        sides.forEach(Side::close);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rounds|create domain <y> as numeric|create domain <y> as numeric(10,1)|<y>|1.25"
                        + "|the type <y> is a domain over numeric(10,1) here and a domain over numeric on the source",
                "\"cuts 'it'\"|create domain <y> as timestamptz|create domain <y> as timestamptz(0)|<y>|2026-01-01 10:00:00.7+00"
                        + "|a domain over timestamp(0) with time zone here and a domain over timestamp with time zone on",
                "\"Sorts\"|create domain <y> as json|create domain <y> as jsonb|<y>|`{\"b\": 1, \"a\": 2}`"
                        + "|a domain over jsonb here and a domain over json on the source",
                "shortens|create domain <y> as text|create domain <y> as name|<y>|" + "`" + "LONG" + "`"
                        + "|a domain over name here and a domain over text on the source",
                "array_rounds|create domain <y> as numeric|create domain <y> as numeric(10,1)|<y>[]|`{1.25,NULL}`"
                        + "|is a domain over numeric(10,1) here",
                "below|create domain <y>_1 as numeric; create domain <y> as <y>_1"
                        + "|create domain <y>_1 as numeric(3,1); create domain <y> as <y>_1|<y>|1.25"
                        + "|the type <y>_1 is a domain over numeric(3,1) here",
                "attribute|create type <y> as (n numeric, t text)|create type <y> as (n numeric(10,1), t text)|<y>|`(1.25,a)`"
                        + "|the type <y> is (n numeric(10,1), t text) here and (n numeric, t text) on the source",
                "turned|create type <y> as (x integer, y integer)|create type <y> as (y integer, x integer)|<y>[]|`{\"(1,2)\"}`"
                        + "|the type <y> is (y integer, x integer) here and (x integer, y integer) on the source",
                "nested|create domain <y>_1 as numeric; create type <y>_2 as (n <y>_1[]); create type <y> as (a <y>_2[], b integer)"
                        + "|create domain <y>_1 as numeric(10,1); create type <y>_2 as (n <y>_1[]); create type <y> as (a <y>_2[], b integer)"
                        + "|<y>|`(\"{\"\"({1.25})\"\"}\",1)`|the type <y>_1 is a domain over numeric(10,1) here",
                "span|create type <y> as range (subtype = numeric)"
                        + "|create domain <y>_1 as numeric(10,1); create type <y> as range (subtype = <y>_1)|<y>|`[1.25,2)`"
                        + "|the type <y> is a range of <y>_1 here and a range of numeric on the source",
                "ordered|create type <y>_1 as enum ('calm', 'angry'); create type <y> as range (subtype = <y>_1)"
                        + "|create type <y>_1 as enum ('angry', 'other', 'calm'); create type <y> as range (subtype = <y>_1)"
                        + "|<y>|`[calm,calm]`|the type <y>_1 is an enum of 'angry', 'other', 'calm' here and an enum of 'calm', 'angry' on",
                "kind|create type <y> as enum ('1.25')|create domain <y> as numeric(10,1)|<y>|1.25"
                        + "|the type <y> is a domain over numeric(10,1) here and an enum of '1.25' on the source"
            })
    void typeOfTheSameNameThatIsAnotherHere_isRefusedUntilItIsTheSources(
            String name, String there, String here, String type, String value, String words) throws Exception {
        for (Side side : sides) {
            Case given = side.given(name, there, here, type, value.replace("LONG", "long ".repeat(20)));
            Ran generated = given.generate();
            if (!Set.of("kind", "ordered").contains(name)) {
                generated.assertRefused(ExitCode.TARGET, "the type ", " on the source", "drop type ");
            }
            given.makeByHand();
            Ran refused = given.importAll().assertRefused(ExitCode.TARGET, given.in(words));
            assertThat(given.rows()).isEqualTo("0");
            given.follow(refused);
            given.importAll().assertOk();
            given.assertEqual();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "wider|create domain <y> as varchar(10)|create domain <y> as varchar(20)|<y>|abc",
                "wider_array|create domain <y> as varchar(5)[]|create domain <y> as varchar(9)[]|<y>|`{abc}`",
                "wider_number|create domain <y> as numeric(5,2)|create domain <y> as numeric(9,2)|<y>|1.25",
                "wider_parts|create type <y> as (n smallint, t timestamptz(0), b bit(3))"
                        + "|create type <y> as (n bigint, t timestamptz(3), b bit varying(4))|<y>"
                        + "|`(1,\"2026-01-01 00:00:00+00\",101)`",
                "wider_range|create type <y> as range (subtype = integer)|create type <y> as range (subtype = bigint)|<y>|`[1,5)`",
                "network|create domain <y> as cidr|create domain <y> as inet|<y>|10.0.0.0/8",
                "wide|create domain <y> as numeric(10,2)|create domain <y> as numeric|<y>|1.25",
                "as_text|create domain <y> as varchar(10)|create domain <y> as text|<y>[]|`{a,b}`",
                "wide_attribute|create type <y> as (n numeric(3,2), t timestamptz(0))|create type <y> as (n numeric, t timestamptz)"
                        + "|<y>|`(1.25,\"2026-01-01 00:00:00+00\")`",
                "more_labels|create type <y> as enum ('calm', 'angry')|create type <y> as enum ('angry', 'other', 'calm')|<y>|calm",
                "wide_span|create domain <y>_1 as numeric(10,2); create type <y> as range (subtype = <y>_1)"
                        + "|create domain <y>_1 as numeric; create type <y> as range (subtype = <y>_1)|<y>|`[1.25,2)`",
                "\"the 'same'\"|create type <y>_1 as enum ('a''b', 'c'); create domain <y> as <y>_1[]"
                        + "|create type <y>_1 as enum ('a''b', 'c'); create domain <y> as <y>_1[]|<y>|`{a'b,c}`"
            })
    void typeThatTakesEveryValueOfTheSources_takesThem(
            String name, String there, String here, String type, String value) throws Exception {
        for (Side side : sides) {
            Case given = side.given(name, there, here, type, value);
            given.generate().assertOk();
            given.importAll().assertOk();
            given.assertEqual();
        }
    }

    @Test
    void columnOfWhatADomainIsOver_takesItsValues() throws Exception {
        for (Side side : sides) {
            Case given = side.given("plain_column", "create domain <y> as numeric", "select 1", "<y>", "1.25");
            side.target.execute(given.in("create table <t> (id integer primary key, v numeric)"));
            given.importAll().assertOk();
            given.assertEqual();
        }
    }

    /** As a Rowferry leaves it that compared names alone. */
    @Test
    void tableThatHoldsCutValuesAlready_comesInFull() throws Exception {
        for (Side side : sides) {
            Case given =
                    side.given("cut", "create domain <y> as numeric", "create domain <y> as numeric", "<y>", "1.25");
            given.generate().assertOk();
            given.importAll().assertOk();
            side.target.execute(given.in("update pg_type set typtypmod = (10 << 16) + 1 + 4 where oid = '<y>'::regtype;"
                    + " update <t> set v = round(v, 1)"));
            side.source.execute(given.in("update <t> set v = 3.25 where id = 2"));
            given.export().assertOk();
            given.follow(given.importAll().assertRefused(ExitCode.TARGET, given.in("the type <y> is a domain over")));
            given.importAll().assertRefused(ExitCode.GAP, "--full");
            given.export("--full").assertOk();
            given.importAll().assertOk();
            given.assertEqual();
        }
    }

    private record Side(TestDatabase source, TestDatabase target) {
        static Side between(Server source, Server target) {
            Side side = new Side(source.newDatabase("types_source"), target.newDatabase("types_target"));
            side.source.execute("create schema shop");
            side.target.execute("create schema shop");
            side.source.execute("create table shop.plain (id integer primary key)");
            Ran.of("generate", "tracking", "--source", side.source.url(), "--apply")
                    .assertOk();
            Ran.of(
                            "generate",
                            "importer",
                            "shop.plain",
                            "--source",
                            side.source.url(),
                            "--target",
                            side.target.url(),
                            "--apply")
                    .assertOk();
            return side;
        }

        /** Makes a table of its own, which waits as a full in the inbox of a target that has the type already. */
        Case given(String name, String there, String here, String type, String value) throws IOException {
            TableName table = TableName.parse("shop." + name);
            TableName made = TableName.of("shop", "type of " + table.name().name());
            Case given = new Case(this, table, made, type);
            source.execute(given.in(there));
            source.execute(given.in("create table <t> (id integer primary key, v " + type + ")"));
            source.execute(given.in("insert into <t> values (1, '" + value.replace("'", "''") + "'), (2, null)"));
            target.execute(given.in(here));
            given.configure();
            Ran.of("generate", "exporter", table.toString(), "--config", given.yaml("exporter"), "--apply")
                    .assertOk();
            given.export().assertOk();
            return given;
        }

        void close() {
            source.close();
            target.close();
        }
    }

    private record Case(Side side, TableName table, TableName made, String type) {
        String in(String text) {
            return text.replace(
                            "<y>_1",
                            TableName.of("shop", made.name().name() + "_1").toString())
                    .replace(
                            "<y>_2",
                            TableName.of("shop", made.name().name() + "_2").toString())
                    .replace("<y>", made.toString())
                    .replace("<t>", table.toString());
        }

        private Path box() throws IOException {
            return Files.createDirectories(folder.resolve(side.target.server().major() + "-" + stream()));
        }

        String yaml(String kind) throws IOException {
            return box().resolve(kind + ".yaml").toString();
        }

        private String stream() {
            return table.name().name().replaceAll("[^A-Za-z_]", "-");
        }

        void configure() throws IOException {
            String tables = "['" + table.toString().replace("'", "''") + "']";
            ShopPipeline.write(
                    yaml("exporter"),
                    String.format(
                            Locale.ROOT,
                            "source: %s%ntargets:%n  %s:%n    outbox: '%s'%n    tables: %s%n",
                            side.source.url(),
                            stream(),
                            box().toString().replace("'", "''"),
                            tables));
            ShopPipeline.write(
                    yaml("importer"),
                    String.format(
                            Locale.ROOT,
                            "target: %s%ninboxes:%n  %s:%n    from: '%s'%n    tables: %s%n",
                            side.target.url(),
                            stream(),
                            box().toString().replace("'", "''"),
                            tables));
        }

        Ran generate() throws IOException {
            return Ran.of(
                    "generate", "importer", "--config", yaml("exporter"), "--config", yaml("importer"), "--apply");
        }

        void makeByHand() {
            side.target.execute(in("create table if not exists <t> (id integer primary key, v " + type + ")"));
        }

        Ran export(String... options) throws IOException {
            return Ran.of(Stream.concat(Stream.of("export", "--config", yaml("exporter")), Stream.of(options))
                    .toArray(String[]::new));
        }

        Ran importAll() throws IOException {
            return Ran.of("import", "--config", yaml("importer"));
        }

        String rows() {
            return side.target.value("select count(*) from " + table);
        }

        void follow(Ran refused) throws IOException {
            Matcher steps = STEP.matcher(refused.err());
            while (steps.find()) {
                if (steps.group(1) != null) {
                    side.target.execute(steps.group(1));
                } else {
                    generate().assertOk();
                }
            }
        }

        void assertEqual() throws SQLException {
            try (Connection from = side.source.connect();
                    Connection to = side.target.connect()) {
                Tables.assertEqual(from, to, table);
            }
            assertThat(rows()).isEqualTo("2");
        }
    }
}
