package org.rowferry.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rowferry.link.Linked.ORDERS;
import static org.rowferry.link.Linked.capture;
import static org.rowferry.link.Linked.link;
import static org.rowferry.link.Linked.reading;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.TableName;

class RemoteStateTest {
    private static final List<String> ID = List.of("id");

    @Test
    void captureThatIsAsItWasMade_isUsed() {
        assertThat(state(capture()).capture(link(ORDERS), ORDERS)).isEqualTo(capture());
        LinkTable reading = reading(ORDERS, "Old Shop", "it's");
        RemoteCapture other = capture("Old Shop.it's", ID, true, Optional.empty(), false);
        assertThat(state(TableName.of("Old Shop", "it's"), other).capture(link(reading), reading))
                .as("it is looked up by the source's name")
                .isEqualTo(other);
    }

    @Test
    void tableThatTheSourceDoesNotCapture_isMadeToBe() {
        LinkTable reading = reading(ORDERS, "shop", "it's");
        Failure failure = refused(state(capture()), reading);
        assertThat(failure).hasMessage("the source does not capture shop.\"it's\"");
        assertThat(failure.hints().get(0)).contains("generate exporter", "it'\\''s");
    }

    @Test
    void captureWithAFault_isRefusedBeforeAllElse() {
        RemoteCapture broken = capture("other", ID, true, Optional.of("a trigger is disabled"), true);
        Failure failure = refused(state(broken), ORDERS);
        assertThat(failure).hasMessage("the capture of shop.orders on the source has a fault: a trigger is disabled");
        assertThat(failure.hints()).hasSize(2);
    }

    @Test
    void rowsThatSecurityHides_areNotLeftOutWithoutAWord() {
        Failure failure = refused(state(capture("shop.orders", ID, true, Optional.empty(), true)), ORDERS);
        assertThat(failure).hasMessageStartingWith("row security would hide rows of shop.orders");
        assertThat(failure.hints().get(0)).doesNotContain("generate exporter");
    }

    @Test
    void captureUnderAnotherName_isNotTakenForThisTables() {
        assertThat(refused(state(capture("Shop.orders", ID, true, Optional.empty(), false)), ORDERS))
                .hasMessage("shop.orders was captured under another name, and its shadow table has that:"
                        + " \"Shop.orders\"");
    }

    private static RemoteState state(RemoteCapture capture) {
        return state(TableName.of("shop", "orders"), capture);
    }

    private static RemoteState state(TableName name, RemoteCapture capture) {
        return new RemoteState(
                Snapshot.parse("10:10:"), new Incarnation(new UUID(0, 1), List.of()), Map.of(name, capture));
    }

    private static Failure refused(RemoteState state, LinkTable table) {
        Failure failure = catchThrowableOfType(Failure.class, () -> state.capture(link(table), table));
        assertThat(failure.family()).isEqualTo(Family.SOURCE);
        return failure;
    }
}
