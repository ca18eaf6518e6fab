package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowferry.apply.Shapes.entry;
import static org.rowferry.apply.Shapes.renaming;
import static org.rowferry.apply.Shapes.setting;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

class FeedEntryTest {
    @Test
    void mapping_differsWhereValuesStandElsewhere() {
        assertThat(entry().mapping()).isEqualTo("into crm.\"Orders\"");
        assertThat(renaming(entry(), "b", "Bee", "a", "Aye").mapping())
                .as("in one order, however the file has them")
                .isEqualTo(renaming(entry(), "a", "Aye", "b", "Bee").mapping())
                .isEqualTo("into crm.\"Orders\", a as \"Aye\", b as \"Bee\"");
        assertThat(setting(entry(), "source_id", "it's").mapping())
                .isEqualTo("into crm.\"Orders\", source_id = 'it''s'");
    }

    @Test
    void columnThatIsRenamedToItsOwnName_isNoMapping() {
        assertThat(renaming(entry(), "a", "a").mapping()).isEqualTo(entry().mapping());
    }

    @Test
    void columnsThatWouldBeOne_areRefused() {
        assertThatThrownBy(() -> renaming(entry(), "a", "c", "b", "c"))
                .hasMessageContaining("two columns are renamed to c");
        assertThatThrownBy(() -> setting(renaming(entry(), "a", "c"), "c", "1"))
                .hasMessageContaining("the column c is renamed to and set");
    }

    @ParameterizedTest
    @CsvSource({
        "0, bigint",
        "-7, bigint",
        "123456789012345678, bigint",
        "1234567890123456789, text",
        "007, text",
        "-0, text",
        "1.5, text",
        "true, boolean",
        "false, boolean",
        "TRUE, text",
        "'', text"
    })
    void constant_hasATypeByItsLooks(String constant, String type) {
        assertThat(FeedEntry.typeOf(constant)).isEqualTo(type);
    }

    @Test
    void entryOfATable_isAsOnTheSource() {
        TableName table = TableName.of("shop", "Order-Lines");
        assertThat(FeedEntry.of(table).isAsOnTheSource()).isTrue();
        assertThat(entry().isAsOnTheSource()).isFalse();
        assertThat(setting(FeedEntry.of(table), "a", "1").isAsOnTheSource()).isFalse();
        assertThat(renaming(FeedEntry.of(table), "a", "b").isAsOnTheSource()).isFalse();
        assertThat(renaming(entry(), "a", "b").named(new Identifier("a"))).isEqualTo(new Identifier("b"));
        assertThat(entry().named(new Identifier("a"))).isEqualTo(new Identifier("a"));
    }

    @Test
    void feed_findsItsEntriesByEitherName() {
        Feed feed = new Feed(new StreamName("a"), List.of(entry()));
        assertThat(feed.names()).containsExactly(Shapes.SOURCE);
        assertThat(feed.entry(Shapes.SOURCE)).contains(entry());
        assertThat(feed.entry(Shapes.TARGET)).isEmpty();
        assertThat(feed.writing(Shapes.TARGET)).contains(entry());
        assertThat(feed.writing(Shapes.SOURCE)).isEmpty();
    }
}
