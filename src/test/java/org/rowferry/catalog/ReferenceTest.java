package org.rowferry.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

class ReferenceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "FOREIGN KEY (a) REFERENCES p(id)|",
                "FOREIGN KEY (a) REFERENCES p(id)| ON UPDATE CASCADE ON DELETE SET NULL",
                "FOREIGN KEY (a, b) REFERENCES p(id, k) MATCH FULL| ON DELETE SET DEFAULT (a, b)",
                "FOREIGN KEY (a) REFERENCES p(id)| ON DELETE SET NULL (\"x) y\", \"\"\" ON DELETE CASCADE\")",
                "FOREIGN KEY (\"a ON DELETE CASCADE\") REFERENCES \"p ON UPDATE RESTRICT\"(\"id\"\" ON DELETE SET NULL\")|"
                        + " ON UPDATE RESTRICT",
                "FOREIGN KEY (\"$1 \\\") REFERENCES \"$0\"(id)| ON DELETE CASCADE",
            })
    void foreignKeyWithoutActions_keepsItsNames(String key, String actions) {
        String told = actions == null ? "" : " " + actions;
        for (String after : List.of("", " DEFERRABLE INITIALLY DEFERRED", " NOT VALID")) {
            assertThat(reference(key + told + after).withoutActions())
                    .isEqualTo("alter table shop.lines drop constraint \"f ON DELETE CASCADE\","
                            + " add constraint \"f ON DELETE CASCADE\" " + key + after + ";");
        }
    }

    private static Reference reference(String definition) {
        Reference.Side side =
                new Reference.Side(1, TableName.of("shop", "lines"), "shop.lines", List.of(), Set.of(), true);
        return new Reference(
                1,
                new Identifier("f ON DELETE CASCADE"),
                definition,
                side,
                side,
                List.of(),
                Reference.Action.CASCADE,
                Reference.Action.CASCADE);
    }
}
