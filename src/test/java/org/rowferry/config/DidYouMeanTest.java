package org.rowferry.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidYouMeanTest {
    private static final List<String> KNOWN = List.of("outbox", "tables", "retain", "on-rewrite", "key", "sslmode");

    @ParameterizedTest
    @CsvSource({
        "outbx, outbox",
        "otubox, outbox",
        "Tables, tables",
        "tabel, tables",
        "onRewrite, on-rewrite",
        "on_rewrite, on-rewrite",
        "keys, key",
        "kye, key",
        "ssl_mod, sslmode"
    })
    void nearest_findsTheNameThatWasMeant(String word, String meant) {
        assertThat(DidYouMean.nearest(word, KNOWN)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"colour", "x", "inbox-folder"})
    void nearest_isEmptyWhereNoNameIsNear(String word) {
        assertThat(DidYouMean.nearest(word, KNOWN)).isEmpty();
    }

    @Test
    void suffix_endsAMessage() {
        assertThat("unknown key" + DidYouMean.suffix("outbx", KNOWN)).isEqualTo("unknown key, did you mean 'outbox'?");
        assertThat(DidYouMean.suffix("colour", KNOWN)).isEmpty();
    }
}
