package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.rowferry.report.Progress;
import org.rowferry.report.Progress.Phase;
import org.rowferry.report.Progress.Share;

/** How far a run is, in the forms of --progress. */
class ProgressTest {
    private final StringWriter err = new StringWriter();
    private final Console console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false);

    private static Progress loading(String table, long done) {
        return new Progress(Phase.LOAD, table, Share.of(done / 10, 1_000), done, Share.of(done, 10_000));
    }

    @Test
    void json_hasTheFieldsThatThePagePromises() {
        String line = ProgressJson.of(loading("public.orders", 2_500), Duration.ofSeconds(2));
        assertThat(line)
                .isEqualTo("{\"phase\":\"load\",\"subject\":\"public.orders\",\"rows\":250,\"expectedRows\":1000,"
                        + "\"bytes\":2500,\"seconds\":2.000,\"etaSeconds\":6.000}");
        assertThat(String.join("\n", MarkdownPage.read("docs/json.md").lines())).contains("```json\n" + line + "\n```");
        assertThat(ProgressJson.of(Progress.of(Phase.READ, "public.orders", 7, 90), Duration.ofSeconds(1)))
                .contains("\"expectedRows\":null")
                .contains("\"etaSeconds\":null");
    }

    @Test
    void json_isALineForEachPhase_andAtMostOneASecond_howeverQuietItIs() {
        console.beQuiet();
        console.showProgress(ProgressForm.JSON);
        console.moved(new Progress(Phase.VERIFY, "b.tar.zst", Share.of(0), 10, Share.of(10, 100)));
        for (int done = 1; done <= 10_000; done++) {
            console.moved(loading("public.\u202eorders", done));
        }
        assertThat(err.toString().lines())
                .hasSizeBetween(2, 20)
                .allSatisfy(line -> assertThat(line).startsWith("{\"phase\":\"").endsWith("}"));
        assertThat(err.toString()).contains("\"phase\":\"load\"").doesNotContain("\u202e");
    }

    @Test
    void none_tellsNothing() {
        console.showProgress(ProgressForm.NONE);
        console.moved(loading("public.orders", 1));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void timeThatIsLeft_isThatOfThePhase() {
        assertThat(loading("a", 2_500).left(Duration.ofSeconds(10))).contains(Duration.ofSeconds(30));
        assertThat(loading("a", 10_000).left(Duration.ofSeconds(10))).contains(Duration.ZERO);
        assertThat(loading("a", 0).left(Duration.ofSeconds(10))).isEmpty();
        assertThat(Progress.begun(Phase.WRITE, "a").left(Duration.ofSeconds(10)))
                .isEmpty();
    }

    @Test
    void clock_beginsAgainWithEachPhaseAndEachBundle() {
        AtomicLong now = new AtomicLong();
        ProgressClock clock = new ProgressClock(now::get);
        assertThat(clock.begins(loading("a", 5))).isTrue();
        now.set(Duration.ofSeconds(3).toNanos());
        assertThat(clock.begins(loading("b", 9))).isFalse();
        assertThat(clock.passed()).isEqualTo(Duration.ofSeconds(3));
        assertThat(clock.begins(loading("a", 1))).as("the next bundle").isTrue();
        assertThat(clock.passed()).isZero();
        assertThat(clock.begins(Progress.begun(Phase.WRITE, "a"))).isTrue();
        assertThat(clock.isDue(Duration.ofSeconds(1))).isTrue();
        assertThat(clock.isDue(Duration.ofSeconds(1))).isFalse();
        now.set(Duration.ofSeconds(4).toNanos());
        assertThat(clock.isDue(Duration.ofSeconds(1))).isTrue();
        assertThat(Optional.of(clock.passed())).contains(Duration.ofSeconds(1));
    }
}
