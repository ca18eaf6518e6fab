package org.rowferry.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.link.Linked.ORDERS;
import static org.rowferry.link.Linked.link;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** Failures of a source get the words and the commands that help, and all others stay as they are. */
class SourceFailuresTest {
    private static final LinkTable WHOLE = Linked.by(Linked.table("it's"), CaptureMethod.WHOLE);

    @ParameterizedTest(name = "{0}, SQLSTATE {1}, {2}: {3}")
    @CsvSource({
        "SOURCE, 25P03, x, idle_in_transaction_session_timeout",
        "SOURCE, 57P05, x, idle_session_timeout",
        "SOURCE, 25P04, x, transaction_timeout",
        "SOURCE, 08006, terminating connection due to idle-in-transaction timeout, idle_in_transaction_session_timeout",
        "SOURCE, 08006, terminating connection due to idle-session timeout, idle_session_timeout",
        "SOURCE, 08006, terminating connection due to transaction timeout, transaction_timeout",
        "SOURCE, 57014, canceling statement due to statement timeout, statement_timeout",
        "SOURCE, 57014, canceling statement due to user request, ",
        "SOURCE, 08006, server closed the connection, ",
        "TARGET, 57P05, x, ",
        "TARGET, 57014, canceling statement due to statement timeout, ",
    })
    void timeLimitOfTheSource_isNamed(Family family, String state, String words, String setting) {
        Failure failure = new Failure(family, words).because(new SQLException(words, state));
        Failure named = TimeLimit.named(link(), failure);
        if (setting == null) {
            assertThat(named).isSameAs(failure);
        } else {
            assertThat(named).hasMessage("the source's " + setting + " ended the work of the link: " + words);
            assertThat(named.hints()).containsExactly("Set " + setting + " to 0 on the source, for the link's role.");
        }
    }

    @Test
    void timeLimit_isTakenOffTheRoleInTheDatabase_howeverTheyAreNamed() {
        Failure failure = new Failure(Family.SOURCE, "x").because(new SQLException("x", "57P05"));
        Link named = link(Map.of("dbname", "Shop's"), Map.of("user", "The \"Reader\""));
        assertThat(TimeLimit.named(named, failure).hints().get(0))
                .endsWith("alter role \"The \"\"Reader\"\"\" in database \"Shop's\" set idle_session_timeout = 0;");
        assertThat(TimeLimit.named(link(Map.of(), Map.of("user", "reader")), failure)
                        .hints()
                        .get(0))
                .endsWith("alter role reader set idle_session_timeout = 0;");
    }

    @Test
    void timeLimitOfTheLinkItself_isRaisedThere() {
        Link limited = Linked.withStatementTimeout(link(), Duration.ofSeconds(1));
        Failure cancelled = new Failure(Family.SOURCE, "due to statement timeout");
        List<String> hints = TimeLimit.named(limited, cancelled).hints();
        assertThat(hints.get(0)).startsWith("Raise statement-timeout of links.north in ");
        assertThat(hints.get(1)).contains("generate fdw target", "--link north");
        Failure idle = new Failure(Family.SOURCE, "due to idle-session timeout");
        assertThat(TimeLimit.named(limited, idle).hints().get(0)).startsWith("Set idle_session_timeout to 0");
    }

    @Test
    void rightThatTheSourceDenies_isGrantedByACommandForEachKindOfTable() {
        Link link = link(Map.of(), Map.of("user", "the reader"), ORDERS, WHOLE);
        List<String> hints = SourceRights.named(link, denied("permission denied for table orders"))
                .hints();
        assertThat(hints).hasSize(3);
        assertThat(hints.get(0))
                .contains("generate fdw source 'shop.orders' --role 'the reader'")
                .doesNotContain("--read-only");
        assertThat(hints.get(1)).contains("'\\''s", "--role 'the reader' --read-only");
        assertThat(hints.get(2)).startsWith("Where it is row security that refuses, read the table as its owner");
        assertThat(SourceRights.named(link(WHOLE), denied("permission denied")).hints())
                .as("no table is captured, and no role is told")
                .hasSize(2)
                .first()
                .asString()
                .contains("--read-only")
                .doesNotContain("--role");
    }

    @Test
    void rowSecurity_isNoMatterOfGrants() {
        Failure named = SourceRights.named(
                link(ORDERS), denied("query would be affected by row-level security policy for table \"orders\""));
        assertThat(named).hasMessageStartingWith("row security would hide rows from the role that reads: query would");
        assertThat(named.hints()).hasSize(1).first().asString().startsWith("Read the table as its owner");
    }

    @Test
    void otherFailures_stayAsTheyAre() {
        Failure busy = new Failure(Family.SOURCE, "x").because(new SQLException("x", "55P03"));
        Failure here = new Failure(Family.TARGET, "x").because(new SQLException("x", "42501"));
        assertThat(SourceRights.named(link(ORDERS), busy)).isSameAs(busy);
        assertThat(SourceRights.named(link(ORDERS), here)).isSameAs(here);
    }

    private static Failure denied(String words) {
        return new Failure(Family.SOURCE, words).because(new SQLException(words, "42501"));
    }
}
