package org.rowferry.importer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rowferry.apply.Delivery;
import org.rowferry.apply.Standing;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.Verified;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.schema.TableName;

/**
 * Asks of waiting bundles what an import asks, each as if those before it were applied. Nothing is written; the server's
 * word on single rows, and locks that others hold, remain for the import.
 */
final class Forecast {
    private final Session session;
    private final InboxTarget target;
    private final Verification verification;
    private final Map<TableName, Standing> standings;

    Forecast(Session session, InboxTarget target, Verification verification) {
        this.session = session;
        this.target = target;
        this.verification = verification;
        this.standings = new HashMap<>(target.applier().standings());
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
        List<TableContent> due =
                new Verdict(verified, target.state(verified.manifest(), standings), Consent.NONE).due();
        if (due.isEmpty()) {
            return new Result.AlreadyApplied(name);
        }
        Delivery delivery = new BundleDelivery(verified, due, false).delivery();
        Map<TableName, Standing> after = target.applier().foresee(delivery, standings);
        target.lost().refuse(target.applier().losses(delivery, standings), standings);
        standings.putAll(after);
        return new Result.Applied(
                name,
                verified.manifest().time(),
                verified.manifest().due(),
                List.of(),
                verified.manifest().leftOut(),
                List.of(),
                verified.totals());
    }
}
