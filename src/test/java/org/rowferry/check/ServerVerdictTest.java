package org.rowferry.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rowferry.report.Family;
import org.rowferry.report.Finding;
import org.rowferry.report.Findings;
import org.rowferry.report.Level;

/** A server that is as it should be passes all checks; each thing that is not is one warning or failure of its own. */
class ServerVerdictTest {
    private static final Instant NOW = Instant.parse("2026-03-01T01:00:00Z");
    private static final ServerFacts GOOD = new ServerFacts(
            18, "18.1", Optional.of("TLSv1.3"), false, "ferry", false, Optional.empty(), NOW, 6_400, 30);

    private static List<Finding> found(ServerFacts facts, Instant here) {
        Findings findings = new Findings();
        new ServerVerdict(Family.SOURCE, "ferry@db1:5432/shop", facts).tell(here, findings);
        return findings.all().stream()
                .filter(finding -> finding.level() != Level.OK)
                .toList();
    }

    private static void assertOne(ServerFacts facts, Level level, String check, String words) {
        assertThat(found(facts, NOW)).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(level);
            assertThat(finding.check()).isEqualTo(check);
            assertThat(finding.lines().get(0)).contains(words);
            assertThat(finding.problem().orElseThrow().hints()).isNotEmpty();
        });
    }

    private static ServerFacts server(int major, Optional<String> tls, boolean local) {
        return new ServerFacts(
                major, major + ".1", tls, local, "ferry", false, Optional.empty(), NOW, GOOD.places(), 30);
    }

    private static ServerFacts role(boolean superuser, Instant validUntil) {
        return new ServerFacts(
                18, "18.1", GOOD.tls(), false, "ferry", superuser, Optional.of(validUntil), NOW, GOOD.places(), 30);
    }

    @Test
    void goodServer_passes() {
        assertThat(found(GOOD, NOW)).isEmpty();
        assertThat(found(server(13, Optional.empty(), true), NOW)).isEmpty();
    }

    @Test
    void connectionInClearText_isAWarning_unlessTheServerIsOnThisHost() {
        assertOne(server(18, Optional.empty(), false), Level.WARN, "connection", "is not encrypted");
    }

    @Test
    void majorThatIsTooOld_fails_andOneThatIsTooNew_isAWarning() {
        assertOne(server(12, GOOD.tls(), false), Level.FAIL, "server", "is PostgreSQL 12.1");
        assertOne(server(19, GOOD.tls(), false), Level.WARN, "server", "is PostgreSQL 19.1");
    }

    @Test
    void superuser_andPasswordThatEndsSoon_areWarnings() {
        assertOne(role(true, NOW.plusSeconds(100 * 86_400)), Level.WARN, "role", "ferry is a superuser");
        assertOne(role(false, NOW.plusSeconds(86_400)), Level.WARN, "role", "the password of ferry ends at 2026-03-02");
        assertThat(found(role(false, NOW.plusSeconds(15 * 86_400)), NOW)).isEmpty();
    }

    @Test
    void clocksThatAreApart_areAWarning_whicheverIsAhead() {
        assertThat(found(GOOD, NOW.plusSeconds(61)))
                .singleElement()
                .matches(finding -> finding.check().equals("clock"));
        assertThat(found(GOOD, NOW.minusSeconds(61))).hasSize(1);
        assertThat(found(GOOD, NOW.minusSeconds(60))).isEmpty();
    }

    @Test
    void tablesThatNeedMoreThanHalfOfAllLocks_areAWarning() {
        ServerFacts many = new ServerFacts(
                18, "18.1", GOOD.tls(), false, "ferry", false, Optional.empty(), NOW, GOOD.places(), 3_201);
        assertOne(many, Level.WARN, "locks", "3201 tables, partitions and indexes");
    }
}
