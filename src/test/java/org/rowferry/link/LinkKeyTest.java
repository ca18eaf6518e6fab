package org.rowferry.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.link.Linked.key;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.apply.FeedEntry.OnNewColumn;
import org.rowferry.capture.Sources;
import org.rowferry.catalog.KeyIndex;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.RelationKind;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

class LinkKeyTest {
    private static final TableName TABLE = TableName.of("shop", "orders");

    @ParameterizedTest(name = "the target''s keys {0}, renamed {1}, set {2}: {3}")
    @CsvSource({
        "id, , , id",
        "id|code, , , id",
        "'id,line', , , 'id,line'",
        "'line,id', , , 'line,id'",
        "'source,id', , source, id",
        "source, , source, ",
        "Number, id>Number, , id",
        "'source,Number', id>Number, source, id",
        "id, id>number|code>id, , code",
        ", , , ",
    })
    void targetsFirstKey_isTheForeignTables_byItsNames(String keys, String renamed, String set, String key) {
        Map<Identifier, Identifier> rename = new LinkedHashMap<>();
        parts(renamed, "\\|")
                .forEach(one ->
                        rename.put(new Identifier(one.split(">", -1)[0]), new Identifier(one.split(">", -1)[1])));
        Map<Identifier, String> constants = new LinkedHashMap<>();
        parts(set, ",").forEach(column -> constants.put(new Identifier(column), "9"));
        FeedEntry entry =
                new FeedEntry(TABLE, TABLE, rename, constants, Apply.AUTO, OnNewColumn.STOP, Optional.empty());
        assertThat(LinkKey.of(entry, target(keys)))
                .isEqualTo(Optional.ofNullable(key).map(columns -> key(columns.split(","))));
    }

    private static Relation target(String keys) {
        List<KeyIndex> indexes = parts(keys, "\\|").stream()
                .map(columns -> columns.split(","))
                .map(columns -> new KeyIndex(
                        key(columns),
                        Arrays.stream(columns)
                                .map(column -> "operator(pg_catalog.=)")
                                .toList(),
                        Arrays.stream(columns)
                                .map(column -> Optional.<String>empty())
                                .toList(),
                        false))
                .toList();
        return new Relation(1, TABLE, RelationKind.TABLE, List.of(), List.of(), Set.of(), indexes, Sources.PLAIN, 1);
    }

    private static List<String> parts(String text, String separator) {
        return text == null ? List.of() : List.of(text.split(separator));
    }
}
