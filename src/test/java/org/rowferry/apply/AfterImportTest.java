package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.apply.AfterImport.Statement;
import org.rowferry.apply.AfterImport.Time;
import org.rowferry.config.Configuration;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Kind;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** The settings for the time after an import, and the text of a notification. */
class AfterImportTest {
    private static final StreamName SHOP = new StreamName("shop");

    @TempDir
    private Path folder;

    private AfterImport read(String yaml) throws IOException {
        Configuration configuration = Configuration.read(Files.writeString(folder.resolve("a.yaml"), yaml));
        AfterImport after = AfterImport.read(configuration.root());
        configuration.finish();
        return after;
    }

    private static AppliedTable written(String table, long deleted, long inserted) {
        return new AppliedTable(
                FeedEntry.of(TableName.of("public", table)),
                List.of(),
                Kind.CHANGES,
                deleted,
                inserted,
                new Written(deleted, 0, inserted),
                new AppliedTable.Left(0, List.of(), List.of()),
                Duration.ZERO);
    }

    @Test
    void settings_areRead_andAStatementRunsAfterTheTransactionUnlessItSaysOtherwise() throws IOException {
        assertThat(read("")).isEqualTo(AfterImport.NOTHING);
        assertThat(read("""
                notify: true
                after-import:
                  - vacuum public.orders
                  - run: refresh materialized view public.totals
                    in: transaction
                    role: '"Lab"'
                    time-limit: 1 minute
                """))
                .isEqualTo(new AfterImport(
                        true,
                        List.of(
                                new Statement(
                                        "vacuum public.orders",
                                        Time.AFTER,
                                        Optional.empty(),
                                        Duration.ofMinutes(10),
                                        false),
                                new Statement(
                                        "refresh materialized view public.totals",
                                        Time.TRANSACTION,
                                        Optional.of(new Identifier("Lab")),
                                        Duration.ofMinutes(1),
                                        false))));
    }

    @Test
    void required_isRefusedInTheTransaction() {
        assertThat(catchThrowable(() ->
                        read("after-import: [{ run: select 1, in: transaction, required: true }, { in: before }]")))
                .hasMessageContaining("required: is for 'in: after'")
                .hasMessageContaining("run: is missing")
                .hasMessageContaining("'before' is none of transaction, after");
    }

    @Test
    void notice_namesTheTablesThatWereWritten_byTheirNamesOnTheTarget_asThePageShows() throws IOException {
        String text = Notice.of(SHOP, 42, Notice.written(List.of(written("orders", 1, 2), written("b", 0, 0))));
        assertThat(text)
                .isEqualTo("{\"format\":1,\"name\":\"shop\",\"position\":42,\"tables\":["
                        + "{\"table\":\"public.orders\",\"deleted\":1,\"updated\":0,\"inserted\":2}],\"more\":0}");
        assertThat(Files.readString(Path.of("docs/notifications.md"))).contains("```json\n" + text + "\n```");
        assertThat(Notice.written(List.of(written("b", 0, 0)))).isEmpty();
    }

    @Test
    void noticeOfManyTables_countsThoseThatHaveNoRoom_andIsAscii() {
        List<AppliedTable> many = IntStream.range(0, 500)
                .mapToObj(i -> written("tablé \"\\\n" + i, 1, 0))
                .toList();
        String text = Notice.of(SHOP, 1, many);
        assertThat(text.getBytes(StandardCharsets.UTF_8))
                .hasSizeBetween(7_800, 7_999)
                .hasSize(text.length());
        int shown = text.split("\"deleted\"", -1).length - 1;
        assertThat(shown).isBetween(50, 150);
        assertThat(text).endsWith("],\"more\":" + (500 - shown) + "}").contains("tabl\\u00e9 ");
    }
}
