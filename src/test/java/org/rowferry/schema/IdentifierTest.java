package org.rowferry.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentifierTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "orders, orders",
                "_a1, _a1",
                "Orders, \"Orders\"",
                "1a, \"1a\"",
                "a$b, \"a$b\"",
                "été, \"été\"",
                "order-lines, \"order-lines\"",
                "a\"b, \"a\"\"b\"",
                "group, \"group\"",
                "abort, abort",
            })
    void identifier_printsItselfAsSqlNeedsIt(String name, String sql) {
        assertThat(new Identifier(name)).hasToString(sql);
    }

    @Test
    void identifier_refusesWhatNoCatalogHolds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Identifier(""))
                .withMessage("an identifier is empty");
        assertThatIllegalArgumentException().isThrownBy(() -> new Identifier("a\0b"));
    }

    @Test
    void identifier_isReadBackFromYaml() throws IOException {
        for (String name : List.of("id", "Order No", "it's", "a]b, c", "x\ty\nz", "U&", "\u202e", "null")) {
            Identifier identifier = new Identifier(name);
            String list = new YAMLMapper()
                    .readTree("[" + identifier.inYaml() + "]")
                    .get(0)
                    .asText();
            assertThat(Identifier.parse(list)).isEqualTo(identifier);
        }
    }

    @Test
    void identifier_countsBytesOfUtf8() {
        assertThat(new Identifier("a").bytes()).isEqualTo(1);
        assertThat(new Identifier("é").bytes()).isEqualTo(2);
        assertThat(new Identifier("\uD83D\uDE00").bytes()).isEqualTo(4);
    }
}
