package org.rowferry.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LiteralTest {
    @Test
    void quotesAreDoubledAndBackslashesAreNot() {
        assertThat(new Literal("it's \\ \"x\"")).hasToString("'it''s \\ \"x\"'");
    }

    @Test
    void nameIsQuotedAsANameFirst() {
        assertThat(Literal.ofName(TableName.of("My 'S'", "t"))).hasToString("'\"My ''S''\".t'");
    }

    @Test
    void nulIsRefused() {
        assertThatThrownBy(() -> new Literal("\0")).isInstanceOf(IllegalArgumentException.class);
    }
}
