package org.rowferry.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

class TrackingSqlTest {
    private static final UUID LIFE = new UUID(0, 1);
    private static final TrackingSql SQL = new TrackingSql(new Identifier("My Ferry"), new StreamName("shop"));

    @Test
    void tables_areAdoptedTogether_howeverTheyAreNamed() {
        assertThat(SQL.adopt(List.of(TableName.of("b", "it's"), TableName.of("a", "Order-Lines"))))
                .isEqualTo("update \"My Ferry\".import_tracking set table_oid = null where inbox = 'shop' and"
                        + " (schema_name, table_name) in (('a', 'Order-Lines'), ('b', 'it''s'));");
    }

    @Test
    void incarnation_isForgottenInThisInboxAlone() {
        assertThat(SQL.forget(LIFE))
                .isEqualTo("delete from \"My Ferry\".import_tracking where inbox = 'shop' and incarnation ="
                        + " '00000000-0000-0000-0000-000000000001';");
    }

    @Test
    void wayBackFromAForgedFile_forgetsItAndBeginsAnew() {
        Failure failure = SQL.undo(
                new Failure(Family.BUNDLE, "x"),
                "If it was forged",
                new StreamName("reporting"),
                LIFE,
                new Position(7));
        assertThat(failure.hints())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isEqualTo("If it was forged, run as the owner on the target: " + SQL.forget(LIFE)
                                        + " delete from \"My Ferry\".import_bundle where inbox = 'shop' and"
                                        + " incarnation = '" + LIFE + "' and number >= 7;"),
                        second -> assertThat(second).contains("export", "--target reporting --full"));
    }
}
