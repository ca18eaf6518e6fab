package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.bundle.BundleName;
import org.rowferry.ddl.Scripts.IncarnationChange;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;
import org.rowferry.testing.Servers;

/** A source that is no longer the one that exported before is noticed, and led on. */
class IncarnationIT {
    private static final ShippedSchema CARGO = ShippedSchema.of(
            "create table yard.\"Order-Lines\" (\"group\" integer primary key)", "yard.\"Order-Lines\"");
    private static final Pipeline TEMPLATE = Pipeline.between(Servers.oldest(), Servers.newest(), CARGO);

    private final Pipeline ferry = TEMPLATE.copied();

    @BeforeEach
    void shipTwoBundles() {
        change(1);
        ferry.importAllOf(ferry.export());
        change(2);
        ferry.importAllOf(ferry.export());
        change(3);
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
    @CsvSource({
        "system_identifier = '1', system identifier",
        "database_oid = 1, database's oid",
        "timeline = 7, timeline is 1"
    })
    void sourceOfAnotherIdentity_isRefusedUntilItsIncarnationIsRenewed(String change, String message) {
        change("incarnation", change);
        assertThat(refusal()).hasMessageContaining(message);

        ferry.renewIncarnation();
        assertThat(fullReasons(ferry.export())).containsExactly("the source has a new incarnation");
        assertArrives();
    }

    @ParameterizedTest
    @CsvSource({"system_identifier = '1'", "database_oid = 1", "timeline = 7"})
    void sourceThatMovedWithoutLoss_goesOnWithChangesWhenItKeepsItsIncarnation(String change) {
        change("incarnation", change);
        refusal();

        ferry.source().generateTracking(IncarnationChange.KEEP);
        assertThat(fullReasons(ferry.export())).containsExactly("");
        assertArrives();
    }

    @Test
    void otherTimeline_alsoSaysHowAPlannedSwitchoverGoesOn() {
        change("incarnation", "timeline = 7");
        assertThat(refusal().hints()).hasSize(2).anyMatch(hint -> hint.contains("--keep-incarnation"));
    }

    @Test
    void cloneOfTheDatabase_isRefusedUntilItsIncarnationIsRenewed() {
        try (Pipeline clone = ferry.cloned()) {
            Failure refusal = catchThrowableOfType(Failure.class, clone::export);
            assertThat(refusal).hasMessageContaining("database's oid");
            assertThat(clone.outbox()).isEmptyDirectory();

            clone.renewIncarnation();
            assertThat(fullReasons(clone.export())).containsExactly("the source has a new incarnation");
        }
    }

    /** A clone's targets may be those of the original: what the clone ships follows on what they had before. */
    @Test
    void targetOfTheOriginal_followsTheCloneWhoseIncarnationWasRenewed() {
        try (Pipeline clone = ferry.cloned()) {
            clone.renewIncarnation();
            clone.source().writer().execute("insert into yard.\"Order-Lines\" values (100)");
            clone.importAllOf(clone.export());
            assertThat(clone.targetRows()).isEqualTo(clone.sourceRows()).hasSize(4);
        }
    }

    @Test
    void transactionIdsThatWentBack_areNoticed() {
        change("export_bundle", "snapshot = '900000000:900000000:'");
        assertThat(refusal())
                .hasMessageContaining("the next transaction id is")
                .hasMessageContaining("of target reporting saw 900000000");

        ferry.renewIncarnation();
        assertThat(fullReasons(ferry.export())).containsExactly("the source has a new incarnation");
        assertArrives();
    }

    /** As after a restore from before the second export: its bundle is out, but tracking does not know. */
    @Test
    void outboxWithABundleThatTrackingDoesNotKnow_isRefusedUntilTheIncarnationIsRenewed() {
        ferry.source()
                .superuser()
                .execute(
                        "update rowferry.export_target set last_number = 1, row_xid = pg_current_xact_id()::xid;"
                                + "update rowferry.export_tracking set number = 1, row_xid = pg_current_xact_id()::xid; delete from rowferry.export_bundle where number = 2");
        assertThat(refusal())
                .hasMessageContaining("reporting-0000000002.tar.zst")
                .hasMessageContaining("the last number that its tracking knows is 1");

        ferry.renewIncarnation();
        Outcome.Exported exported = (Outcome.Exported) ferry.export();
        assertThat(fullReasons(exported)).containsExactly("the source has a new incarnation");
        assertThat(exported.position().number()).isEqualTo(3);
        assertArrives();
    }

    /** A file with a high number is no sign that this source was set back: another made it, or nobody did. */
    @Test
    void outboxWithAStrangersFiles_namesThem_andExportsGoOnWithTheirOwnNumbers() throws IOException {
        Files.writeString(ferry.outbox().resolve("reporting-999999999999999999.tar.zst"), "no bundle at all");
        copyIntoOutbox(bundleOfAnotherSource(), "reporting-0000000900.tar.zst");
        copyIntoOutbox(ferry.outbox().resolve("reporting-0000000001.tar.zst"), "reporting-0000000901.tar.zst");

        List<String> warnings = new ArrayList<>();
        Outcome.Exported exported = (Outcome.Exported) ferry.export(Request.due(), new Warnings(warnings));
        assertThat(exported.position().number()).isEqualTo(3);
        assertThat(fullReasons(exported)).containsExactly("");
        assertThat(warnings)
                .satisfiesExactly(
                        first ->
                                assertThat(first).contains("999999999999999999", "is not a bundle", "rowferry inspect"),
                        second -> assertThat(second)
                                .contains("0000000901", "it is number 1 of this source for target reporting"),
                        third -> assertThat(third)
                                .contains("0000000900", "another source made it, in the incarnation "));
        ferry.importAllOf(exported);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());

        ferry.renewIncarnation();
        Outcome.Exported renewed = (Outcome.Exported) ferry.export();
        assertThat(renewed.position().number()).isLessThan(900);
    }

    /** Neither is set back: what is beyond the numbers of one is the other's. */
    @Test
    void clonesThatShareAnOutbox_nameEachOthersFiles_andExportOn() throws IOException {
        try (Pipeline clone = ferry.cloned()) {
            clone.renewIncarnation();
            Path outbox = clone.outbox();
            Files.delete(outbox);
            Files.createSymbolicLink(outbox, ferry.outbox());
            assertThat(number(clone.export())).isEqualTo(3);
            Failure refusal = refusal();
            assertThat(refusal).hasMessageContaining("holds reporting-0000000003.tar.zst");
            assertThat(refusal.hints().get(1)).startsWith("If a clone of this database made the file");

            ferry.renewIncarnation();
            assertThat(number(ferry.export())).isEqualTo(4);
            clone.source().writer().execute("insert into yard.\"Order-Lines\" values (100)");
            assertThat(number(clone.export())).isEqualTo(5);
            change(4);
            List<String> warnings = new ArrayList<>();
            Outcome next = ferry.export(Request.due(), new Warnings(warnings));
            assertThat(number(next)).isEqualTo(6);
            assertThat(fullReasons(next)).containsExactly("");
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .contains(
                            "reporting-0000000005", "another source made it", "give each source an outbox of its own");
        }
    }

    private static long number(Outcome outcome) {
        return ((Outcome.Exported) outcome).position().number();
    }

    private static Path bundleOfAnotherSource() throws IOException {
        try (Pipeline stranger = Pipeline.between(Servers.oldest(), Servers.newest(), CARGO)) {
            Path copy = Files.createTempFile("stranger", ".tar.zst");
            Outcome.Exported exported = (Outcome.Exported) stranger.export();
            Files.copy(
                    stranger.outbox().resolve(exported.file().toString()), copy, StandardCopyOption.REPLACE_EXISTING);
            return copy;
        }
    }

    private void copyIntoOutbox(Path file, String name) throws IOException {
        Files.copy(file, ferry.outbox().resolve(name));
    }

    private record Warnings(List<String> heard) implements Journal {
        @Override
        public void say(String line) {}

        @Override
        public void warn(Failure problem) {
            heard.add(problem.getMessage() + " " + problem.hints());
        }

        @Override
        public void step(String name) {}

        @Override
        public void moved(Progress progress) {}
    }

    /** The bundles are gone from the outbox, so it is the target that notices. */
    @Test
    void sourceThatWasSetBack_isNoticedByTheTarget() throws IOException {
        ferry.source()
                .superuser()
                .execute(
                        "update rowferry.export_target set last_number = 1, row_xid = pg_current_xact_id()::xid;"
                                + "update rowferry.export_tracking set number = 1, row_xid = pg_current_xact_id()::xid; delete from rowferry.export_bundle where number = 2");
        Files.delete(ferry.outbox().resolve("reporting-0000000002.tar.zst"));
        Outcome.Exported again = (Outcome.Exported) ferry.export();
        assertThat(again.position().number()).isEqualTo(2);
        ferry.ship(again.file());
        assertThat(ferry.importAll())
                .singleElement()
                .asString()
                .contains("Refused")
                .contains("set back");
    }

    private Failure refusal() {
        List<Path> before = files();
        Failure failure = catchThrowableOfType(Failure.class, ferry::export);
        assertThat(failure).hasMessageContaining("this source is not the one that exported before");
        assertThat(failure.family()).isEqualTo(Family.SOURCE);
        assertThat(failure.hints()).anyMatch(hint -> hint.contains("--renew-incarnation"));
        assertThat(files()).isEqualTo(before);
        return failure;
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(ferry.outbox())) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Ships all that is in the outbox and what comes next. */
    private void assertArrives() {
        files().forEach(file ->
                ferry.ship(BundleName.parse(file.getFileName().toString()).orElseThrow()));
        ferry.importAll();
        change(4);
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(4);
    }

    private void change(int key) {
        ferry.source().writer().execute("insert into yard.\"Order-Lines\" values (" + key + ")");
    }

    private void change(String table, String set) {
        ferry.source().superuser().execute("update rowferry." + table + " set " + set);
    }

    private static List<String> fullReasons(Outcome outcome) {
        return ((Outcome.Exported) outcome)
                .tables().stream().map(Outcome.ExportedContent::full).toList();
    }
}
