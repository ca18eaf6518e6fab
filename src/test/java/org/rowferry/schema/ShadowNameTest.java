package org.rowferry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShadowNameTest {
    @Test
    void plainTable_hasAShadowOfItsOwnName() {
        assertThat(nameOf("public", "orders")).isEqualTo("public.orders");
        assertThat(nameOf("My Schema", "Order-\"Lines\"")).isEqualTo("My Schema.Order-\"Lines\"");
    }

    @Test
    void nameThatJustFits_isNotHashed() {
        assertThat(nameOf("public", "x".repeat(56))).isEqualTo("public." + "x".repeat(56));
    }

    @Test
    void nameThatIsTooLong_isCutAndHashed() {
        String name = nameOf("public", "x".repeat(57));
        assertThat(name).hasSize(63).matches("public\\.x{47}~[0-9a-f]{8}");
        assertThat(name).isNotEqualTo(nameOf("public", "x".repeat(58)));
    }

    @Test
    void tablesWhoseDotsWouldMeet_haveDifferentShadows() {
        assertThat(nameOf("a.b", "c")).matches("a\\.b\\.c~[0-9a-f]{8}").isNotEqualTo(nameOf("a", "b.c"));
    }

    @Test
    void tableThatIsNamedLikeAHash_cannotMeetOne() {
        String hashed = nameOf("a", "b.c");
        assertThat(nameOf("a", hashed.substring(2))).isNotEqualTo(hashed);
        assertThat(nameOf("a", "b~c")).matches("a\\.b~c~[0-9a-f]{8}");
    }

    @Test
    void characterOfSeveralBytes_isNeverCutInHalf() {
        Identifier name =
                ShadowName.of(TableName.of("s", "\ud83d\ude80".repeat(20))).identifier();
        assertThat(name.bytes()).isLessThanOrEqualTo(Identifier.MOST_BYTES);
        assertThat(name.name()).matches("s\\.(\ud83d\ude80){13}~[0-9a-f]{8}");
    }

    private static String nameOf(String schema, String table) {
        return ShadowName.of(TableName.of(schema, table)).identifier().name();
    }
}
