package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.rowferry.report.Progress;
import org.rowferry.report.Progress.Phase;

class TimingsTest {
    private static final long MILLISECOND = 1_000_000;

    private final AtomicLong clock = new AtomicLong(7);
    private final Timings timings = new Timings(clock::get);

    @Test
    void steps_haveTheTimeSinceTheOneBefore_andThoseThatComeAgainTheirSum() {
        passes(20);
        timings.step("locked");
        passes(300);
        timings.step("wrote a table");
        passes(5);
        timings.step("published");
        passes(200);
        timings.step("wrote a table");
        passes(1);
        assertThat(timings.end())
                .containsExactly(
                        "  timings: 0.526 s",
                        "    0.020 s until locked",
                        "    0.500 s until wrote a table",
                        "    0.005 s until published",
                        "    0.001 s until ended");
    }

    @Test
    void table_hasTheTimeFromTheFirstToTheLastThatWasHeardOfIt_andSmallOnesAreLeftOut() {
        timings.moved(Progress.begun(Phase.READ, "public.orders"));
        passes(10);
        timings.moved(Progress.begun(Phase.READ, "public.notes"));
        passes(20);
        timings.moved(Progress.begun(Phase.READ, "public.orders"));
        timings.moved(Progress.begun(Phase.WRITE, "public.orders"));
        passes(2);
        timings.moved(Progress.begun(Phase.WRITE, "public.orders"));
        assertThat(timings.end())
                .containsExactly(
                        "  timings: 0.032 s",
                        "    0.032 s until ended",
                        "    0.030 s to read public.orders",
                        "    0.002 s to write public.orders");
    }

    private void passes(long milliseconds) {
        clock.addAndGet(milliseconds * MILLISECOND);
    }
}
