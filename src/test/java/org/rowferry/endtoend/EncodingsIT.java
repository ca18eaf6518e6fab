package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.exporter.Outcome;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.testing.Servers;

/** Databases that are not UTF-8: what they hold arrives, or is refused with the reason. */
class EncodingsIT {
    private static Ferry between(String source, String target, String name) {
        return Ferry.between(
                Servers.oldest().newDatabaseOf(source, "source"),
                Servers.newest().newDatabaseOf(target, "target"),
                Cargo.of(
                        "create table \"SCHEMA\".\"NAME\" (\"NAME\" text primary key, v text)"
                                .replace("SCHEMA", "encoded")
                                .replace("NAME", name),
                        "encoded.\"" + name + "\""));
    }

    @ParameterizedTest
    @CsvSource({
        "LATIN1, UTF8, Größe, 'é ÿ \"ñ\", ½'",
        "UTF8, LATIN1, Größe, 'é ÿ \"ñ\", ½'",
        "WIN1252, LATIN9, Euro-Beträge, '€ œ Ž'",
        "EUC_JP, UTF8, 注文, '日本語, \"表\"'",
        "UTF8, EUC_KR, 주문, '한국어'",
        "KOI8R, WIN1251, Заказы, 'Привет'",
        "SQL_ASCII, UTF8, plain, 'only ASCII \"here\"'",
        "SQL_ASCII, UTF8, Größe, 'é 😀'",
        "UTF8, SQL_ASCII, Größe, 'é 😀'",
        "SQL_ASCII, SQL_ASCII, Größe, 'é 😀'",
    })
    void textOfAnyEncoding_arrives(String source, String target, String name, String text) {
        try (Ferry ferry = between(source, target, name)) {
            String table = "encoded.\"" + name + "\"";
            ferry.source()
                    .writer()
                    .execute("insert into " + table + " values ('" + text + "', '" + text + "'), ('x', 'y')");
            ferry.importAllOf(ferry.export());
            assertThat(ferry.targetRows())
                    .isEqualTo(ferry.sourceRows())
                    .hasSize(2)
                    .anyMatch(row -> row.contains(text.substring(0, 1)));
            ferry.source()
                    .writer()
                    .execute("update " + table + " set \"" + name + "\" = '" + text + text + "' where v <> 'y'");
            ferry.importAllOf(ferry.export());
            assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"LATIN1, €", "LATIN1, 😀", "WIN1251, é", "EUC_JP, é😀"})
    void characterThatTheTargetLacks_isRefused(String target, String text) {
        try (Ferry ferry = between("UTF8", target, "things")) {
            ferry.source().writer().execute("insert into encoded.things values ('1', 'plain'), ('2', '" + text + "')");
            ferry.ship(((Outcome.Exported) ferry.export()).file());
            List<Result> results = ferry.importAll();
            assertThat(results).singleElement().isInstanceOfSatisfying(Result.Refused.class, refused -> {
                assertThat(refused.failure().family()).isEqualTo(Family.TARGET);
                assertThat(refused.failure())
                        .hasMessageContaining("has no place for a character that arrives")
                        .hasMessageContaining("has no equivalent in encoding \"" + target + "\"")
                        .hasMessageContaining("things");
                assertThat(refused.failure().hints().get(0)).contains("createdb -T template0 -E UTF8");
            });
            assertThat(ferry.targetRows()).isEmpty();
        }
    }

    @Test
    void bytesOfAnUnknownEncoding_areRefused() {
        try (Ferry ferry = between("SQL_ASCII", "UTF8", "things")) {
            ferry.source().writer().execute("insert into encoded.things values ('1', 'plain'), ('2', E'caf\\xe9')");
            assertThatThrownBy(ferry::export)
                    .hasMessageContaining("holds text that is no UTF-8, of an encoding that nobody knows")
                    .satisfies(
                            failure -> assertThat(((Failure) failure).family()).isEqualTo(Family.SOURCE))
                    .satisfies(failure ->
                            assertThat(((Failure) failure).hints()).anyMatch(hint -> hint.contains("encoded.things")));
            ferry.source().writer().execute("update encoded.things set v = 'café' where things = '2'");
            ferry.importAllOf(ferry.export());
            assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).anyMatch(row -> row.contains("café"));
        }
    }
}
