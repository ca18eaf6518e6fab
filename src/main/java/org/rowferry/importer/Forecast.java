package org.rowferry.importer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.Kind;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.Verified;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.importer.ImporterSettings.OnNewColumn;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.schema.TableName;

/**
 * Asks of waiting bundles what an import asks, each as if those before it were applied. Nothing is written; the server's
 * word on single rows, and locks that others hold, remain for the import.
 */
final class Forecast {
    private final Session session;
    private final Feed feed;
    private final Inbox inbox;
    private final Verification verification;
    private final Map<TableName, Standing> standings;

    Forecast(Session session, Feed feed, Inbox inbox, Verification verification) {
        this.session = session;
        this.feed = feed;
        this.inbox = inbox;
        this.verification = verification;
        this.standings = new HashMap<>(feed.standings());
    }

    /** Returns what would become of each bundle; tables that would be applied are not listed. */
    List<Result> of(List<BundleName> bundles) {
        List<Result> results = new ArrayList<>();
        new InOrder(this::judge, results::add).tryAll(bundles);
        return results;
    }

    private Result judge(BundleName name) {
        try {
            return verification.with(
                    name,
                    (file, verified) -> session.transaction(
                            "begin isolation level read committed, read only", () -> judge(name, verified)));
        } catch (Failure failure) {
            if (!session.isUsable()) {
                throw failure;
            }
            return new Result.Refused(name, failure);
        }
    }

    private Result judge(BundleName name, Verified verified) {
        Manifest manifest = verified.manifest();
        List<TableContent> due = new Verdict(verified, inbox, feed.tracking(), standings, Consent.NONE).due();
        if (due.isEmpty()) {
            return new Result.AlreadyApplied(name);
        }
        feed.foresee(manifest, due, standings).forEach(table -> stand(manifest, table));
        return new Result.Applied(name, List.of(), manifest.leftOut());
    }

    private void stand(Manifest manifest, TargetTable table) {
        TableName name = table.content().table().name();
        Optional<Imprint> imprint = table.content().kind() == Kind.FULL
                ? Optional.empty()
                : Optional.ofNullable(standings.get(name)).flatMap(Standing::imprint);
        // The entry of the configuration: that of the table leaves out what an import would add.
        boolean added = inbox.entry(name)
                .filter(entry -> entry.onNewColumn() == OnNewColumn.ADD)
                .isPresent();
        standings.put(
                name,
                new Standing(
                        manifest.target(),
                        manifest.incarnation().id(),
                        manifest.to(),
                        table.entry().mapping(),
                        added ? Set.of() : Set.copyOf(table.ignored()),
                        Set.copyOf(table.columns()),
                        imprint));
    }
}
