package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.capture.ColumnRow;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.exporter.Outcome;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;

/** Generated columns of the source that expressions read are computed another way from now on. */
class GeneratedColumnsDriftIT {
    private static final TableName SUMS = TableName.of("odd", "My \"sums\"");
    private static final TableName PLAIN = TableName.of("odd", "plain");
    private static final String CHANGED = "the expressions of its generated columns changed";
    private static final String MADE = """
            create table odd."My ""sums\""" (id integer primary key, a integer, "g'g" integer generated always as (a * 2) KIND);
            create table odd.plain (id integer primary key, a integer, "g'g" integer generated always as (a * 2) KIND)""";

    private static Pipeline ferry(Server server, String kind, Selection selection, OnRewrite onRewrite) {
        Pipeline ferry = Pipeline.between(
                server, server, ShippedSchema.of(MADE.replace("KIND", kind), SUMS.toString(), PLAIN.toString()));
        ferry.setEntry(
                new Entry(SUMS, onRewrite, new CaptureSettings(Optional.empty(), selection, CaptureMethod.TRIGGERS)));
        ferry.setEntry(new Entry(PLAIN, onRewrite, CaptureSettings.USUAL));
        ferry.source()
                .writer()
                .execute("insert into " + SUMS + " select i, i from generate_series(1, 4) as i;"
                        + " insert into odd.plain select i, i from generate_series(1, 4) as i");
        ferry.importAllOf(ferry.export());
        return ferry;
    }

    private static Selection selection(Map<Identifier, String> transform, Optional<String> where) {
        return new Selection(List.of(), transform, where);
    }

    private static List<List<String>> shipped(Pipeline ferry) {
        return ferry.target().owner().query("select id, a from " + SUMS + " order by id");
    }

    private static void assertFull(Pipeline ferry, String reason) {
        Outcome outcome = ferry.export();
        assertThat(((Outcome.Exported) outcome).tables())
                .filteredOn(line -> line.table().equals(SUMS))
                .singleElement()
                .satisfies(line -> assertThat(line.full()).isEqualTo(reason));
        assertThat(((Outcome.Exported) outcome).tables())
                .filteredOn(line -> line.table().equals(PLAIN))
                // Where nothing reads the column, its change may yet hide that the table had a parent.
                .allSatisfy(line -> assertThat(line.full()).isIn("", ColumnRow.WAS_CHILD));
        ferry.importAllOf(outcome);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void virtualColumnThatATransformOrAFilterReads_isShippedFullWhenItsExpressionChanges(boolean transformed) {
        Selection selection = transformed
                ? selection(Map.of(new Identifier("a"), "\"g'g\" + 1"), Optional.empty())
                : selection(Map.of(), Optional.of("\"g'g\" > 4"));
        try (Pipeline ferry = ferry(Servers.newest(), "virtual", selection, OnRewrite.FULL)) {
            for (String sql : List.of(
                    "alter table TABLE alter column \"g'g\" set expression as (a * 3)",
                    "begin; alter table TABLE alter column \"g'g\" set expression as (a); insert into TABLE values (7, 7); commit")) {
                ferry.source().owner().execute(sql.replace("TABLE", SUMS.toString()));
                ferry.source().owner().execute(sql.replace("TABLE", PLAIN.toString()));
                assertFull(ferry, CHANGED);
                assertThat(shipped(ferry))
                        .isEqualTo(ferry.source()
                                .owner()
                                .query("select id, " + (transformed ? "\"g'g\" + 1" : "a") + " from " + SUMS
                                        + (transformed ? "" : " where \"g'g\" > 4") + " order by id"));
            }
        }
    }

    @Test
    void storedColumnThatIsComputedAnotherWay_isShippedFull_thoughItsEntryIgnoresRewrites() {
        Selection selection = selection(Map.of(new Identifier("a"), "\"g'g\" + 1"), Optional.empty());
        try (Pipeline ferry = ferry(Servers.newest(), "stored", selection, OnRewrite.IGNORE)) {
            ferry.source().owner().execute("alter table " + SUMS + " alter column \"g'g\" set expression as (a * 3)");
            assertFull(ferry, CHANGED);
            assertThat(shipped(ferry))
                    .isEqualTo(ferry.source().owner().query("select id, \"g'g\" + 1 from " + SUMS + " order by id"));
        }
    }

    @Test
    void storedColumnThatIsNotComputedAnyMore_isShippedFull() {
        Selection selection = new Selection(
                List.of(new Identifier("id"), new Identifier("a")),
                Map.of(new Identifier("a"), "\"g'g\" + 1"),
                Optional.empty());
        try (Pipeline ferry = ferry(Servers.oldest(), "stored", selection, OnRewrite.FULL)) {
            ferry.source()
                    .owner()
                    .execute("alter table " + SUMS + " alter column \"g'g\" drop expression; update " + SUMS
                            + " set \"g'g\" = 9 where id = 1");
            assertFull(ferry, CHANGED);
            assertThat(shipped(ferry))
                    .isEqualTo(ferry.source().owner().query("select id, \"g'g\" + 1 from " + SUMS + " order by id"));
        }
    }
}
