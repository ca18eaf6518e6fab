package org.rowferry.depot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;

final class DepotsTest {
    @ParameterizedTest
    @ValueSource(strings = {"sftp://host/x", "s3://bucket/x", "file:///x", "htp:x", "", " ", "\0"})
    void locationsThatAreNotKnown_areRefused(String location) {
        assertThatThrownBy(() -> Depots.at(location, Journal.silent()))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.family()).isEqualTo(Family.CONFIGURATION);
                    assertThat(failure.hints()).isNotEmpty();
                });
    }

    @Test
    void pathsAreFolders() {
        assertThat(Depots.at("out/../outbox", Journal.silent()))
                .hasToString(Path.of("outbox").toAbsolutePath().toString());
    }
}
