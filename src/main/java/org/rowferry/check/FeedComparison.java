package org.rowferry.check;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowferry.apply.Applier;
import org.rowferry.apply.Delivery;
import org.rowferry.apply.Feed;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.Standing;
import org.rowferry.apply.TableDelivery;
import org.rowferry.apply.TargetScript;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.Offer;
import org.rowferry.exporter.Offer.OfferedTable;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;
import org.rowferry.report.Invocation;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.TableName;

/** Compares the tables that a target is sent with those that an inbox takes, as an import of all of them would. */
final class FeedComparison {
    private static final String CHECK = "table";

    private final Session session;
    private final Offer offer;
    private final Feed feed;
    private final Applier applier;
    private final Map<TableName, Standing> standings;
    private final Identifier importer;
    private final Findings findings;

    /**
     * Compares one inbox with one target.
     *
     * @param standings where the tables of the inbox stand
     * @param importer the role that imports
     */
    FeedComparison(
            Session session,
            Offer offer,
            Feed feed,
            Applier applier,
            Map<TableName, Standing> standings,
            Identifier importer,
            Findings findings) {
        this.session = session;
        this.offer = offer;
        this.feed = feed;
        this.applier = applier;
        this.standings = Map.copyOf(standings);
        this.importer = importer;
        this.findings = findings;
    }

    /** Tells of each table that either side names. */
    void tell() {
        offer.faults()
                .ifPresent(faults -> findings.fail(CHECK, offer.target().name().toString(), faults));
        Set<TableName> sent = new HashSet<>();
        for (Entry entry : offer.target().tables()) {
            sent.add(entry.table());
            if (feed.entry(entry.table()).isEmpty()) {
                findings.fail(CHECK, entry.table().toString(), notTaken(entry.table()));
            }
        }
        for (OfferedTable offered : offer.tables()) {
            feed.entry(offered.table().name()).ifPresent(entry -> fits(offered, entry));
        }
        feed.tables().stream().filter(entry -> !sent.contains(entry.table())).forEach(this::notSent);
    }

    private Failure notTaken(TableName table) {
        try {
            feed.refuseMissing(table, importer);
        } catch (Failure failure) {
            return failure;
        }
        Failure failure = new Failure(
                        Family.CONFIGURATION,
                        "the target " + offer.target().name() + " is sent " + table + ", which the inbox " + feed.name()
                                + " does not name")
                .hint(
                        "Add it under tables: of the inbox in ",
                        Mention.IMPORTER_FILE,
                        ". If the target lacks the table, make it with the next two commands.");
        return TargetScript.hinted(failure, List.of(FeedEntry.of(table)), importer)
                .hint("Or take it out of the tables of the target in ", Mention.EXPORTER_FILE, ".");
    }

    /** A table that a pattern takes may be the target's own; one that was never sent does not disturb an import. */
    private void notSent(FeedEntry entry) {
        TableName table = entry.table();
        boolean applied = standings.containsKey(table);
        if (!applied && feed.list().pattern(table).isPresent()) {
            return;
        }
        Failure failure = new Failure(
                        Family.CONFIGURATION,
                        "the inbox " + feed.name() + " names " + table + ", which the target "
                                + offer.target().name() + " is not sent")
                .hint("Add it under tables: of the target in ", Mention.EXPORTER_FILE, ".")
                .hint("Then run as the owner: ", Invocation.ofSourceOwner("generate exporter", table.argument()))
                .hint(
                        "Or take it out of tables:, or name it under except: if a pattern takes it, in ",
                        Mention.IMPORTER_FILE,
                        ".");
        if (applied) {
            findings.fail(CHECK, table.toString(), failure);
        } else {
            findings.warn(CHECK, table.toString(), failure);
        }
    }

    private void fits(OfferedTable offered, FeedEntry entry) {
        findings.passes(CHECK, offered.table().name().toString(), () -> {
            session.transaction(
                    "begin isolation level read committed, read only",
                    () -> applier.foresee(delivery(offered), standings));
            return offered.table().columns().size() + " columns and the key fit " + entry.into() + " on the target";
        });
    }

    /** All rows of the table, as the next bundle could bring them. */
    private Delivery delivery(OfferedTable offered) {
        TableName name = offered.table().name();
        Position next = new Position(offer.last().map(Position::number).orElse(0L) + 1);
        return new Delivery(
                offer.target().name(),
                offer.incarnation().id(),
                new Point(next, new Snapshot(1, 1, List.of())),
                List.of(new TableDelivery(
                        offered.table(),
                        Optional.empty(),
                        false,
                        offered.withheld(),
                        new TableDelivery.InFull(
                                Invocation.ofExporter(
                                        "export", "--target " + offer.target().name() + " --full " + name.argument()),
                                false),
                        Optional.empty())),
                offer.types());
    }
}
