package org.rowferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TarOutputTest {
    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 100_000})
    void bytes_areThoseThatAnotherWriterMakes(int size) throws IOException {
        String name = "public.orders/" + "x".repeat(85);
        ByteArrayOutputStream ours = new ByteArrayOutputStream();
        TarOutput tar = new TarOutput(ours, TIME);
        ByteArrayOutputStream theirs = new ByteArrayOutputStream();
        try (TarArchiveOutputStream other = new TarArchiveOutputStream(theirs, StandardCharsets.US_ASCII.name())) {
            for (String member : new String[] {name, "manifest.json"}) {
                tar.begin(new TarHeader(member, size));
                tar.write(new byte[size]);
                tar.end();
                other.putArchiveEntry(entry(member, size));
                other.write(new byte[size]);
                other.closeArchiveEntry();
            }
        }
        tar.finish();
        assertThat(ours.toByteArray()).isEqualTo(theirs.toByteArray());
    }

    private static TarArchiveEntry entry(String name, long size) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
        entry.setSize(size);
        entry.setMode(0644);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setModTime(TIME.toEpochMilli());
        return entry;
    }

    @Test
    void memberOfAnotherLengthThanAnnounced_isRefused() throws IOException {
        TarOutput tar = new TarOutput(OutputStream.nullOutputStream(), TIME);
        tar.begin(new TarHeader("a", 3));
        assertThatThrownBy(() -> tar.write(new byte[4])).isInstanceOf(IOException.class);
        tar.write(new byte[2]);
        assertThatThrownBy(tar::end).isInstanceOf(IOException.class).hasMessageContaining("1 bytes shorter");
    }

    @Test
    void nameOrSizeThatAHeaderHasNoRoomFor_isRefused() {
        assertThatThrownBy(() -> new TarHeader("x".repeat(100), 1).encode(TIME))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TarHeader("x", 1L << 33).encode(TIME))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
