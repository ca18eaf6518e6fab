package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.exporter.ExporterSettings.WhenBroken;
import org.rowferry.exporter.Outcome;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Databases that are not UTF-8: what they hold arrives, or is refused with the reason. */
class EncodingsIT {
    private static Pipeline between(String source, String target, String name) {
        return Pipeline.between(
                Servers.oldest().newDatabaseOf(source, "source"),
                Servers.newest().newDatabaseOf(target, "target"),
                ShippedSchema.of(
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
        try (Pipeline ferry = between(source, target, name)) {
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
        try (Pipeline ferry = between("UTF8", target, "things")) {
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true|('2', E'caf\\xe9')",
                "false|('2', E'caf\\xe9')",
                "false|('2', E'a \"\\xed\\xa0\\x80\"')",
                "false|(E'caf\\xe9', 'x')",
                "true|('2', repeat('é\"', 2000000) !! E'\\xe9')",
                "false|('2', repeat('é\"', 2000000) !! E'\\xe9')"
            })
    void bytesOfAnUnknownEncoding_areRefused(boolean oldest, String row) {
        try (Pipeline ferry = unknown(oldest)) {
            TestDatabase writer = ferry.source().writer();
            writer.execute("insert into encoded.things values ('1', 'plain'), " + row.replace("!!", "||"));
            assertThatThrownBy(ferry::export)
                    .hasMessageContaining("encoded.things")
                    .hasMessageContaining("holds text that is no UTF-8, of an encoding that nobody knows")
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> assertThat(failure.family()).isEqualTo(Family.SOURCE));
            writer.execute("update encoded.things set v = 'café', things = '2' where things <> '1'");
            ferry.importAllOf(ferry.export());
            assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).anyMatch(read -> read.contains("café"));

            writer.execute("update encoded.things set v = E'\\xff' where things = '2'");
            assertThatThrownBy(ferry::export).hasMessageContaining("encoded.things");
            writer.execute("delete from encoded.things where things = '2'");
            ferry.importAllOf(ferry.export());
            assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(2);
        }
    }

    private static Pipeline unknown(boolean oldest) {
        return Pipeline.between(
                (oldest ? Servers.oldest() : Servers.newest()).newDatabaseOf("SQL_ASCII", "source"),
                Servers.newest().newDatabase("target"),
                ShippedSchema.of(
                        "create table encoded.things (things text primary key, v text);"
                                + " create table encoded.whole (id integer primary key); insert into encoded.whole values (7)",
                        "encoded.things",
                        "encoded.whole"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tableWithBytesOfAnUnknownEncoding_holdsBackNoOther_whereItMayBeLeftOut(boolean oldest) {
        TableName things = TableName.of("encoded", "things");
        try (Pipeline ferry = unknown(oldest)) {
            ferry.setEntry(
                    new Entry(things, OnRewrite.FULL, WhenBroken.LEAVE_OUT, Optional.empty(), CaptureSettings.USUAL));
            ferry.source().writer().execute("insert into encoded.things values ('1', 'plain'), ('2', E'caf\\xe9')");
            Outcome outcome = ferry.export();
            assertThat(((Outcome.Exported) outcome).leftOut())
                    .singleElement()
                    .satisfies(left -> assertThat(left.table()).isEqualTo(things));
            ferry.importAllOf(outcome);
            assertThat(ferry.targetRows()).hasSize(1).allMatch(row -> row.contains("(7)"));

            ferry.source().writer().execute("update encoded.things set v = 'café' where things = '2'");
            ferry.importAllOf(ferry.export());
            assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void characterThatUtf8Lacks_isRefusedWithItsTableAndAWayRoundIt(boolean oldest) {
        try (Pipeline ferry = Pipeline.between(
                (oldest ? Servers.oldest() : Servers.newest()).newDatabaseOf("WIN1252", "source"),
                Servers.newest().newDatabase("target"),
                ShippedSchema.of("create table encoded.things (id integer primary key, v text)", "encoded.things"))) {
            ferry.source().writer().execute("insert into encoded.things values (1, 'a' || chr(129)), (2, 'b')");
            assertThatThrownBy(ferry::export)
                    .hasMessageContaining("encoded.things")
                    .hasMessageContaining("holds a character that the other encoding lacks")
                    .hasMessageContaining("0x81")
                    .isInstanceOfSatisfying(Failure.class, failure -> {
                        assertThat(failure.family()).isEqualTo(Family.SOURCE);
                        assertThat(failure.hints().get(0)).contains("transform");
                    });
            TableName things = TableName.of("encoded", "things");
            ferry.setEntry(new Entry(
                    things,
                    OnRewrite.FULL,
                    CaptureSettings.of(new Selection(
                            List.of(), Map.of(new Identifier("v"), "replace(v, chr(129), '?')"), Optional.empty()))));
            ferry.importAllOf(ferry.export());
            assertThat(ferry.targetRows()).hasSize(2).anyMatch(row -> row.contains("a?"));
        }
    }
}
