package org.rowferry.apply;

import java.time.Duration;
import java.util.List;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;
import org.rowferry.schema.Column;

/**
 * Compares the records of one table that arrived with those that were announced, and the rows that it holds with both.
 *
 * @param arrived how many records the server took
 */
record ArrivalCheck(TargetTable table, TableDelivery.Announced arrived, Written written) {
    /**
     * Refuses records that arrived in another number than was announced.
     *
     * @throws Failure of the family TARGET or BUNDLE
     */
    void requireArrival() {
        table.delivery().announced().ifPresent(total -> {
            require("keys arrived for", total.keys() + total.allKeys(), arrived.keys() + arrived.allKeys());
            require("rows arrived for", total.rows(), arrived.rows());
        });
        if (table.isWithoutKey() && !table.isFull() && arrived.rows() > 0) {
            throw new Failure(
                            Family.BUNDLE,
                            "the source brings changed rows of "
                                    + table.delivery().name() + ", which has no key")
                    .hint("Fetch it again; if it is the same, its writer is at fault: it may ship the table in full.");
        }
    }

    /** Returns whether the rows have to be counted: all of them are known, or a trigger may have written some. */
    boolean isCounted() {
        return !isReckoned() || table.triggered();
    }

    /** Returns whether the rows that were there, and those that were written, tell how many there are. */
    private boolean isReckoned() {
        return !bringsAll() && table.held().isPresent();
    }

    private boolean bringsAll() {
        return table.isFull() || table.delivery().allKeys();
    }

    /** Returns how many rows the table holds by what was there and what was written. */
    long reckoned() {
        return table.held().orElse(0L) - written.deleted() + written.inserted();
    }

    /**
     * Returns the outcome for this table.
     *
     * @param held how many rows of the feed it holds: counted, or {@link #reckoned}
     * @throws Failure of the family TARGET if they are more or fewer than they must be
     */
    DeliveryOutcome outcome(long held) {
        if (isReckoned() && held != reckoned()) {
            throw writtenByTriggers(held);
        }
        if (table.delivery().allKeys() && held < arrived.allKeys()) {
            // A row that no watermark showed is not missed before its key is.
            return new DeliveryOutcome.RowsMissing(table.delivery(), table.name(), held, arrived.allKeys());
        }
        if (bringsAll()) {
            require("rows are in", table.isFull() ? arrived.rows() : arrived.allKeys(), held);
        }
        AppliedTable.Left left = new AppliedTable.Left(
                held,
                table.columns(),
                table.emptied().stream().map(Column::name).toList());
        return new DeliveryOutcome.Applied(List.of(new AppliedTable(
                table.entry(),
                table.ignored(),
                table.delivery().kind(),
                arrived.keys(),
                arrived.rows(),
                written,
                left,
                Duration.ZERO)));
    }

    /** A statement counts the rows that it writes, and none of those that a trigger of the table writes beside it. */
    private Failure writtenByTriggers(long found) {
        return new Failure(
                        Family.TARGET,
                        found + " rows are in " + table.name() + ", but " + reckoned()
                                + " by what was there and was written")
                .hint("Check whether a trigger on the target removes or adds rows: psql -c "
                        + Shell.word("\\d " + table.name()));
    }

    private void require(String what, long announced, long found) {
        if (announced != found) {
            throw new Failure(
                            Family.TARGET,
                            found + " " + what + " " + table.name() + ", but the source announces " + announced)
                    .hint("Check whether a trigger or a rule on the target removes or adds rows: psql -c "
                            + Shell.word("\\d " + table.name()));
        }
    }
}
