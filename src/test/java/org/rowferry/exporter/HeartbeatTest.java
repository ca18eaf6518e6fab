package org.rowferry.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatTest {
    @ParameterizedTest
    @CsvSource({"daily, P1D", "Weekly, P7D", "hourly, PT1H", "12 hours, PT12H", "1d 6h, PT30H"})
    void wordOrSpan_isRead(String text, Duration every) {
        assertThat(Heartbeat.parse(text).every()).isEqualTo(every);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nightly", "0", "59s", "1"})
    void anythingElse_isRefused(String text) {
        assertThatThrownBy(() -> Heartbeat.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The timer of a nightly job is half an hour early or late; one of an hourly job runs many times a day. */
    @Test
    void dailyHeartbeat_isDueEveryNight_andNotTwiceADay() {
        Heartbeat daily = Heartbeat.parse("daily");
        assertThat(daily.isDue(Duration.ofMinutes(23 * 60 + 30))).isTrue();
        assertThat(daily.isDue(Duration.ofHours(12))).isFalse();
        assertThat(daily.isDue(Duration.ofDays(-3))).isTrue();
    }

    @Test
    void nextBundle_hasTimeForTheTransport() {
        Instant time = Instant.parse("2026-03-01T01:30:00Z");
        assertThat(Heartbeat.parse("daily").next(time)).isEqualTo("2026-03-02T07:30:00Z");
    }
}
