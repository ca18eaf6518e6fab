package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.SentStatements;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** A command reads the facts of many tables by as many statements as those of few. */
@TestInstance(Lifecycle.PER_CLASS)
class ManyTablesIT {
    private static final int FEW = 3;
    private static final int MANY = 30;

    /** The tables have these keys in turn. */
    private static final List<String> KEYS = List.of("id", "id, no", "id, \"Part\"");

    private Path folder;

    private TestDatabase source;
    private TestDatabase target;
    private SentStatements statements;

    @BeforeAll
    void open(@TempDir Path temporary) {
        folder = temporary;
        source = Servers.oldest().newDatabase("many_source");
        target = Servers.newest().newDatabase("many_target");
        statements = new SentStatements();
        source.execute("create type \"Mood\" as enum ('calm', 'o''k'); create type pair as (a \"Mood\"[], b text);");
        for (int count : List.of(FEW, MANY)) {
            for (int i = 0; i < count; i++) {
                source.execute("create table " + names(count).get(i)
                        + " (id bigint, \"Part\" varchar(9), mood \"Mood\", more pair, twice bigint generated always as (id * 2) stored,"
                        + " no uuid not null default '00000000-0000-0000-0000-00000000000a', primary key ("
                        + KEYS.get(i % KEYS.size())
                        + "), unique (\"Part\", id)); insert into "
                        + names(count).get(i) + " select g, 'p', 'calm', null from generate_series(1, 5) g;");
            }
            ShopPipeline.write(exporterYaml(count), configuration(count, "source", source, "targets", "outbox"));
            ShopPipeline.write(importerYaml(count), configuration(count, "target", target, "inboxes", "from"));
            box(count).toFile().mkdir();
            Ran.of("generate", "tracking", "--config", exporterYaml(count), "--apply")
                    .assertOk();
            // Without a name, it is all tables of the configuration.
            Ran.of("generate", "exporter", "--config", exporterYaml(count), "--apply")
                    .assertOk();
            Ran.of(generate("importer", count, "--apply")).assertOk();
            export(count);
            importAll(count);
        }
    }

    @AfterAll
    void close() {
        statements.close();
        source.close();
        target.close();
    }

    private static List<String> names(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "public.\"T" + i + " of " + count + "\"")
                .toList();
    }

    private String exporterYaml(int count) {
        return folder.resolve("exporter-" + count + ".yaml").toString();
    }

    private String importerYaml(int count) {
        return folder.resolve("importer-" + count + ".yaml").toString();
    }

    private Path box(int count) {
        return folder.resolve("box-" + count);
    }

    private String configuration(int count, String side, TestDatabase database, String streams, String box) {
        return side + ": " + database.url() + "\nschema: ferry_" + count + "\n" + streams + ":\n  of-" + count
                + ":\n    "
                + box + ": " + box(count) + "\n    tables:\n"
                + names(count).stream().map(name -> "      - '" + name + "'\n").collect(Collectors.joining());
    }

    private String[] generate(String what, int count, String... more) {
        List<String> command = new ArrayList<>(List.of("generate", what));
        command.addAll(names(count));
        command.addAll(List.of("--config", exporterYaml(count)));
        if (what.equals("importer")) {
            command.addAll(List.of("--config", importerYaml(count)));
        }
        command.addAll(Arrays.asList(more));
        return command.toArray(String[]::new);
    }

    private void export(int count) {
        Ran.of("export", "--config", exporterYaml(count)).assertOk();
    }

    private void importAll(int count) {
        Ran.of("import", "--config", importerYaml(count)).assertOk();
    }

    private void assertSendsAsManyForMany(String... command) {
        long few = statements.during(() -> Ran.of(ofCount(FEW, command)).assertOk());
        long many = statements.during(() -> Ran.of(ofCount(MANY, command)).assertOk());
        assertThat(many)
                .as("statements for %d tables, and %d for %d", MANY, few, FEW)
                .isLessThanOrEqualTo(few);
        assertThat(few).isPositive();
    }

    private String[] ofCount(int count, String... command) {
        if (command[0].equals("generate")) {
            return generate(command[1], count, Arrays.copyOfRange(command, 2, command.length));
        }
        boolean ofTarget = command.length > 1 && command[1].equals("on the target");
        return new String[] {command[0], "--config", ofTarget ? importerYaml(count) : exporterYaml(count)};
    }

    @Test
    void export_thatFindsNothing_sendsAsManyStatementsForManyTables() {
        assertSendsAsManyForMany("export");
    }

    @Test
    void statusOfTablesInWhichNothingWaits_sendsAsManyStatementsForManyTables() {
        assertSendsAsManyForMany("status");
    }

    @Test
    void checkOfTablesInWhichNothingWaits_sendsAsManyStatementsForManyTables() {
        assertSendsAsManyForMany("check");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "status"})
    void tablesOfATarget_areLookedAtByAsManyStatementsForManyTables(String command) {
        assertSendsAsManyForMany(command, "on the target");
    }

    /** Keys and rows are copied, of tables of one owner; the log is purged for many at once. */
    @Test
    void exportOfChanges_sendsTwoStatementsForEachTable() {
        assertSendsMore(2 * (MANY - FEW), this::change, this::export);
    }

    /**
     * Rows are deleted, and rows copied; temporary tables are made for many at once. Keys are copied where a column of text is in
     * them; a few numbers are named in the statement that deletes.
     */
    @Test
    void import_sendsTwoStatementsForEachTable_andOneMoreWhereKeysHaveText() {
        int withText = (MANY - FEW) / KEYS.size();
        assertSendsMore(
                2 * (MANY - FEW) + withText,
                count -> {
                    importAll(count);
                    change(count);
                    export(count);
                },
                this::importAll);
        for (String name : names(MANY)) {
            String rows = "select id, \"Part\", mood, more, no from " + name + " order by id";
            assertThat(target.query(rows))
                    .as(name)
                    .isEqualTo(source.query(rows))
                    .hasSize(5);
        }
    }

    /** Markers are looked for only where a table has ever had one. */
    @Test
    void truncationOfOneAmongManyTables_isSeen_andSoIsTheNext() {
        String one = names(MANY).get(6);
        for (int i = 0; i < 2; i++) {
            source.execute("truncate " + one + "; insert into " + one
                    + " select g, 'p', 'calm', null from generate_series(1, 5) g;");
            assertThat(Ran.of("export", "--config", exporterYaml(MANY))
                            .assertOk()
                            .out())
                    .containsOnlyOnce("it was truncated");
            change(MANY);
            assertThat(Ran.of("export", "--config", exporterYaml(MANY))
                            .assertOk()
                            .out())
                    .doesNotContain("it was truncated");
        }
        importAll(MANY);
    }

    private void change(int count) {
        names(count).forEach(name -> source.execute("update " + name + " set mood = 'o''k' where id = 2"));
    }

    private void assertSendsMore(long more, IntConsumer prepare, IntConsumer work) {
        prepare.accept(FEW);
        long few = statements.during(() -> work.accept(FEW));
        prepare.accept(MANY);
        long many = statements.during(() -> work.accept(MANY));
        assertThat(many - few)
                .as("statements for the further tables, of %d for %d and %d for %d", few, FEW, many, MANY)
                .isEqualTo(more);
    }

    @Test
    void generateExporter_sendsAsManyStatementsForManyTables() {
        assertSendsAsManyForMany("generate", "exporter");
    }

    @Test
    void generateImporter_sendsAsManyStatementsForManyTables() {
        assertSendsAsManyForMany("generate", "importer");
        assertSendsAsManyForMany("generate", "importer", "--indexes", "--foreign-keys");
    }
}
