package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.apply.Shapes.TARGET;
import static org.rowferry.apply.Shapes.entry;
import static org.rowferry.apply.Shapes.identifiers;
import static org.rowferry.apply.Shapes.setting;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rowferry.apply.FanIn.Other;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

class FanInTest {
    private static final FeedEntry ONE = setting(entry(), "source_id", "1");
    private static final FeedEntry TWO = setting(entry(), "source_id", "2");
    private static final Identifier SOURCE_ID = new Identifier("source_id");
    private static final FeedEntry ELSEWHERE = FeedEntry.of(TableName.of("crm", "other"));

    @Test
    void columnsTell_whereBothEntriesSetThemToOtherTexts() {
        assertThat(FanIn.telling(ONE, TWO)).containsExactlyElementsOf(identifiers("source_id"));
        assertThat(FanIn.telling(ONE, ONE)).isEmpty();
        assertThat(FanIn.telling(ONE, entry())).isEmpty();
        assertThat(FanIn.telling(entry(), ONE)).isEmpty();
        assertThat(FanIn.telling(ONE, setting(entry(), "other_id", "2"))).isEmpty();
        assertThat(FanIn.telling(setting(ONE, "kind", "a"), setting(ONE, "kind", "b")))
                .containsExactlyElementsOf(identifiers("kind"));
    }

    @Test
    void feedsOfOneTable_collide_unlessAConstantTellsTheirRowsApart() {
        Feed first = feed("a", ONE);
        assertThat(collisions(first, feed("b", TWO))).isEmpty();
        assertThat(collisions(first, feed("b", ELSEWHERE))).isEmpty();
        assertThat(collisions(first, feed("b", ONE)))
                .containsExactly(
                        "b: crm.\"Orders\" is fed by the inbox a already, and no column that both set has"
                                + " another constant for each: set: { source_id: 1 } in one, set: { source_id: 2 } in the other");
        assertThat(collisions(first, feed("b", entry()))).hasSize(1);
    }

    @Test
    void eachFeed_isComparedWithAllBefore_andNamesOneOfThem() {
        List<String> collisions = collisions(feed("a", ONE), feed("b", TWO), feed("c", TWO), feed("d", entry()));
        assertThat(collisions)
                .satisfiesExactly(
                        c -> assertThat(c).startsWith("c: ").contains("the inbox b already"),
                        d -> assertThat(d).startsWith("d: ").contains("the inbox a already"));
    }

    @Test
    void others_areAllFeedsOfTheTableButThisOne() {
        FanIn fanIn = new FanIn(List.of(feed("a", ONE), feed("b", TWO), feed("c", ELSEWHERE)));
        assertThat(fanIn.others(new StreamName("a"), TARGET)).containsExactly(new Other(new StreamName("b"), TWO));
        assertThat(fanIn.others(new StreamName("c"), ELSEWHERE.into())).isEmpty();
    }

    @Test
    void constantsOfATable_haveTheTypeThatAllTheirTextsHave() {
        assertThat(constants(feed("a", ONE), feed("b", TWO)).types())
                .containsExactlyEntriesOf(Map.of(SOURCE_ID, "bigint"));
        assertThat(constants(feed("a", ONE), feed("b", setting(entry(), "source_id", "true")))
                        .types())
                .as("another looks otherwise")
                .containsExactlyEntriesOf(Map.of(SOURCE_ID, "text"));
        assertThat(constants(feed("a", ELSEWHERE), feed("b", entry())).types()).isEmpty();
    }

    @Test
    void constantThatNotEveryFeedSets_isNoPartOfTheKey() {
        assertThat(constants(feed("a", ONE), feed("b", TWO)).setByAll()).containsExactly(SOURCE_ID);
        assertThat(constants(feed("a", ONE), feed("b", ELSEWHERE)).setByAll())
                .as("feeds of other tables do not count")
                .containsExactly(SOURCE_ID);
        assertThat(constants(feed("a", ONE), feed("b", entry())).setByAll()).isEmpty();
        assertThat(constants(feed("a", setting(ONE, "kind", "a")), feed("b", TWO))
                        .setByAll())
                .containsExactly(SOURCE_ID);
        assertThat(constants().setByAll()).isEmpty();
    }

    private static FanIn.Constants constants(Feed... feeds) {
        return new FanIn(List.of(feeds)).constants(TARGET);
    }

    private static Feed feed(String name, FeedEntry... entries) {
        return new Feed(new StreamName(name), List.of(entries));
    }

    private static List<String> collisions(Feed... feeds) {
        return new FanIn(List.of(feeds))
                .collisions().stream()
                        .map(collision -> collision.feed().name() + ": " + collision.fedBy("inbox"))
                        .toList();
    }
}
