package org.rowferry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.capture.CaptureMethod.Deletes;
import org.rowferry.capture.CaptureMethod.Overlap;
import org.rowferry.capture.CaptureMethod.Watermark;
import org.rowferry.capture.WatermarkColumns.Unit;
import org.rowferry.catalog.RelationKind;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;

class WatermarkColumnsTest {
    /** A bound of a number is no question to the server. */
    @SuppressWarnings("NullAway")
    private static final Session NOWHERE = null;

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "smallint, INTEGER",
        "integer, INTEGER",
        "bigint, INTEGER",
        "numeric, NUMERIC",
        "date, DATE",
        "timestamp without time zone, TIMESTAMP",
        "timestamp with time zone, TIMESTAMPTZ"
    })
    void type_hasAUnit_whereItsValuesGrow(String type, Unit unit) {
        assertThat(unit("a:" + type)).isEqualTo(unit);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "uuid", "boolean", "real", "double precision", "time without time zone", "int4range"})
    void type_isNoWatermark_whereItsValuesMayNotGrow(String type) {
        Failure failure = catchThrowableOfType(Failure.class, () -> unit("id:bigint", "Ver No:" + type));
        assertThat(failure.family()).isEqualTo(Family.SOURCE);
        assertThat(failure).hasMessage("the column \"Ver No\" of shop.orders is " + type + ", which is no watermark");
    }

    @ParameterizedTest(name = "{0} beside {1}: {2}")
    @CsvSource({
        "integer, bigint, INTEGER",
        "bigint, numeric, NUMERIC",
        "numeric, smallint, NUMERIC",
        "date, date, DATE",
        "date, timestamp without time zone, ",
        "timestamp without time zone, timestamp with time zone, ",
        "timestamp with time zone, bigint, ",
        "numeric, date, "
    })
    void columnsOfOneWatermark_areOfOneKind(String one, String other, Unit unit) {
        if (unit != null) {
            assertThat(unit("a:" + one, "b:" + other)).isEqualTo(unit);
        } else {
            assertThatThrownBy(() -> unit("a:" + one, "b:" + other))
                    .hasMessage("the columns of the watermark of shop.orders are not of one kind: a " + one + ", b "
                            + other);
        }
    }

    @Test
    void thirdColumn_isComparedToo() {
        assertThat(unit("a:integer", "b:numeric", "c:bigint")).isEqualTo(Unit.NUMERIC);
        assertThatThrownBy(() -> unit("a:integer", "b:integer", "c:date")).hasMessageEndingWith("c date");
    }

    @ParameterizedTest(name = "{0} seen up to {1}, {2} late: at or above {3}")
    @CsvSource({
        "INTEGER, 5000, 1000, '''4000''::bigint'",
        "INTEGER, 5000, 0, '''5000''::bigint'",
        "INTEGER, -5, 10, '''-15''::bigint'",
        "INTEGER, -9223372036854775800, 1000, '''-9223372036854775808''::bigint'",
        "INTEGER, 9223372036854775807, 1, '''9223372036854775806''::bigint'",
        "NUMERIC, 10.25, 1, '''9.25''::numeric'",
        "NUMERIC, -9223372036854775800, 1000, '''-9223372036854776800''::numeric'",
        "NUMERIC, 1e30, 0, '''1000000000000000000000000000000''::numeric'",
        "NUMERIC, 0.0000000001, 0, '''0.0000000001''::numeric'"
    })
    void rows_mayHaveChanged_fromTheMarkLessTheOverlapOn(Unit unit, String mark, long overlap, String bound) {
        assertThat(columns(unit, overlap, "ver").changedSince(Optional.of(mark)))
                .isEqualTo("(b.ver >= " + bound + " or (b.ver is null))");
    }

    @Test
    void anyColumnAboveTheBound_isEnough_andARowWithoutAnyValueIsAlwaysRead() {
        assertThat(columns(Unit.INTEGER, 10, "ins", "Up Date").changedSince(Optional.of("100")))
                .isEqualTo("(b.ins >= '90'::bigint or b.\"Up Date\" >= '90'::bigint"
                        + " or (b.ins is null and b.\"Up Date\" is null))");
    }

    @Test
    void tableThatHadNoMark_isReadAsAWhole() {
        assertThat(columns(Unit.INTEGER, 10, "ver").changedSince(Optional.empty()))
                .isEqualTo("true");
        assertThat(columns(Unit.DATE, 10, "ver").changedSince(Optional.empty())).isEqualTo("true");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "INTEGER, 7, '''7''::bigint'",
        "DATE, 2026-01-01, '''2026-01-01''::date'",
        "TIMESTAMPTZ, 2026-01-01 00:00:00+00, '''2026-01-01 00:00:00+00''::timestamp with time zone'",
        "DATE, it's late, '''it''''s late''::date'"
    })
    void rowsBeyondTheMark_areThoseThatWait_withoutTheOverlap(Unit unit, String mark, String value) {
        assertThat(columns(unit, 1000, "a", "B").beyond(mark))
                .isEqualTo("(b.a > " + value + " or b.\"B\" > " + value + ")");
    }

    @Test
    void columnThatIsNotThere_isRefusedWithTheOneThatIsMeant() {
        assertThatThrownBy(() -> WatermarkColumns.requireColumn(
                        Sources.relation(RelationKind.TABLE, "id:integer", "changed:date"), new Identifier("chagned")))
                .hasMessageContaining("shop.orders has no column chagned that could be its watermark")
                .hasMessageContaining("changed");
        WatermarkColumns.requireColumn(Sources.relation(RelationKind.TABLE, "changed:date"), new Identifier("changed"));
    }

    @ParameterizedTest(name = "arrived {0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | b.a > 1 or b.a is null",
                "41 | (b.a > 1 or b.a is null or b.tableoid = any ('{41}'::oid[]))",
                "41,42 | (b.a > 1 or b.a is null or b.tableoid = any ('{41,42}'::oid[]))"
            })
    void partitionsThatArrived_areReadWhateverTheirWatermark(String arrived, String condition) {
        List<Long> oids = arrived.isEmpty()
                ? List.of()
                : Arrays.stream(arrived.split(",")).map(Long::valueOf).toList();
        assertThat(WatermarkWindow.condition("b.a > 1 or b.a is null", oids)).isEqualTo(condition);
    }

    @Test
    void windowThatIsKnownToBeShipped_copiesNoKey() {
        WatermarkWindow empty = new WatermarkWindow(NOWHERE, Captured.bySnapshot(), "true", List.of(), true);
        assertThat(empty.isEmpty()).isTrue();
        assertThat(empty.in(NOWHERE).isEmpty()).isTrue();
        assertThat(empty.copyKeys(row -> {
                    throw new AssertionError("a key");
                }))
                .isZero();
    }

    private static Unit unit(String... columns) {
        return WatermarkColumns.unit(
                Captured.name("orders"),
                Arrays.stream(columns).map(Sources::column).toList());
    }

    private static WatermarkColumns columns(Unit unit, long overlap, String... columns) {
        Watermark method = new Watermark(
                Arrays.stream(columns).map(Identifier::new).toList(),
                new Overlap(Duration.ofMinutes(10), overlap),
                Deletes.KEYS);
        return new WatermarkColumns(NOWHERE, Captured.name("orders"), method, unit);
    }
}
