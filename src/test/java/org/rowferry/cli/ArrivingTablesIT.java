package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** The target's tables, made for what a target of the configuration gets; and scripts that are printed before any is run. */
@TakesTurns
@ParameterizedClass(name = "from the oldest: {0}")
@ValueSource(booleans = {true, false})
class ArrivingTablesIT {
    private static final String PEOPLE = "app.\"The 'People'\"";

    @Parameter
    private boolean fromTheOldest;

    @TempDir
    private Path folder;

    private TestDatabase source;
    private TestDatabase target;

    @BeforeEach
    void open() {
        source = (fromTheOldest ? Servers.oldest() : Servers.newest()).newDatabase("arriving");
        target = (fromTheOldest ? Servers.newest() : Servers.oldest()).newDatabase("arriving");
        source.execute(String.format(Locale.ROOT, """
                create schema app; create type app.mood as enum ('calm', 'cross');
                create table app.towns (id integer primary key, name text not null);
                create table %1$s (id integer primary key, name text not null, "e mail" text not null unique, salary numeric not null,
                    mood app.mood not null, town integer not null constraint "lives's" references app.towns,
                    loud text generated always as (upper(name)) stored);
                create index by_name on %1$s (name); create index by_salary on %1$s (salary);
                create index by_town on %1$s (town);
                insert into app.towns values (1, 'Ulm'), (2, 'Bern');
                insert into %1$s values (1, 'Anna', 'a@x', 10, 'calm', 1), (2, 'Bert', 'b@x', 20, 'cross', 2)""", PEOPLE));
        ShopPipeline.write(
                exporter(),
                String.format(
                        Locale.ROOT,
                        """
                source: %s
                targets:
                  reporting:
                    outbox: %s
                    tables:
                      - app.towns
                      - table: '%s'
                        columns: [name, "\\"e mail\\"", mood, town]
                        transform: { "\\"e mail\\"": "nullif(md5(\\"e mail\\"), '')::varchar(40)", mood: "(mood = 'calm')::boolean" }
                  whole:
                    outbox: %s
                    tables: [app.towns, '%s']
                """,
                        source.url(),
                        made("outbox"),
                        PEOPLE.replace("'", "''"),
                        made("whole"),
                        PEOPLE.replace("'", "''")));
        configureImporter("");
    }

    private void configureImporter(String more) {
        ShopPipeline.write(
                importer(),
                String.format(Locale.ROOT, """
                target: %s
                inboxes:
                  shop:
                    from: %s
                    tables:
                      - app.towns
                      - { table: '%s'%s }
                """, target.url(), made("outbox"), PEOPLE.replace("'", "''"), more));
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    private String exporter() {
        return folder.resolve("exporter.yaml").toString();
    }

    private String importer() {
        return folder.resolve("importer.yaml").toString();
    }

    private Path made(String name) {
        Path path = folder.resolve(name);
        path.toFile().mkdirs();
        return path;
    }

    private static String shape(String table) {
        return "select attname, format_type(atttypid, atttypmod), attnotnull from pg_attribute where attrelid = '"
                + table.replace("'", "''")
                + "'::regclass and attnum > 0 and not attisdropped order by attnum";
    }

    private Ran generate(String... words) {
        return Ran.of(Stream.concat(Stream.of("generate", "importer", "--config", exporter()), Stream.of(words))
                .toArray(String[]::new));
    }

    private void capture() {
        Ran.of("generate", "tracking", "--config", exporter(), "--apply").assertOk();
        Ran.of("generate", "exporter", "app.towns", PEOPLE, "--config", exporter(), "--apply")
                .assertOk();
    }

    private void ship() {
        Ran.of("export", "--config", exporter()).assertOk();
        Ran.of("import", "--config", importer()).assertOk();
    }

    @Test
    void theTableThatArrives_isMadeFromAConfigurationAndOneTarget() {
        capture();
        generate("--target", "reporting", "--target", target.url(), "--indexes", "--foreign-keys", "--apply")
                .assertOk();
        assertThat(target.query(shape(PEOPLE)))
                .containsExactly(
                        List.of("id", "integer", "t"),
                        List.of("name", "text", "t"),
                        List.of("e mail", "character varying(40)", "f"),
                        List.of("mood", "boolean", "f"),
                        List.of("town", "integer", "t"));
        assertThat(target.query(
                        "select relname from pg_class where relkind = 'i' and relnamespace = 'app'::regnamespace"
                                + " order by 1"))
                .containsExactly(
                        List.of("The 'People'_pkey"), List.of("by_name"), List.of("by_town"), List.of("towns_pkey"));
        assertThat(target.value("select conname from pg_constraint where contype = 'f'"))
                .isEqualTo("lives's");
        ship();
        assertThat(target.query("select id, name, \"e mail\", mood::text, town from " + PEOPLE + " order by 1"))
                .isEqualTo(source.query("select id, name, md5(\"e mail\"), (mood = 'calm')::text, town from " + PEOPLE
                        + " order by 1"));
    }

    @Test
    void whatIsLeftOut_isNamedInTheScript() {
        String script = generate(PEOPLE, "--target", "reporting", "--indexes")
                .assertOk()
                .out();
        assertThat(script)
                .contains("the index \"The 'People'_e mail_key\" of " + PEOPLE
                        + ", which is on the column \"e mail\" of " + PEOPLE + ", and an expression makes that")
                .contains("the index by_salary of " + PEOPLE + ", which is on the column salary of " + PEOPLE
                        + ", and that does not arrive");
        assertThat(script).doesNotContain("create type app.mood");
    }

    @Test
    void theTableThatArrives_isMadeWhereTheImporterHasIt() {
        configureImporter(", into: elsewhere.people, rename: { name: label }, set: { source_id: 7 }");
        capture();
        generate("--target", "reporting", "--config", importer(), "--apply").assertOk();
        assertThat(target.query(shape("elsewhere.people")))
                .containsExactly(
                        List.of("source_id", "bigint", "t"),
                        List.of("id", "integer", "t"),
                        List.of("label", "text", "t"),
                        List.of("e mail", "character varying(40)", "f"),
                        List.of("mood", "boolean", "f"),
                        List.of("town", "integer", "t"));
        ship();
        assertThat(target.value("select count(*) from elsewhere.people")).isEqualTo("2");
    }

    /** A table that was made for all columns takes what comes of fewer, once its NOT NULLs are gone. */
    @Test
    void aTableThatWasThere_losesTheNotNullOfColumnsThatNeverCome() {
        capture();
        generate("--target", "whole", "--target", target.url(), "--apply").assertOk();
        target.execute("alter table " + PEOPLE + " alter mood type boolean using null");
        generate("--target", "reporting", "--target", target.url(), "--apply").assertOk();
        assertThat(target.query(shape(PEOPLE)))
                .contains(
                        List.of("name", "text", "t"),
                        List.of("salary", "numeric", "f"),
                        List.of("mood", "boolean", "f"));
        ship();
        assertThat(target.value("select count(*) from " + PEOPLE + " where salary is null"))
                .isEqualTo("2");
    }

    @Test
    void targetsThatGetATableDifferently_areAskedFor() {
        generate(PEOPLE).assertRefused(ExitCode.USAGE, "get " + PEOPLE + " differently", "--target reporting");
        generate("app.towns").assertOk();
        source.execute("create table app.other (id integer primary key)");
        generate("app.other").assertOk();
        generate("app.other", "--target", "reporting")
                .assertRefused(ExitCode.CONFIGURATION, "the target reporting does not get app.other");
    }

    /** A reviewer reads all of them first, and they do what they would have done one by one. */
    @Test
    void allScripts_arePrintedBeforeAnyIsRun() {
        source.as("to come");
        String tracking = printed("tracking", "--config", exporter(), "--exporter-role", "to come");
        String capture = printed("exporter", "app.towns", PEOPLE, "--config", exporter(), "--exporter-role", "to come");
        String reader =
                printed("fdw", "source", "app.towns", PEOPLE, "--captured", "--role", "lent", "--config", exporter());
        String tables = printed("importer", "--config", exporter(), "--config", importer(), "--target", "reporting");

        source.execute(run(tracking) + run(capture) + run(reader));
        target.execute(run(tables));
        assertThat(printed("exporter", "app.towns", PEOPLE, "--config", exporter(), "--exporter-role", "to come"))
                .isEqualTo(capture);
        assertThat(printed("fdw", "source", "app.towns", PEOPLE, "--role", "lent", "--config", exporter()))
                .isEqualTo(reader);
        source.execute("insert into " + PEOPLE + " values (3, 'Carl', 'c@x', 30, 'calm', 1)");
        ship();
        assertThat(target.value("select count(*) from " + PEOPLE)).isEqualTo("3");
    }

    /** Leaves away what is psql's alone. */
    private static String run(String script) {
        return script.replaceAll("(?m)^\\\\.*$", "");
    }

    private static String printed(String... words) {
        return Ran.of(Stream.concat(Stream.of("generate"), Stream.of(words)).toArray(String[]::new))
                .assertOk()
                .out();
    }

    @Test
    void capture_isNotAppliedBeforeItsTracking() {
        Ran.of("generate", "exporter", "app.towns", "--config", exporter(), "--apply")
                .assertRefused(ExitCode.SOURCE, "with Rowferry's tracking", "generate tracking");
    }
}
