package org.rowferry.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.apply.Applier;
import org.rowferry.apply.Feed;
import org.rowferry.apply.Standing;
import org.rowferry.bundle.BundleName;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.exporter.Offer;
import org.rowferry.exporter.Offers;
import org.rowferry.importer.ImporterSettings;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.importer.TrackingSql;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;
import org.rowferry.report.Invocation;
import org.rowferry.report.Journal;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * Compares a source with a target, for an operator who reaches both. It looks at nothing that one side alone can show, and
 * does so in READ ONLY transactions.
 */
public final class BothSidesCheck {
    private final ExporterSettings exporter;
    private final ImporterSettings importer;
    private final List<Feed> feeds;
    private final Findings findings;

    /** @param feeds all that feed the target, the inboxes among them */
    public BothSidesCheck(ExporterSettings exporter, ImporterSettings importer, List<Feed> feeds, Findings findings) {
        this.exporter = exporter;
        this.importer = importer;
        this.feeds = List.copyOf(feeds);
        this.findings = findings;
    }

    /** A source with the offers for its targets. */
    private record Sending(Side side, List<Offer> offers) {}

    /** Compares both; a side that cannot be asked is named, and the other one is still looked at. */
    public void run(Database source, Database target) {
        Optional<Sending> sending = sending(source);
        findings.during("target", target.toString(), () -> {
            try (Session session = target.connect("check")) {
                session.lockTimeout(importer.target().lockTimeout());
                session.readOnly();
                version(session, target, Family.TARGET);
                Applier.requireLayout(
                        session,
                        schema(),
                        importer.inboxes().stream()
                                .flatMap(inbox -> inbox.tables().stream())
                                .toList());
                Side side = Side.read(session, target.toString());
                sending.ifPresent(from -> {
                    Side.tellEncodings(from.side(), side, findings);
                    inboxes(session, from.offers());
                });
            }
        });
    }

    private Optional<Sending> sending(Database source) {
        try (Session session = source.connect("check")) {
            session.lockTimeout(exporter.lockTimeout());
            session.readOnly();
            version(session, source, Family.SOURCE);
            Side side = Side.read(session, source.toString());
            return Optional.of(new Sending(side, new Offers(session, exporter).all()));
        } catch (Failure failure) {
            findings.fail("source", source.toString(), failure);
            return Optional.empty();
        }
    }

    private void version(Session session, Database database, Family side) {
        new ServerVerdict(side, database.toString(), ServerFacts.read(session, List.of())).version(findings);
    }

    private Identifier schema() {
        return importer.target().schema();
    }

    private void inboxes(Session session, List<Offer> offers) {
        boolean paired = false;
        for (Inbox inbox : importer.inboxes()) {
            Map<TableName, Standing> standings = applier(session, inbox).standings();
            Optional<Pairing.Match> match = new Pairing(
                            offers.stream().map(Offer::target).toList(),
                            importer.inboxes().size() == 1)
                    .of(receiver(inbox, standings));
            String name = inbox.name().toString();
            match.ifPresent(found -> {
                findings.ok(
                        "stream",
                        name,
                        "takes the bundles for target " + found.target().name() + ", " + found.why());
                offers.stream()
                        .filter(offer -> offer.target().equals(found.target()))
                        .forEach(offer -> compare(session, inbox, standings, offer));
            });
            if (match.isEmpty()) {
                findings.warn("stream", name, unpaired(inbox, standings));
            }
            paired |= match.isPresent();
        }
        if (!paired) {
            findings.fail("stream", "inboxes", nothingToCompare());
        }
    }

    private Applier applier(Session session, Inbox inbox) {
        return new Applier(session, schema(), feeds, inbox.feed(), Journal.silent());
    }

    private static Pairing.Receiver receiver(Inbox inbox, Map<TableName, Standing> standings) {
        return new Pairing.Receiver(
                inbox.from(),
                inbox.feed().names(),
                followed(standings),
                Carrying.names(inbox.from()).orElse(Set.of()).stream()
                        .map(BundleName::stream)
                        .collect(Collectors.toSet()));
    }

    private static Set<StreamName> followed(Map<TableName, Standing> standings) {
        return standings.values().stream().map(Standing::stream).collect(Collectors.toSet());
    }

    private static Failure unpaired(Inbox inbox, Map<TableName, Standing> standings) {
        Set<StreamName> followed = followed(standings);
        String why = followed.isEmpty()
                ? "shares its tables with no target of the source, or with several"
                : "takes the bundles for target "
                        + followed.stream().map(StreamName::toString).collect(Collectors.joining(" and "))
                        + ", which the source does not have";
        return new Failure(Family.CONFIGURATION, "the inbox " + inbox.name() + " " + why)
                .hint("If it takes bundles of another source, compare it with the configuration of that one.")
                .hint("Otherwise see what it follows with: ", Invocation.ofImporter("status", ""));
    }

    private static Failure nothingToCompare() {
        return new Failure(Family.CONFIGURATION, "no inbox takes the bundles for a target of this source")
                .hint("See which bundles it has applied with: ", Invocation.ofImporter("status", ""))
                .hint("See the targets with: ", Invocation.ofExporter("status", ""));
    }

    private void compare(Session session, Inbox inbox, Map<TableName, Standing> standings, Offer offer) {
        String name = inbox.name().toString();
        new FeedComparison(
                        session,
                        offer,
                        inbox.feed(),
                        applier(session, inbox),
                        standings,
                        new Identifier(importer.target().endpoint().user()),
                        findings)
                .tell();
        Carrying carrying = Carrying.read(
                offer.target().outbox(), inbox.from(), offer.target().name());
        PositionVerdict position =
                new PositionVerdict(offer, standings.values(), carrying, new TrackingSql(schema(), inbox.name()));
        position.tell(name, findings);
        carrying.tell(name, position.reached(), findings);
    }
}
