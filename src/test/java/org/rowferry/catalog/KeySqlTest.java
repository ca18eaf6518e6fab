package org.rowferry.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The templates hold the one definition of a key, word for word. */
class KeySqlTest {
    @Test
    void linkCapture_holdsTheDefinitionOfAKey() throws IOException {
        assertThat(template("link_capture.sql")).contains(flat(KeySql.CAN_BE_KEY));
    }

    @Test
    void materializedViewIndexes_holdTheDefinitionOfUniqueness() throws IOException {
        assertThat(template("materialized_view_indexes.sql")).contains(flat(KeySql.UNIQUE_OVER_ALL_ROWS));
    }

    private static String template(String name) throws IOException {
        return flat(Files.readString(Path.of("ddl-templates/fdw").resolve(name)));
    }

    /** Returns a text with one blank for each run of blanks and line ends. */
    private static String flat(String sql) {
        return sql.replaceAll("\\s+", " ");
    }
}
