package org.rowferry.apply;

import java.util.List;
import java.util.Map;
import org.rowferry.schema.TableName;

/** The outcome of applying a delivery. All but {@link Applied} leave the transaction to be rolled back. */
public sealed interface DeliveryOutcome {
    /** The rows are written and tracked. */
    record Applied(List<AppliedTable> tables) implements DeliveryOutcome {
        public Applied {
            tables = List.copyOf(tables);
        }
    }

    /**
     * Tables for which changes arrive are not as the feed left them. Nothing was written.
     *
     * @param losses by the source's names
     */
    record NotAsLeft(Map<TableName, Loss> losses) implements DeliveryOutcome {
        public NotAsLeft {
            losses = Map.copyOf(losses);
        }
    }

    /**
     * A table holds fewer rows than keys arrived: rows changed on the source, and no watermark showed it.
     *
     * @param held the feed's own rows in the target's table
     * @param keys all keys of the source's table
     */
    record RowsMissing(TableDelivery delivery, TableName into, long held, long keys) implements DeliveryOutcome {}
}
