package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.rowferry.testing.Cases;
import org.rowferry.testing.TestDatabase;

/** Runs of a ferry that may be killed, and what must hold after each of them, whenever it was killed. */
final class KilledRuns {
    private static final String NOTHING = "0 - ".repeat(ShopPipeline.TABLES.size());
    private static final Duration UNTIL_THE_SERVER_NOTICES = Duration.ofSeconds(10);

    private final ShopPipeline ferry;
    private final Random random;
    private final Changes changes;
    private final Map<String, String> published = new HashMap<>();
    private final Map<String, String> exported = new HashMap<>();

    KilledRuns(ShopPipeline ferry, long seed) {
        this.ferry = ferry;
        this.random = new Random(seed);
        this.changes = new Changes(ferry.source(), random);
    }

    Random random() {
        return random;
    }

    /** Returns of each step the first time and the last, unless all cases are played. */
    static List<String> ends(List<String> points) {
        if (Cases.all()) {
            return points;
        }
        return points.stream()
                .filter(point -> point.endsWith("#1") || !points.contains(next(point)))
                .toList();
    }

    /** Returns the point where the same step is made once more. */
    private static String next(String point) {
        int number = point.indexOf('#') + 1;
        return point.substring(0, number) + (Integer.parseInt(point.substring(number)) + 1);
    }

    String oneOf(List<String> points) {
        return points.get(random.nextInt(points.size()));
    }

    /** Makes some changes at random. */
    void change() {
        changes.make();
    }

    /** Changes every table. */
    void changeAll() {
        changes.everywhere();
    }

    /** Checks what a dead export may leave: whole bundles, none twice, nothing that the server still holds for it. */
    void afterKilledExport() {
        Bundles.assertWhole(ferry.outbox());
        rememberPublished();
        assertDeadSessionsEnd(ferry.source());
    }

    /** Checks that no bundle changed since it was seen first, and that no number came back for another one. */
    private void rememberPublished() {
        String highest = published.keySet().stream().max(String::compareTo).orElse("");
        Bundles.in(ferry.outbox()).forEach(file -> {
            String name = file.getFileName().toString();
            String digest = Bundles.digest(file);
            if (published.putIfAbsent(name, digest) == null) {
                assertThat(name).as("number of a new bundle").isGreaterThan(highest);
            }
            assertThat(published).as("a bundle changed").containsEntry(name, digest);
        });
    }

    /** Checks that a dead client's session, and with it its locks, does not outlive it. */
    private static void assertDeadSessionsEnd(TestDatabase database) {
        await().atMost(UNTIL_THE_SERVER_NOTICES)
                .until(() -> database.value("select count(*) from pg_stat_activity where application_name like"
                                + " 'rowferry%' and datname = current_database()")
                        .equals("0"));
        assertThat(database.value("select count(*) from pg_locks where locktype = 'advisory' and database ="
                        + " (select oid from pg_database where datname = current_database())"))
                .isEqualTo("0");
    }

    /** Exports without being killed, and checks that nothing is left of the runs before. */
    void export(String... options) {
        ferry.export(options).assertOk();
        Bundles.assertWhole(ferry.outbox());
        rememberPublished();
        assertThat(Bundles.list(ferry.outbox())
                        .filter(file -> file.getFileName().toString().startsWith(".")))
                .as("half-written files")
                .isEmpty();
    }

    /** Lets the courier carry what is out, and forget to leave a copy as often as not. */
    void ship() {
        ferry.ship();
        if (random.nextBoolean()) {
            Bundles.clear(ferry.outbox());
        }
    }

    /** Exports, notes what the source holds at the bundle's position, and ships it. */
    void exportAndShip(String... options) {
        export(options);
        exported.put(
                Bundles.newest(ferry.outbox()).getFileName().toString().replaceAll(".*-0*|\\.tar.*", ""),
                Footprint.rows(ferry.source()));
        ferry.ship();
    }

    /** Checks that the target holds what the source held at the position where its tracking says that it stands. */
    void afterKilledImport() {
        assertDeadSessionsEnd(ferry.target());
        assertTargetIsWhereItStands();
    }

    private void assertTargetIsWhereItStands() {
        List<List<String>> standings = ferry.target().query("select distinct number from rowferry.import_tracking");
        assertThat(standings).as("positions of the tables").hasSizeLessThanOrEqualTo(1);
        String expected = standings.isEmpty()
                ? NOTHING
                : exported.getOrDefault(standings.get(0).get(0), "unknown position " + standings);
        assertThat(Footprint.rows(ferry.target()))
                .as("at position %s", standings)
                .isEqualTo(expected);
    }

    /** Imports without being killed; all that waited is applied and put aside, unharmed. */
    void importAll() {
        ferry.importAll().assertOk();
        assertThat(Bundles.in(ferry.inbox())).isEmpty();
        Path archive = ferry.inbox().resolve("applied");
        Bundles.in(archive)
                .forEach(file -> assertThat(Bundles.digest(file))
                        .isEqualTo(published.get(file.getFileName().toString())));
        assertThat(Files.isDirectory(archive)).isTrue();
        ferry.assertEqual();
    }
}
