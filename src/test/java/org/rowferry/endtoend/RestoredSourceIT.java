package org.rowferry.endtoend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.bundle.BundleName;
import org.rowferry.ddl.Scripts.IncarnationChange;
import org.rowferry.exporter.Outcome;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** An old dump that is put back into the database that exported since: it is noticed, and led on to equal tables. */
class RestoredSourceIT {
    private static final Pipeline TEMPLATE = Pipeline.between(
            Servers.oldest(),
            Servers.newest(),
            ShippedSchema.of("""
                    create table yard."Order-Lines" ("group" integer primary key, v text);
                    create table yard.still (id integer primary key);
                    create table yard.parts (id integer primary key) partition by range (id);
                    create table yard.parts_1 partition of yard.parts for values from (0) to (1000)""", "yard.\"Order-Lines\"", "yard.still", "yard.parts"));

    @TempDir
    private static Path folder;

    private final Pipeline ferry = TEMPLATE.copied();
    private final TestDatabase superuser = ferry.source().superuser();

    @BeforeEach
    void shipTwoBundles() {
        bundle(1);
        bundle(2);
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @AfterAll
    static void closeTemplate() {
        TEMPLATE.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--schema=rowferry", "--table=rowferry.* --table=yard.still", "--data-only"})
    void dumpRestoredOverItsSource_isRefusedUntilItsIncarnationIsRenewed_andThenAllTablesAreEqual(String what)
            throws Exception {
        Path dump = dump(what);
        bundle(3);
        bundle(4);
        restore(dump, what);
        assertRefusedUntilRenewed(what.equals("--data-only"));
    }

    @Test
    void tablesOfRowferryThatWereDroppedAndMadeAgain_areRefused() {
        superuser.execute("create table yard.old as select * from rowferry.export_tracking;"
                + "create table rowferry.other (like rowferry.export_tracking including all);"
                + "insert into rowferry.other select * from yard.old; drop table yard.old, rowferry.export_tracking;"
                + "alter table rowferry.other rename to export_tracking;"
                + "grant all on rowferry.export_tracking to ferry_exporter;"
                + "alter table rowferry.export_tracking owner to ferry_owner");
        assertRefused();
    }

    /** Whoever has no rights to drop empties the tables and fills them again. */
    @ParameterizedTest
    @ValueSource(strings = {"truncate", "delete from"})
    void tablesOfRowferryThatWereEmptiedAndFilledFromADump_areRefused(String emptied) {
        List<String> tables = List.of("incarnation", "export_target", "export_bundle", "export_tracking");
        tables.forEach(table -> superuser.execute("create table yard.old_" + table + " as table rowferry." + table));
        bundle(3);
        superuser.execute("alter table rowferry.export_bundle drop constraint export_bundle_target_fkey;"
                + "alter table rowferry.export_tracking drop constraint export_tracking_target_fkey");
        tables.forEach(table -> superuser.execute(emptied + " rowferry." + table + "; insert into rowferry." + table
                + " table yard.old_" + table + "; drop table yard.old_" + table));
        assertRefused();
    }

    /** Nothing else is put back, and the carrier has taken what was in the outbox. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from rowferry.export_target; insert into rowferry.export_target table yard.export_target;"
                        + " insert into rowferry.export_bundle table yard.export_bundle;"
                        + " insert into rowferry.export_tracking table yard.export_tracking",
                "truncate rowferry.export_target, rowferry.export_tracking, rowferry.export_bundle;"
                        + " insert into rowferry.export_bundle select * from yard.export_bundle;"
                        + " insert into rowferry.export_tracking table yard.export_tracking;"
                        + " insert into rowferry.export_target table yard.export_target",
                "update rowferry.export_target t set last_number = o.last_number from yard.export_target o",
                "update rowferry.export_target t set last_number = o.last_number from yard.export_target o;"
                        + " delete from rowferry.export_bundle where number > 2",
                "update rowferry.export_target t set last_number = o.last_number from yard.export_target o;"
                        + " delete from rowferry.export_bundle where number > 2; update rowferry.export_tracking set number = 2"
            })
    void rowsOfTheTrackingOfYesterday_areRefusedBeforeANumberIsGivenTwice(String putBack) throws Exception {
        for (String table : List.of("export_target", "export_bundle", "export_tracking")) {
            superuser.execute("create table yard." + table + " as table rowferry." + table);
        }
        bundle(3);
        bundle(4);
        putBack(putBack);
        assertRefusedUntilRenewed(false);
    }

    private void putBack(String sql) {
        for (String table : List.of("export_bundle", "export_tracking")) {
            superuser.execute("alter table rowferry." + table + " alter constraint " + table
                    + "_target_fkey deferrable initially deferred");
        }
        superuser.execute("begin; " + sql + "; commit");
    }

    @Test
    void dumpOfTheDataOfRowferrysSchema_isRefused_whereOnlyItsTargetsAreRestored() throws Exception {
        Path dump = dump("--data-only --schema=rowferry");
        bundle(3);
        bundle(4);
        superuser.execute("delete from rowferry.export_target");
        for (String table : List.of("export_target", "export_bundle", "export_tracking")) {
            run(List.of("pg_restore", "--data-only", "--table=" + table, "-d", superuser.url(), dump.toString()));
        }
        assertRefusedUntilRenewed(false);
    }

    /** As somebody does who ages bundles, or has a table shipped in full. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "update rowferry.export_bundle set exported_at = exported_at - interval '15 days'",
                "update rowferry.export_target set checked_at = now()",
                "delete from rowferry.export_tracking where table_name = 'still'",
                "delete from rowferry.export_target"
            })
    void handMadeChangeOfOneTableOfRowferrys_isNoRestore(String change) {
        superuser.execute(change);
        bundle(3);
        assertSame();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vacuum full TABLE",
                "vacuum freeze TABLE",
                "cluster TABLE using KEY",
                "alter table TABLE set (fillfactor = 50)"
            })
    void upkeepOfRowferrysTables_isNoRestore(String upkeep) {
        for (List<String> table : superuser.query(
                "select format('rowferry.%I', relname), relname || '_pkey' from pg_class c where relkind = 'r' and"
                        + " relnamespace = 'rowferry'::regnamespace and relname ~ '^(capture|incarnation|export_.*)$'")) {
            superuser.execute(upkeep.replace("TABLE", table.get(0)).replace("KEY", table.get(1)));
        }
        bundle(3);
        assertSame();
    }

    @Test
    void trackingGeneratedAgain_doesNotTakeARestoredSourceForItself() throws Exception {
        Path dump = dump("");
        bundle(3);
        restore(dump, "");
        ferry.source().generateTracking(IncarnationChange.NONE);
        assertRefused();
    }

    /** The lost life's numbers went on; those of the new one begin behind them, though the outbox is empty. */
    @Test
    void bundlesOfTheLostLifeThatStillWait_areTakenBeforeThoseOfTheNewOne() throws Exception {
        Path dump = dump("");
        List<BundleName> waiting = List.of(exported(3), exported(4), exported(5));
        ferry.ship(waiting.get(0));
        ferry.ship(waiting.get(2));
        emptyOutbox();
        restore(dump, "");
        ferry.renewIncarnation();
        Outcome.Exported first = (Outcome.Exported) ferry.export();
        assertThat(first.position().number()).isGreaterThan(5);
        ferry.ship(first.file());

        List<Result> results = ferry.importAll();
        assertThat(results).hasSize(3);
        assertThat(results.get(2))
                .asString()
                .contains(waiting.get(2).toString())
                .contains("older incarnation");
        assertSame();
        takeOutWhatIsLost((Result.Refused) results.get(2));
        assertThat(ferry.importAll()).isEmpty();
        bundle(6);
        assertSame();
    }

    /** The command of the hint, as it stands. */
    private static void takeOutWhatIsLost(Result.Refused refused) throws Exception {
        String hint = refused.failure().hints().get(1);
        run(List.of("sh", "-c", hint.substring(hint.indexOf("mkdir"))));
    }

    @Test
    void dumpOfBeforeTheFirstExport_takesNoNumberBack() throws Exception {
        superuser.execute("delete from rowferry.export_target");
        Path dump = dump("");
        superuser.execute("insert into yard.still values (0)");
        ferry.export();
        restore(dump, "");
        emptyOutbox();
        ferry.renewIncarnation();
        assertThat(((Outcome.Exported) ferry.export()).position().number()).isGreaterThan(3);
    }

    private void assertRefusedUntilRenewed(boolean triggersWereDisabled) throws IOException {
        emptyOutbox();
        assertRefused();
        ferry.renewIncarnation();
        if (triggersWereDisabled) {
            Failure failure = catchThrowableOfType(Failure.class, ferry::export);
            assertThat(failure.hints()).anyMatch(hint -> hint.contains("rowferry generate exporter"));
            ferry.source().generateExporter();
        }
        Outcome.Exported exported = (Outcome.Exported) ferry.export();
        assertThat(exported.tables())
                .extracting(Outcome.ExportedContent::full)
                .isSubsetOf("it was not shipped to this target before", "the source has a new incarnation");
        assertThat(exported.position().number()).isGreaterThan(4);
        ferry.importAllOf(exported);
        assertSame();
        bundle(5);
        assertSame();
    }

    private void assertRefused() {
        Failure failure = catchThrowableOfType(Failure.class, ferry::export);
        assertThat(failure)
                .hasMessageContaining("this source is not the one that exported before")
                .hasMessageContaining("came out of a dump");
        assertThat(failure.family()).isEqualTo(Family.SOURCE);
        assertThat(failure.hints()).anyMatch(hint -> hint.contains("--renew-incarnation"));
    }

    private void bundle(int key) {
        ferry.ship(exported(key));
        assertThat(ferry.importAll()).noneMatch(Result.Refused.class::isInstance);
    }

    private BundleName exported(int key) {
        superuser.execute("insert into yard.\"Order-Lines\" values (" + key + ", 'v'); insert into yard.still values ("
                + key + "); insert into yard.parts values (" + key + ");"
                + "update yard.\"Order-Lines\" set v = v || '" + key + "' where \"group\" = " + (key - 1));
        return ((Outcome.Exported) ferry.export()).file();
    }

    private void assertSame() {
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }

    private void emptyOutbox() throws IOException {
        try (var files = Files.list(ferry.outbox())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private Path dump(String options) throws Exception {
        assumeTrue(
                majorOf("pg_dump") >= superuser.server().major(),
                "pg_dump is older than the server, which it then refuses");
        Path dump = folder.resolve(superuser.name() + options.hashCode());
        run(concat(List.of("pg_dump", "-Fc", "-f", dump.toString()), options, superuser.url()));
        return dump;
    }

    /** Complains of what is there already where only a part is restored, and goes on, as it does for everybody. */
    private void restore(Path dump, String options) throws Exception {
        if (options.equals("--data-only")) {
            superuser.execute(
                    "truncate yard.\"Order-Lines\", yard.still, yard.parts, rowferry.layout, rowferry.incarnation,"
                            + " rowferry.capture, rowferry.capture_witness, rowferry.export_target, rowferry.export_bundle, rowferry.export_tracking");
            call(List.of("pg_restore", "--data-only", "--disable-triggers", "-d", superuser.url(), dump.toString()));
        } else {
            call(List.of("pg_restore", "--clean", "--if-exists", "-d", superuser.url(), dump.toString()));
        }
    }

    private static List<String> concat(List<String> words, String options, String last) {
        List<String> all = new ArrayList<>(words);
        new StringTokenizer(options).asIterator().forEachRemaining(option -> all.add((String) option));
        all.add(last);
        return all;
    }

    private static void run(List<String> command) throws Exception {
        Process process = started(command);
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
    }

    /** Runs a program that may complain: where objects need each other, pg_restore drops a few of them in the wrong order. */
    private static void call(List<String> command) throws Exception {
        Process process = started(command);
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        process.waitFor();
    }

    private static Process started(List<String> command) throws IOException {
        assumeTrue(isInstalled(command.get(0)), command.get(0) + " is not installed");
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static int majorOf(String program) throws Exception {
        assumeTrue(isInstalled(program), program + " is not installed");
        Process process = new ProcessBuilder(program, "--version").start();
        String version = new String(process.getInputStream().readAllBytes(), US_ASCII);
        return Integer.parseInt(version.replaceAll("(?s)\\D*(\\d+).*", "$1"));
    }

    private static boolean isInstalled(String program) {
        return Pattern.compile(":")
                .splitAsStream(System.getenv("PATH"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
