package org.rowferry.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rowferry.capture.CaptureMethod.Deletes;
import org.rowferry.capture.CaptureMethod.Overlap;
import org.rowferry.capture.CaptureMethod.Watermark;
import org.rowferry.capture.Captured;
import org.rowferry.capture.WatchedTable;
import org.rowferry.proof.Verify;
import org.rowferry.schema.Identifier;

/** When digests are due, and of which tables there are none. */
class DigestsTest {
    @Test
    void verify_isDueAQuarterEarly_andWhereTheClockWasSetBack() {
        assertThat(Verify.WEEKLY.isDue(Duration.ofDays(5))).isFalse();
        assertThat(Verify.WEEKLY.isDue(Duration.ofDays(6))).isTrue();
        assertThat(Verify.DAILY.isDue(Duration.ofHours(18))).isTrue();
        assertThat(Verify.MONTHLY.isDue(Duration.ofDays(20))).isFalse();
        assertThat(Verify.WEEKLY.isDue(Duration.ofDays(-1))).isTrue();
        assertThat(Verify.EVERY_RUN.isDue(Duration.ZERO)).isTrue();
        assertThat(Verify.NEVER.isDue(Duration.ofDays(10_000))).isFalse();
    }

    @Test
    void tableWhoseDeletedRowsStayOnTheTarget_isNotDigested() {
        assertThat(watched(Deletes.NONE).keepsDeletedRows()).isTrue();
        assertThat(watched(Deletes.KEYS).keepsDeletedRows()).isFalse();
        assertThat(Captured.bySnapshot().keepsDeletedRows()).isFalse();
        assertThat(Captured.byTriggers().keepsDeletedRows()).isFalse();
    }

    private static WatchedTable watched(Deletes deletes) {
        WatchedTable table = Captured.bySnapshot();
        return new WatchedTable(
                table.base(),
                table.key(),
                List.of(),
                new Watermark(List.of(new Identifier("id")), Overlap.USUAL, deletes),
                List.of());
    }
}
