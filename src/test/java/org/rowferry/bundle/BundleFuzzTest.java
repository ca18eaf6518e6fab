package org.rowferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/**
 * Whatever a file holds, it is taken or refused, and soon. {@code -Psoak} plays a million, {@code -Drowferry.seed=N} one
 * again.
 */
final class BundleFuzzTest {
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** The most that may be allocated while one is read, so that none can take more than the smallest heap at any time. */
    private static final long MOST_ALLOCATED = 48 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void bundlesThatChanceHasChanged_areTakenOrRefusedInOrder() {
        Long one = Long.getLong("rowferry.seed");
        long first = one == null ? Long.getLong("rowferry.first", 1) : one;
        long count = one == null ? Long.getLong("rowferry.mutants", 4000) : 1;
        long taken = 0;
        for (long seed = first; seed < first + count; seed++) {
            taken += taken(seed) ? 1 : 0;
        }
        if (count >= 1000) {
            assertThat(taken).as("mutants that are bundles still").isBetween(count / 100, count * 99 / 100);
        }
    }

    private static boolean taken(long seed) {
        byte[] mutant = new Mutator(seed).mutant();
        long begun = cpu();
        long before = allocated();
        try {
            BundleReader.verify(new ByteArrayInputStream(mutant), Sample.NAME, Limits.DEFAULT);
            return true;
        } catch (Failure failure) {
            assertThat(failure.family()).as("seed %d", seed).isEqualTo(Family.BUNDLE);
            assertThat(failure.getCause() instanceof Error).as("seed %d", seed).isFalse();
            assertThat(failure).as("seed %d", seed).hasMessageNotContaining(Damage.UNFORESEEN);
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + seed, e);
        } finally {
            assertThat(Duration.ofNanos(cpu() - begun)).as("seed %d", seed).isLessThan(LONGEST);
            assertThat(allocated() - before).as("bytes, seed %d", seed).isLessThan(MOST_ALLOCATED);
        }
    }

    /** The machine may have more to do. */
    private static long cpu() {
        return THREADS.getCurrentThreadCpuTime();
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
