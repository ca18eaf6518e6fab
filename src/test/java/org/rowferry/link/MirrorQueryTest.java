package org.rowferry.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rowferry.link.Linked.key;
import static org.rowferry.link.Linked.keyed;
import static org.rowferry.link.Linked.link;
import static org.rowferry.link.Linked.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.apply.FeedEntry.OnNewColumn;
import org.rowferry.link.MirrorQuery.SelectedColumn;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;

class MirrorQueryTest {
    private static final FeedEntry PLAIN = entry(Map.of(), Map.of());
    private static final List<Identifier> THERE = names("id", "Order \"No\"", "name");

    @Test
    void everyColumn_isReadUnderItsName() {
        MirrorQuery query = of(view(PLAIN, Selection.EVERYTHING), Optional.of(key("id")));
        assertThat(query.columns())
                .containsExactly(
                        column("id", "id"), column("Order \"No\"", "\"Order \"\"No\"\"\""), column("name", "name"));
        assertThat(query.key()).contains(key("id"));
    }

    @Test
    void constantsComeFirst_asTheTypesThatTheyLookLike() {
        Map<Identifier, String> set = new LinkedHashMap<>();
        set.put(new Identifier("Told By"), "it's \\");
        set.put(new Identifier("source_id"), "9");
        set.put(new Identifier("live"), "true");
        assertThat(of(view(entry(Map.of(), set), Selection.EVERYTHING), Optional.empty())
                        .columns())
                .startsWith(
                        column("Told By", "'it''s \\'::text"),
                        column("source_id", "'9'::bigint"),
                        column("live", "'true'::boolean"))
                .hasSize(6);
    }

    @Test
    void columnsThatAreNotNamed_stayAway_butForTheKeys() {
        LinkTable table = view(PLAIN, new Selection(names("name"), Map.of(), Optional.empty()));
        assertThat(of(table, Optional.of(key("id"))).columns())
                .extracting(SelectedColumn::name)
                .containsExactly(new Identifier("id"), new Identifier("name"));
        assertThat(of(table, Optional.empty()).columns())
                .extracting(SelectedColumn::name)
                .containsExactly(new Identifier("name"));
    }

    @Test
    void expression_takesTheColumnsPlace_andACommentInItEndsBeforeTheNextColumn() {
        Selection selection =
                new Selection(List.of(), Map.of(new Identifier("name"), "upper(name) -- loud"), Optional.empty());
        assertThat(of(view(PLAIN, selection), Optional.empty()).columns())
                .contains(column("name", "(\nupper(name) -- loud\n)"));
    }

    @Test
    void renamedColumn_hasItsNameInTheKeyToo() {
        FeedEntry renaming = entry(Map.of(new Identifier("id"), new Identifier("Number")), Map.of());
        MirrorQuery query = of(view(renaming, Selection.EVERYTHING), Optional.of(key("id", "name")));
        assertThat(query.columns()).startsWith(column("Number", "id"));
        assertThat(query.key()).contains(key("Number", "name"));
    }

    @Test
    void columnThatTheForeignTableLacks_isRefusedWhereverItIsNamed() {
        Map<Identifier, String> transform = Map.of(new Identifier("nam"), "1");
        FeedEntry renaming = entry(Map.of(new Identifier("nam"), new Identifier("x")), Map.of());
        Stream.of(
                        view(PLAIN, new Selection(names("nam"), Map.of(), Optional.empty())),
                        view(PLAIN, new Selection(List.of(), transform, Optional.empty())),
                        view(renaming, Selection.EVERYTHING),
                        keyed(view(PLAIN, Selection.EVERYTHING), "id", "nam"))
                .forEach(table -> {
                    Failure failure = refused(table);
                    assertThat(failure)
                            .hasMessage("the link north names the column nam, which n.orders does not have,"
                                    + " did you mean 'name'?");
                    assertThat(failure.family()).isEqualTo(Family.CONFIGURATION);
                });
    }

    @Test
    void nameThatWouldStandTwice_isRefused() {
        FeedEntry onto = entry(Map.of(new Identifier("id"), new Identifier("name")), Map.of());
        FeedEntry set = entry(Map.of(), Map.of(new Identifier("name"), "x"));
        for (FeedEntry entry : List.of(onto, set)) {
            assertThat(refused(view(entry, Selection.EVERYTHING))).hasMessage("crm.orders would have two columns name");
        }
        FeedEntry inEachOthersPlace = entry(
                Map.of(new Identifier("id"), new Identifier("name"), new Identifier("name"), new Identifier("id")),
                Map.of());
        assertThat(of(view(inEachOthersPlace, Selection.EVERYTHING), Optional.empty())
                        .columns())
                .contains(column("name", "id"), column("id", "name"));
    }

    private static MirrorQuery of(LinkTable table, Optional<Key> key) {
        return MirrorQuery.of(link(table), table, THERE, key);
    }

    private static Failure refused(LinkTable table) {
        return catchThrowableOfType(Failure.class, () -> of(table, Optional.empty()));
    }

    private static FeedEntry entry(Map<Identifier, Identifier> rename, Map<Identifier, String> set) {
        return new FeedEntry(
                TableName.of("shop", "orders"),
                TableName.of("crm", "orders"),
                rename,
                set,
                Apply.AUTO,
                OnNewColumn.STOP,
                Optional.empty());
    }

    private static SelectedColumn column(String name, String expression) {
        return new SelectedColumn(new Identifier(name), expression);
    }

    private static List<Identifier> names(String... names) {
        return Stream.of(names).map(Identifier::new).toList();
    }
}
