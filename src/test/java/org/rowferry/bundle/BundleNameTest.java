package org.rowferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;

final class BundleNameTest {
    @Test
    void name_isReadAsItIsPrinted() {
        BundleName name = new BundleName(new StreamName("a-7"), new Position(42), Compression.ZSTD);
        assertThat(name).hasToString("a-7-0000000042.tar.zst");
        assertThat(BundleName.parse("a-7-0000000042.tar.zst")).contains(name);
        assertThat(BundleName.parse("a-12345678901.tar.gz"))
                .contains(new BundleName(new StreamName("a"), new Position(12345678901L), Compression.GZIP));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "reporting-42.tar.zst",
                "reporting-0000000000.tar.zst",
                "reporting-00000000042.tar.zst",
                "reporting-0000000042.tar.xz",
                "reporting-0000000042.tar.zst.tmp",
                ".reporting-0000000042.tar.zst",
                "../reporting-0000000042.tar.zst",
                "-0000000042.tar.zst",
                "reporting-9999999999999999999.tar.zst",
                "reporting-٠٠٠٠٠٠٠٠٤٢.tar.zst"
            })
    void otherNames_areNoBundles(String file) {
        assertThat(BundleName.parse(file)).isEqualTo(Optional.empty());
    }

    @Test
    void names_sortByStreamThenPosition() {
        BundleName two = BundleName.parse("a-0000000002.tar.zst").orElseThrow();
        assertThat(two).isLessThan(BundleName.parse("a-10000000000.tar.zst").orElseThrow());
        assertThat(two).isLessThan(BundleName.parse("b-0000000001.tar.zst").orElseThrow());
    }
}
