package org.rowferry.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.rowferry.apply.Standing;
import org.rowferry.bundle.Compression;
import org.rowferry.check.Pairing.Receiver;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.exporter.Offer;
import org.rowferry.importer.TrackingSql;
import org.rowferry.report.Finding;
import org.rowferry.report.Findings;
import org.rowferry.report.Level;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** Decides from facts of both sides which target an inbox belongs to, and whether the next bundle can follow. */
class BothSidesTest {
    private static final UUID BEFORE = new UUID(0, 1);
    private static final UUID NOW = new UUID(0, 2);
    private static final UUID STRANGER = new UUID(0, 3);
    private static final Target REPORTING = target("reporting", "/out/reporting", "public.a", "public.b");
    private static final Target ARCHIVE = target("archive", "/out/archive", "public.b", "public.c");

    private static Target target(String name, String outbox, String... tables) {
        return new Target(
                new StreamName(name),
                outbox,
                Compression.ZSTD,
                Stream.of(tables).map(TableName::parse).map(Entry::of).toList());
    }

    private static String paired(boolean only, Receiver inbox, Target... targets) {
        return new Pairing(List.of(targets), only)
                .of(inbox)
                .map(match -> match.target().name() + " " + match.why())
                .orElse("none");
    }

    private static Receiver inbox(Set<String> tables, Set<String> followed, Set<String> waiting) {
        return new Receiver(
                "/in/shop",
                Set.copyOf(tables.stream().map(TableName::parse).toList()),
                Set.copyOf(followed.stream().map(StreamName::new).toList()),
                Set.copyOf(waiting.stream().map(StreamName::new).toList()));
    }

    @Test
    void tracking_tellsTheTarget_beforeFilesAndTablesDo() {
        Set<String> tables = Set.of("public.a");
        assertThat(paired(true, inbox(tables, Set.of("archive"), Set.of("reporting")), REPORTING, ARCHIVE))
                .isEqualTo("archive as the target's tracking says");
        assertThat(paired(true, inbox(tables, Set.of("elsewhere"), Set.of("reporting")), REPORTING))
                .isEqualTo("none");
        assertThat(paired(false, inbox(tables, Set.of(), Set.of("archive")), REPORTING, ARCHIVE))
                .isEqualTo("archive which lie in the inbox");
    }

    @Test
    void beforeTheFirstBundle_folderOrTablesTellTheTarget() {
        Target there = target("there", "/in/shop", "public.z");
        assertThat(paired(false, inbox(Set.of("public.a"), Set.of(), Set.of()), REPORTING, there))
                .isEqualTo("there which has the same folder");
        assertThat(paired(true, inbox(Set.of("public.z"), Set.of(), Set.of()), REPORTING))
                .isEqualTo("reporting the only one");
        assertThat(paired(false, inbox(Set.of("public.a"), Set.of(), Set.of()), REPORTING, ARCHIVE))
                .isEqualTo("reporting which has the most of its tables");
        assertThat(paired(false, inbox(Set.of("public.b"), Set.of(), Set.of()), REPORTING, ARCHIVE))
                .as("both have it")
                .isEqualTo("none");
        assertThat(paired(false, inbox(Set.of("public.z"), Set.of(), Set.of()), REPORTING))
                .as("of another source")
                .isEqualTo("none");
    }

    private static Snapshot snapshot(long number) {
        return new Snapshot(number * 10, number * 10, List.of());
    }

    private static Standing standing(UUID incarnation, long number, Snapshot snapshot) {
        return new Standing(
                REPORTING.name(),
                incarnation,
                new Point(new Position(number), snapshot),
                "",
                Set.of(),
                Set.of(),
                Optional.empty());
    }

    private static Finding position(Carrying carrying, Standing... standings) {
        Offer offer = new Offer(
                REPORTING,
                new Incarnation(NOW, List.of(BEFORE)),
                Optional.of(new Position(5)),
                Map.of(
                        new Position(3), snapshot(3),
                        new Position(4), snapshot(4),
                        new Position(5), snapshot(5)),
                List.of(),
                List.of(),
                Optional.empty());
        Findings findings = new Findings();
        new PositionVerdict(
                        offer,
                        List.of(standings),
                        carrying,
                        new TrackingSql(new Identifier("rowferry"), new StreamName("shop")))
                .tell("shop", findings);
        assertThat(findings.all()).hasSize(1);
        return findings.all().get(0);
    }

    private static Carrying carrying(Optional<Set<Position>> atSource, Optional<Set<Position>> atTarget) {
        return new Carrying("/out/reporting", "/in/shop", false, atSource, atTarget);
    }

    private static final Carrying ELSEWHERE = carrying(Optional.empty(), Optional.empty());

    @Test
    void positionThatTheSourceKnows_passes() {
        assertThat(position(ELSEWHERE).lines())
                .containsExactly("nothing was applied yet, and the source has sent bundle 5");
        assertThat(position(ELSEWHERE, standing(NOW, 4, snapshot(4))).lines())
                .containsExactly("the target stands at bundle 4, and the source has sent bundle 5");
        assertThat(position(ELSEWHERE, standing(NOW, 1, snapshot(9))).level())
                .as("the source has forgotten bundle 1")
                .isEqualTo(Level.OK);
        assertThat(position(ELSEWHERE, standing(NOW, 4, snapshot(4)), standing(BEFORE, 9, snapshot(9)))
                        .level())
                .as("a table that was not sent since")
                .isEqualTo(Level.OK);
    }

    @Test
    void positionThatTheSourceCannotGoOnFrom_fails() {
        assertFails(standing(NOW, 6, snapshot(6)), "has applied bundle 6, but the last one of the source is 5");
        assertFails(standing(NOW, 4, snapshot(7)), "bundle 4 was applied with the snapshot 70:70:");
        assertFails(standing(BEFORE, 4, snapshot(4)), "the source has begun the incarnation " + NOW);
        assertFails(standing(STRANGER, 4, snapshot(4)), "which this source never was");
    }

    private static void assertFails(Standing standing, String words) {
        Finding finding = position(ELSEWHERE, standing);
        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.firstLine()).contains(words);
        assertThat(finding.problem().orElseThrow().hints()).isNotEmpty();
    }

    @Test
    void bundleThatIsInNeitherFolder_isAWarning_whereBothAreHere() {
        Standing standing = standing(NOW, 3, snapshot(3));
        Set<Position> four = Set.of(new Position(4));
        Set<Position> five = Set.of(new Position(5));
        assertThat(position(carrying(Optional.of(five), Optional.of(four)), standing)
                        .level())
                .isEqualTo(Level.OK);
        assertThat(position(carrying(Optional.of(five), Optional.empty()), standing)
                        .level())
                .isEqualTo(Level.OK);
        assertThat(position(carrying(Optional.of(five), Optional.of(Set.of())), standing)
                        .lines())
                .containsExactly(
                        "the target stands at bundle 3, and bundle 4 is neither in the outbox nor in the inbox");
    }

    @Test
    void bundlesThatWaitInTheOutbox_areAWarning_onceTheTargetDoesNotHaveThem() {
        assertThat(carried(Optional.empty())).isEqualTo(Level.WARN);
        assertThat(carried(Optional.of(new Position(3)))).isEqualTo(Level.WARN);
        assertThat(carried(Optional.of(new Position(4)))).isEqualTo(Level.OK);
    }

    private static Level carried(Optional<Position> reached) {
        Findings findings = new Findings();
        carrying(Optional.of(Set.of(new Position(4))), Optional.empty()).tell("shop", reached, findings);
        return findings.worst();
    }

    @Test
    void targetThatMayLackCharacters_isAWarning() {
        assertThat(encodings("LATIN1", "UTF8")).isEqualTo(Level.OK);
        assertThat(encodings("LATIN1", "LATIN1")).isEqualTo(Level.OK);
        assertThat(encodings("UTF8", "LATIN1")).isEqualTo(Level.WARN);
        assertThat(encodings("UTF8", "SQL_ASCII")).isEqualTo(Level.WARN);
    }

    private static Level encodings(String source, String target) {
        Findings findings = new Findings();
        Side.tellEncodings(new Side("db1", "shop", source), new Side("db2", "warehouse", target), findings);
        return findings.worst();
    }
}
