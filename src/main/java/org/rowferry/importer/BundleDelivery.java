package org.rowferry.importer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.apply.AppliedTable;
import org.rowferry.apply.Delivery;
import org.rowferry.apply.DeliveryOutcome;
import org.rowferry.apply.Standing;
import org.rowferry.apply.TableDelivery;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.Totals.TableTotal;
import org.rowferry.bundle.Verified;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.schema.TableName;

/**
 * The tables of a bundle that are due, as they are delivered to the target.
 *
 * @param due contents of the bundle
 * @param verify compares tables with the digests that the bundle has of them
 */
record BundleDelivery(Verified verified, List<TableContent> due, boolean verify) {
    BundleDelivery {
        due = List.copyOf(due);
    }

    Delivery delivery() {
        Manifest manifest = verified.manifest();
        return new Delivery(
                manifest.target(),
                manifest.incarnation().id(),
                manifest.to(),
                due.stream().map(this::table).toList(),
                manifest.types());
    }

    /** Returns the tables that have digests in the bundle and are not due. */
    List<TableName> passedDigests() {
        return verified.manifest().tables().stream()
                .filter(content -> content.buckets().isPresent() && !due.contains(content))
                .map(content -> content.table().name())
                .toList();
    }

    private TableDelivery table(TableContent content) {
        TableTotal total = verified.totals().of(content.table().name());
        return new TableDelivery(
                content.table(),
                content.from(),
                content.allKeys(),
                content.withheld(),
                new TableDelivery.InFull(
                        Invocation.ofExporter(
                                "export",
                                "--target " + verified.manifest().target() + " --full "
                                        + content.table().name().argument()),
                        false),
                Optional.of(new TableDelivery.Announced(
                        total.keys().records(),
                        total.allKeys().records(),
                        total.rows().records())),
                new TableDelivery.Proving(content.buckets(), content.undigested(), verify, content.repair()));
    }

    /**
     * Returns the tables that were applied.
     *
     * @param standings where the tables stood before
     * @throws Failure if the outcome is another one
     */
    List<AppliedTable> applied(DeliveryOutcome outcome, LostTables lost, Map<TableName, Standing> standings) {
        if (outcome instanceof DeliveryOutcome.Applied applied) {
            return applied.tables();
        }
        if (outcome instanceof DeliveryOutcome.NotAsLeft notAsLeft) {
            throw lost.failure(notAsLeft.losses(), standings);
        }
        throw missing((DeliveryOutcome.RowsMissing) outcome);
    }

    private Failure missing(DeliveryOutcome.RowsMissing missing) {
        TableDelivery table = missing.delivery();
        return new Failure(
                        Family.TARGET,
                        missing.into() + " has " + missing.held() + " rows, but the source announces the keys of "
                                + missing.keys())
                .hint(
                        "Have the source ship it in full: ",
                        Invocation.ofExporter(
                                "export",
                                "--target " + verified.manifest().target() + " --since "
                                        + table.from().orElseThrow().position() + " --full "
                                        + table.name().argument()))
                .hint("If the table has 'capture: watermark' there, rows were written with values that are too old:"
                        + " make 'overlap' longer.");
    }
}
