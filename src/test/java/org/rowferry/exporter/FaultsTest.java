package org.rowferry.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowferry.capture.Captured.name;

import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.bundle.Manifest.LeftOut;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.capture.Sources;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.exporter.ExporterSettings.WhenBroken;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Surroundings;
import org.rowferry.schema.TableName;

class FaultsTest {
    private static final Entry HELD = entry(name("orders"), WhenBroken.HOLD);
    private static final Entry LEFT = entry(name("lines"), WhenBroken.LEAVE_OUT);

    private final Faults faults = new Faults();

    @ParameterizedTest
    @EnumSource
    void fault_isTheTables_whereSourceOrConfigurationIsToBeMended(Family family) {
        Failure failure = new Failure(family, "shop.orders is odd");
        if (family == Family.SOURCE || family == Family.CONFIGURATION) {
            faults.note(HELD, failure, true);
            assertThat(faults.isOf(HELD.table())).isTrue();
        } else {
            assertThatThrownBy(() -> faults.note(HELD, failure, true)).isSameAs(failure);
            assertThat(faults.isOf(HELD.table())).isFalse();
        }
    }

    @ParameterizedTest(name = "SQLSTATE {0}: the table''s own {1}")
    @CsvSource({
        "42P01, true",
        "42501, true",
        "22012, true",
        "57014, true",
        "08006, false",
        "53100, false",
        "53200, false",
        "57P01, false",
        "58030, false"
    })
    void failureOfTheServer_isNoTables(String state, boolean own) {
        Failure failure = new Failure(Family.SOURCE, "shop.orders is odd").because(new SQLException("no", state));
        if (own) {
            faults.note(HELD, failure, true);
            assertThat(faults.all()).isSameAs(failure);
        } else {
            assertThatThrownBy(() -> faults.note(HELD, failure, true)).isSameAs(failure);
        }
    }

    @Test
    void sessionThatEnded_endsTheRun() {
        Failure failure = new Failure(Family.SOURCE, "shop.orders is odd");
        assertThatThrownBy(() -> faults.note(HELD, failure, false)).isSameAs(failure);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop.orders is odd",
                "the capture of shop.orders does not hold: why",
                "odd: shop.orders",
                "odd (shop.orders)",
                "'shop.orders' is odd",
                "shop.orders: odd"
            })
    void messageThatNamesTheTable_staysAsItIs(String message) {
        faults.note(HELD, new Failure(Family.SOURCE, message));
        assertThat(faults.all()).hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "division by zero",
                "shop.orders_old is odd",
                "myshop.orders is odd",
                "all.shop.orders is odd",
                "shop.orders$1 is odd",
                "shop.ordersé is odd",
                "shop.\"orders\" is odd",
                "\"shop.orders\" is odd",
                "shopxorders is odd"
            })
    void messageThatDoesNotNameTheTable_getsItsName(String message) {
        faults.note(HELD, new Failure(Family.SOURCE, message).hint("Mend it."));
        assertThat(faults.all()).hasMessage("shop.orders cannot be read: " + message);
        assertThat(faults.all().hints()).containsExactly("Mend it.");
    }

    @Test
    void nameThatNeedsQuotes_isFoundWithThem() {
        Entry hostile = entry(Sources.HOSTILE, WhenBroken.HOLD);
        faults.note(hostile, new Failure(Family.SOURCE, Sources.HOSTILE + " is odd"));
        faults.note(entry(TableName.of("a", "x\\E.*"), WhenBroken.HOLD), new Failure(Family.SOURCE, "odd"));
        assertThat(faults.all()).hasMessage(Sources.HOSTILE + " is odd; a.\"x\\E.*\" cannot be read: odd");
    }

    @Test
    void oneTableThatIsWaitedFor_holdsTheOthers_andAllAreTold() {
        faults.refuseHeld();
        faults.note(LEFT, new Failure(Family.SOURCE, "shop.lines is odd"));
        assertThat(faults.held()).isEmpty();
        faults.refuseHeld();
        faults.note(HELD, new Failure(Family.SOURCE, "shop.orders is odd"));
        assertThat(faults.held())
                .hasValueSatisfying(failure -> assertThat(failure).hasMessage("shop.lines is odd; shop.orders is odd"));
        assertThatThrownBy(faults::refuseHeld).hasMessage("shop.lines is odd; shop.orders is odd");
    }

    @Test
    void status_tellsWhetherTheOthersGoOn() {
        assertThat(faults.told(Surroundings.UNKNOWN)).isEmpty();
        faults.note(LEFT, new Failure(Family.SOURCE, "shop.lines is odd").hint("Mend it."));
        assertThat(faults.told(Surroundings.UNKNOWN)).isEqualTo("it is left out: shop.lines is odd. Mend it.");
        faults.note(HELD, new Failure(Family.SOURCE, "shop.orders is odd"));
        assertThat(faults.told(Surroundings.UNKNOWN)).startsWith("shop.lines is odd; shop.orders is odd");
    }

    @Test
    void faultsOfALaterLook_areAdded_unlessOneOfTheTableIsKnown() {
        faults.note(LEFT, new Failure(Family.SOURCE, "shop.lines is odd"));
        Faults later = new Faults();
        later.note(LEFT, new Failure(Family.SOURCE, "shop.lines is odder"));
        later.note(HELD, new Failure(Family.SOURCE, "shop.orders is odd"));
        faults.noteAll(later);
        assertThat(faults.announced())
                .containsExactly(
                        new LeftOut(name("lines"), "shop.lines is odd"),
                        new LeftOut(name("orders"), "shop.orders is odd"));
        assertThat(faults.leftOut())
                .extracting(Outcome.SkippedTable::table)
                .containsExactly(name("lines"), name("orders"));
    }

    private static Entry entry(TableName table, WhenBroken whenBroken) {
        return new Entry(table, OnRewrite.FULL, whenBroken, Optional.empty(), CaptureSettings.USUAL);
    }
}
