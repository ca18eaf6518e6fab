package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.Forge;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.importer.Consent;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Position;
import org.rowferry.testing.TakesTurns;

/** Whoever can write an inbox makes files that are whole and fit, and the target goes on following its source. */
@TakesTurns
@ParameterizedClass(name = "towards the newest: {0}")
@ValueSource(booleans = {true, false})
class ForgedHistoryIT {
    private static final BothWays TEMPLATES = new BothWays(ShippedSchema.of(
            "create table yard.\"Order-Lines\" (\"group\" integer primary key, v integer);"
                    + "create table yard.empty (id integer primary key)",
            "yard.\"Order-Lines\"",
            "yard.empty"));

    private final boolean towardsNewest;
    private Pipeline ferry;
    private int changes;

    ForgedHistoryIT(boolean towardsNewest) {
        this.towardsNewest = towardsNewest;
    }

    @BeforeEach
    void importFirstBundle() {
        ferry = TEMPLATES.towardsNewest(towardsNewest).copied();
        ferry.ship(bundle());
        assertThat(ferry.importAll()).hasSize(1).allMatch(Result.Applied.class::isInstance);
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @AfterAll
    static void closeTemplate() {
        TEMPLATES.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999999999999", "10003", "9999999999"})
    void numberFarBeyondTheKnownOnes_isRefused_andWhatComesNextIsApplied(String number) {
        BundleName second = bundle();
        putForged(second, number, ForgedHistoryIT::withoutRows);
        Failure refusal = refusal();
        assertThat(refusal.family()).isEqualTo(Family.BUNDLE);
        assertThat(refusal).hasMessageContaining("is number " + number).hasMessageContaining("is 1");
        assertThat(refusal.hints()).anyMatch(hint -> hint.endsWith("--inbox shop --accept-jump " + number));

        ferry.ship(second);
        assertThat(ferry.importAll()).hasSize(2).first().isInstanceOf(Result.Applied.class);
        assertSame();
    }

    @Test
    void fullOfANumberFarBeyond_isRefusedToo() {
        putForged(file(ferry.export(full())), "999999999999999999", forge -> forge);
        assertThat(refusal()).hasMessageContaining("is number 999999999999999999");
    }

    /** As where each export failed for a week; the numbers are in nobody's way, nor is a file that was lost with them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void numbersThatWereUsedUp_areNoJump(boolean lost) {
        if (lost) {
            bundle();
        }
        change();
        ferry.source().superuser().execute("update rowferry.export_target set last_number = last_number + 9990");
        ferry.ship(file(lost ? ferry.export(full()) : ferry.export()));
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);
        assertSame();
    }

    @Test
    void jumpThatSomebodyVouchesFor_isTaken() {
        change();
        ferry.source().superuser().execute("update rowferry.export_target set last_number = last_number + 1000000");
        BundleName honest = file(ferry.export());
        ferry.ship(honest);
        assertThat(refusal()).hasMessageContaining("is number " + honest.position());
        ferry.setConsent(new Consent(Set.of(), Set.of(honest.position())));
        assertThat(ferry.rehearse()).singleElement().isInstanceOf(Result.Applied.class);
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);
        ferry.setConsent(Consent.NONE);
        ferry.ship(bundle());
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);
        assertSame();
    }

    /** A number near by is passed over to, but what the source makes later does not come before it. */
    @Test
    void bundleThatIsMadeAfterAForgedOne_isNotTakenForAnOlderOne() {
        putForged(bundle(), "9", ForgedHistoryIT::withoutRows);
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);

        ferry.ship(bundle());
        Failure refusal = refusal();
        assertThat(refusal.family()).isEqualTo(Family.BUNDLE);
        assertThat(refusal).hasMessageContaining("tells another history: position 9 was applied here");
        recover(refusal);
    }

    @Test
    void forgedSnapshotOfTheFuture_isAnAlarmAfterSomeNights() {
        putForged(
                bundle(),
                "5000",
                forge -> withoutRows(forge)
                        .edit(
                                "manifest.json",
                                json -> json.replaceFirst(
                                        "\"snapshot\" : \"[0-9:,]*\"",
                                        "\"snapshot\" : \"9000000000000:9000000000000:\"")));
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);
        for (int night = 1; night < 3; night++) {
            ferry.ship(bundle());
            ferry.ship(bundle());
            assertThat(ferry.importAll()).hasSize(2).allMatch(Result.AlreadyApplied.class::isInstance);
        }
        for (int night = 3; night < 6; night++) {
            ferry.ship(bundle());
            Failure alarm = alarm();
            assertThat(alarm.family()).isEqualTo(Family.BUNDLE);
            assertThat(alarm)
                    .hasMessageStartingWith(night + " imports in a row brought nothing but bundles from before"
                            + " reporting-0000005000.tar.zst, which was applied here at 20");
        }
        recover(alarm());
    }

    /** Bundles that wait while one is missing are passed over when that one comes: it reaches over them. */
    @Test
    void manyThatWaitedForOne_areNoAlarm() {
        bundle();
        for (int night = 0; night < 5; night++) {
            ferry.ship(bundle());
        }
        ferry.importAll();
        ferry.ship(file(ferry.exportSince(1)));
        assertThat(ferry.importAll()).hasSize(6).noneMatch(Result.Refused.class::isInstance);
        ferry.importAll();
        ferry.ship(bundle());
        assertThat(ferry.importAll()).hasSize(1).allMatch(Result.Applied.class::isInstance);
        assertSame();
    }

    @Test
    void otherRowsUnderANumberThatWasApplied_areRefusedAndTheHonestFileStays() throws IOException {
        BundleName second = bundle();
        ferry.ship(second);
        ferry.importAll();
        byte[] honest = Files.readAllBytes(ferry.outbox().resolve(second.toString()));
        putForged(second, "2", ForgedHistoryIT::withoutRows);
        Failure refusal = refusal();
        assertThat(refusal.family()).isEqualTo(Family.BUNDLE);
        assertThat(refusal).hasMessageContaining("bundle 2 was applied here from another file");
        assertThat(ferry.inbox().resolve("applied").resolve(second.toString())).hasBinaryContent(honest);

        ferry.ship(second);
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.AlreadyApplied.class);
        ferry.ship(bundle());
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);
        assertSame();
    }

    @Test
    void honestFileWhoseNumberAForgedOneTook_isRefused_andTheHintsMendIt() {
        BundleName second = bundle();
        putForged(second, "2", ForgedHistoryIT::withoutRows);
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);
        ferry.ship(second);
        Failure refusal = refusal();
        assertThat(refusal).hasMessageContaining("bundle 2 was applied here from another file");
        recover(refusal);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void forgedSuccessor_isRefusedAndNothingFollowsIt(boolean full) {
        UUID own = ferry.source().incarnation();
        UUID other = UUID.fromString("00000000-0000-4000-8000-00000000000a");
        BundleName second = bundle();
        BundleName like = full ? file(ferry.export(full())) : second;
        putForged(
                like,
                "3",
                forge -> forge.edit(
                        "manifest.json",
                        json -> json.replace("\"id\" : \"" + own, "\"id\" : \"" + other)
                                .replaceFirst("\"ancestors\" : \\[ *\\]", "\"ancestors\" : [\"" + own + "\"]")));
        Failure refusal = refusal();
        assertThat(refusal.family()).isEqualTo(Family.BUNDLE);
        assertThat(refusal).hasMessageContaining("incarnation " + other + ", which nobody has accepted here");
        assertThat(refusal.hints()).anyMatch(hint -> hint.endsWith("--inbox shop --accept-incarnation " + other));
        assertThat(refusal.hints().get(0))
                .matches(".* 3, was made at 20.* 1 of incarnation " + own + ", was made at 20.*");

        ferry.ship(second);
        assertThat(ferry.importAll()).hasSize(2).first().isInstanceOf(Result.Applied.class);
        assertSame();
    }

    @Test
    void newLifeOfTheSource_isFollowedOnceSomebodyAcceptsIt() {
        ferry.renewIncarnation();
        Consent accepted = new Consent(Set.of(ferry.source().incarnation()), Set.of());
        ferry.setConsent(Consent.NONE);
        ferry.ship(bundle());
        ferry.ship(bundle());
        assertThat(ferry.importAll()).hasSize(2).allMatch(Result.Refused.class::isInstance);
        ferry.setConsent(new Consent(Set.of(UUID.randomUUID()), Set.of()));
        assertThat(ferry.importAll()).hasSize(2).allMatch(Result.Refused.class::isInstance);

        ferry.setConsent(accepted);
        assertThat(ferry.importAll()).hasSize(2).allMatch(Result.Applied.class::isInstance);
        ferry.setConsent(Consent.NONE);
        ferry.ship(bundle());
        assertThat(ferry.importAll()).hasSize(1).allMatch(Result.Applied.class::isInstance);
        assertSame();
    }

    /** The owner's statement of a hint on the target, and then a full. */
    private void recover(Failure failure) {
        String hint = failure.hints().stream()
                .filter(each -> each.contains("delete from"))
                .findFirst()
                .orElseThrow();
        assertThat(failure.hints()).last().asString().endsWith("--target reporting --full");
        ferry.target().owner().execute(hint.substring(hint.indexOf("delete from")));
        BundleName full = file(ferry.export(full()));
        ferry.ship(full);
        assertThat(ferry.importAll())
                .filteredOn(result -> result.bundle().equals(full))
                .singleElement()
                .isInstanceOf(Result.Applied.class);
        ferry.ship(bundle());
        assertThat(ferry.importAll()).isNotEmpty().last().isInstanceOf(Result.Applied.class);
        assertSame();
    }

    /** Puts a file into the inbox that is like one of the source's, but for its number and a change. */
    private void putForged(BundleName like, String number, UnaryOperator<Forge> change) {
        try {
            byte[] honest = Files.readAllBytes(ferry.outbox().resolve(like.toString()));
            Forge forge = Forge.of(honest)
                    .edit(
                            "manifest.json",
                            json -> json.replaceFirst(
                                    "(\"target\" : \"reporting\",\\s*\"number\" : )[0-9]+", "$1" + number));
            BundleName name = new BundleName(like.stream(), new Position(Long.parseLong(number)), like.compression());
            Files.write(
                    ferry.inbox().resolve(name.toString()),
                    change.apply(forge).recount().relist().pack());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Forge withoutRows(Forge forge) {
        return forge.edit("yard.Order-Lines/ids.csv", ids -> "").edit("yard.Order-Lines/rows.csv", rows -> "");
    }

    private Failure refusal() {
        List<String> before = ferry.targetRows();
        List<Result> results = ferry.importAll();
        assertThat(results).singleElement().isInstanceOf(Result.Refused.class);
        assertThat(ferry.targetRows()).isEqualTo(before);
        return ((Result.Refused) results.get(0)).failure();
    }

    private Failure alarm() {
        return catchThrowableOfType(Failure.class, ferry::importAll);
    }

    private void change() {
        ferry.source()
                .writer()
                .execute("insert into yard.\"Order-Lines\" values (" + ++changes + ", 0);"
                        + "update yard.\"Order-Lines\" set v = v + 1 where \"group\" = " + changes / 2);
    }

    private BundleName bundle() {
        change();
        return file(ferry.export());
    }

    private static Request full() {
        return new Request(FullTables.ALL, Optional.empty(), false);
    }

    private static BundleName file(Outcome outcome) {
        return ((Outcome.Exported) outcome).file();
    }

    private void assertSame() {
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }
}
