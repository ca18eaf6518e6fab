package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.schema.Identifier;

class StagedColumnTest {
    @ParameterizedTest(name = "converted {0}, with a cast of the owner''s {1}: {2}")
    @CsvSource({
        "false, false, 'r.\"Qty x\"'",
        "false, true, 'r.\"Qty x\"'",
        "true, false, 'cast(r.\"Qty x\" as shop.pair)'",
        "true, true, 'cast(r.\"Qty x\"::character varying as shop.pair)'",
    })
    void valueThatWaits_isReadAsTheColumnsType_withoutACastOfTheOwners(boolean converted, boolean cast, String value) {
        StagedColumn column = new StagedColumn(new Identifier("Qty x"), "text", "shop.pair", "", converted, cast);
        assertThat(column.value("r")).isEqualTo(value);
    }

    @Test
    void columnWhereValuesWait_hasTheTypeBelowTheDomain_withItsCollation() {
        StagedColumn column = new StagedColumn(
                new Identifier("name"),
                "character varying(5) collate \"C\"",
                "shop.code",
                " collate \"C\"",
                true,
                false);
        assertThat(column.whereItWaits()).isEqualTo("name character varying(5) collate \"C\"");
        assertThat(column.asInTheTable()).isEqualTo("name shop.code collate \"C\"");
        StagedColumn other = column.named(new Identifier("O 1"));
        assertThat(other.whereItWaits()).isEqualTo("\"O 1\" character varying(5) collate \"C\"");
        assertThat(other.value("w")).isEqualTo("cast(w.\"O 1\" as shop.code)");
    }

    @Test
    void columnThatIsLeftOut_waitsAsText_andIsNotConverted() {
        StagedColumn column = StagedColumn.leftOut(new Identifier("gone"));
        assertThat(column.whereItWaits()).isEqualTo("gone text");
        assertThat(column.value("r")).isEqualTo("r.gone");
    }
}
