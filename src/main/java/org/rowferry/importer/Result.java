package org.rowferry.importer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.rowferry.apply.AppliedTable;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.Manifest.LeftOut;
import org.rowferry.bundle.Totals;
import org.rowferry.report.Failure;
import org.rowferry.schema.TableName;

/** The result of one bundle in an inbox. */
public sealed interface Result {
    BundleName bundle();

    /**
     * It was applied, or under a dry run would have been.
     *
     * @param time when its snapshot was taken, by the source's clock
     * @param due until when the source promised the next one
     * @param passedDigests the tables whose digests were of no use, since they stand at a later position than the bundle
     * @param totals the counts of the bundle, also of the tables that were not due
     */
    record Applied(
            BundleName bundle,
            Instant time,
            Optional<Instant> due,
            List<AppliedTable> tables,
            List<LeftOut> leftOut,
            List<TableName> passedDigests,
            Totals totals)
            implements Result {
        public Applied {
            tables = List.copyOf(tables);
            leftOut = List.copyOf(leftOut);
            passedDigests = List.copyOf(passedDigests);
        }
    }

    /** The target has all that it brings. */
    record AlreadyApplied(BundleName bundle) implements Result {}

    /** It stays where it is, and nothing of it was applied. */
    record Refused(BundleName bundle, Failure failure) implements Result {}
}
