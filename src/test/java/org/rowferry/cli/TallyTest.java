package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rowferry.apply.AppliedTable;
import org.rowferry.apply.AppliedTable.Left;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.Written;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Kind;
import org.rowferry.schema.TableName;
import org.rowferry.watch.TableCount;

class TallyTest {
    @Test
    void rowsOfARepair_areCountedApart() {
        assertThat(Tally.written(applied(Optional.empty()))).isEqualTo(new TableCount.Written(1, 2, 4, 0));
        assertThat(Tally.written(applied(Optional.of(new BucketNumbers(8, List.of(3))))))
                .isEqualTo(new TableCount.Written(0, 0, 0, 7));
    }

    private static AppliedTable applied(Optional<BucketNumbers> repaired) {
        return new AppliedTable(
                FeedEntry.of(TableName.of("shop", "orders")),
                List.of(),
                Kind.CHANGES,
                7,
                6,
                new Written(1, 2, 4),
                new Left(6, List.of(), List.of()),
                Duration.ZERO,
                repaired,
                Optional.empty());
    }
}
