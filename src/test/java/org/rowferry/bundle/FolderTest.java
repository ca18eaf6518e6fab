package org.rowferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Content;
import org.rowferry.schema.TableName;

final class FolderTest {
    @Test
    void plainNames_stayAsTheyAre() {
        assertThat(Folder.of(TableName.of("public", "Order-Lines_2"))).isEqualTo("public.Order-Lines_2");
    }

    @Test
    void otherBytes_areEncoded() {
        assertThat(Folder.of(TableName.of("a/b", "../x"))).isEqualTo("a%2Fb.%2E%2E%2Fx");
        assertThat(Folder.of(TableName.of("é", "a\"~% "))).isEqualTo("%C3%A9.a%22%7E%25%20");
    }

    @Test
    void dotsWithinNames_doNotMakeTwoTablesOne() {
        assertThat(Folder.of(TableName.of("a.b", "c"))).isNotEqualTo(Folder.of(TableName.of("a", "b.c")));
    }

    @Test
    void longNames_getAHashOfTheWhole() {
        TableName one = TableName.of("ü".repeat(31), "x".repeat(63));
        TableName other = TableName.of("ü".repeat(31), "x".repeat(62) + "y");
        assertThat(Folder.of(one)).hasSize(Folder.MOST_BYTES).matches("(%C3%BC)*[%C3B]*~[0-9a-f]{16}");
        assertThat(Folder.of(one)).isNotEqualTo(Folder.of(other));
    }

    @Test
    void longestNameThatFits_staysAsItIs() {
        assertThat(Folder.of(TableName.of("s".repeat(30), "t".repeat(49))))
                .isEqualTo("s".repeat(30) + "." + "t".repeat(49));
        assertThat(Folder.of(TableName.of("s".repeat(31), "t".repeat(49))))
                .hasSize(Folder.MOST_BYTES)
                .startsWith("s".repeat(31) + "." + "t".repeat(31) + "~");
    }

    @Test
    void longestFolder_leavesRoomForAnyMember() {
        TableName longest = TableName.of("ü".repeat(31), "ü".repeat(31));
        for (Content content : Content.values()) {
            // Each part holds a record at least, and there are no more digests than buckets.
            long parts = content == Content.DIGESTS ? BucketNumbers.MOST : 999_999_999;
            assertThat(ContentParts.of(longest, content).member(parts)).hasSizeLessThan(100);
        }
        assertThat(ColumnsCsv.member(Sample.table(longest))).hasSizeLessThan(100);
    }
}
