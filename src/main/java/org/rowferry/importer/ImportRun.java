package org.rowferry.importer;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.rowferry.apply.Aftermath;
import org.rowferry.apply.AppliedTable;
import org.rowferry.apply.Claim;
import org.rowferry.apply.DeliveryOutcome;
import org.rowferry.apply.Standing;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.BundleReader;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.Verified;
import org.rowferry.depot.Depot;
import org.rowferry.depot.StoredBundle;
import org.rowferry.depot.Stray;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.report.Shell;
import org.rowferry.schema.TableName;

/**
 * One import from one inbox: for each bundle verify, apply and track, move.
 *
 * <p>The order is what makes a crash harmless. The whole file is verified before the transaction begins, so that a
 * damaged one costs the target nothing. Rows and tracking are one transaction, so that a target always stands where its
 * tracking says. The file moves last: a crash before that leaves a bundle that the next run finds applied and moves.
 */
final class ImportRun {
    private final Session session;
    private final InboxTarget target;
    private final Inbox inbox;
    private final Depot depot;
    private final Journal journal;
    private final Verification verification;
    private final Consent consent;
    private final Claim claim;
    private final Passing passing;
    private final Aftermath aftermath;

    private final List<Failure> notPutAway = new ArrayList<>();

    /** The command for each life that is over: it looks into every file that waits. */
    private final Map<UUID, String> takingOut = new HashMap<>();

    ImportRun(
            Session session,
            InboxTarget target,
            Inbox inbox,
            Depot depot,
            Consent consent,
            Claim claim,
            Aftermath aftermath,
            Journal journal) {
        this.session = session;
        this.target = target;
        this.inbox = inbox;
        this.depot = depot;
        this.consent = consent;
        this.claim = claim;
        this.aftermath = aftermath;
        this.journal = journal;
        this.verification = new Verification(depot, inbox.limits(), journal);
        this.passing = new Passing(target.applier(), target.bundles());
    }

    void run(Consumer<Result> results) {
        all(
                this::conclude,
                results,
                check -> session.rolledBack(() -> {
                    check.run();
                    return true;
                }));
    }

    private Result conclude(BundleName name) {
        Result result =
                attempt(name, work -> session.transaction("begin isolation level read committed, read write", work));
        if (!(result instanceof Result.Refused)) {
            journal.step("committed");
            aftermath.committed();
            archive(name);
        }
        return result;
    }

    /** The tracking says that it was applied, so a file that cannot be moved does not keep the next from being applied. */
    private void archive(BundleName name) {
        try {
            depot.archive(name);
            journal.step("archived");
        } catch (Failure failure) {
            notPutAway.add(failure.hint(name + " was applied; the next run finds that out and puts it away."));
        }
    }

    /** Applies all bundles in one transaction, each in a savepoint, and takes it back. */
    void rehearse(Consumer<Result> results) {
        session.rolledBack(() -> {
            all(name -> attempt(name, session::savepoint), results, Runnable::run);
            return true;
        });
    }

    /**
     * A bundle that was refused has its reason told; where none was, the tables are looked at all the same, but for those
     * that this run has looked at before it wrote them.
     */
    private void all(Function<BundleName, Result> attempt, Consumer<Result> results, Consumer<Runnable> transaction) {
        depot.strays().forEach(this::warn);
        AtomicBoolean refused = new AtomicBoolean();
        Set<TableName> applied = new HashSet<>();
        new InOrder(attempt, result -> {
                    refused.compareAndSet(false, result instanceof Result.Refused);
                    if (result instanceof Result.Applied done) {
                        done.tables().forEach(table -> applied.add(table.table()));
                    }
                    results.accept(result);
                })
                .tryAll(depot.list().stream().map(StoredBundle::name).toList());
        if (!refused.get()) {
            transaction.accept(() -> target.lost().requireOthersThan(applied));
        }
        passing.alarm().or(this::firstNotPutAway).ifPresent(alarm -> {
            throw alarm;
        });
    }

    private Optional<Failure> firstNotPutAway() {
        int more = notPutAway.size() - 1;
        return notPutAway.stream()
                .findFirst()
                .map(first -> more == 0
                        ? first
                        : first.hint(
                                "The same holds for " + more + " more; see them with: ls -la " + Shell.word(depot)));
    }

    private void warn(Stray stray) {
        journal.warn(new Failure(Family.DEPOT, "inbox " + inbox.name() + ": " + stray.file() + ": " + stray.why()));
    }

    /** A bundle that is refused does not keep those behind it from being tried: their positions decide. */
    private Result attempt(BundleName name, ImportScope scope) {
        try {
            return verification.with(name, (file, verified) -> {
                journal.step("verified");
                return scope.run(() -> attempt(name, file, verified));
            });
        } catch (Failure failure) {
            boolean isOfAll = failure.family() == Family.BUSY || failure.family() == Family.DEPOT;
            if (isOfAll || !session.isUsable()) {
                throw failure;
            }
            return new Result.Refused(name, failure);
        }
    }

    private Result attempt(BundleName name, InputStream file, Verified verified) {
        Map<TableName, Standing> standings = target.applier().standings();
        List<TableContent> due = due(verified, standings);
        return due.isEmpty() ? pass(name, verified) : apply(name, file, verified, due, standings);
    }

    private List<TableContent> due(Verified verified, Map<TableName, Standing> standings) {
        Verdict verdict = new Verdict(verified, target.state(verified.manifest(), standings), consent);
        try {
            return verdict.due();
        } catch (Failure failure) {
            throw failure.family() == Family.BUNDLE && verdict.isOfALifeThatIsOver()
                    ? failure.hint("The incarnation has ended. Take all of its files out of the way: "
                            + takingOut.computeIfAbsent(
                                    verified.manifest().incarnation().id(), this::takingOut))
                    : failure;
        }
    }

    /** Names all that waits of one life of the source, so that one command takes it out of the way. */
    private String takingOut(UUID life) {
        String lost = Shell.word(depot + "/lost");
        return depot.list().stream()
                .map(StoredBundle::name)
                .filter(name -> isOf(life, name))
                .map(name -> Shell.word(depot + "/" + name))
                .collect(Collectors.joining(" ", "mkdir -p " + lost + " && mv ", " " + lost));
    }

    private boolean isOf(UUID life, BundleName name) {
        try (InputStream file = depot.open(name);
                BundleReader reader = BundleReader.open(file, name.toString())) {
            return reader.manifest().incarnation().id().equals(life);
        } catch (Failure | IOException unreadable) {
            // It is refused for what it is, when its turn comes.
            return false;
        }
    }

    private Result pass(BundleName name, Verified verified) {
        passing.note(verified.manifest());
        return new Result.AlreadyApplied(name);
    }

    private Result apply(
            BundleName name,
            InputStream file,
            Verified verified,
            List<TableContent> due,
            Map<TableName, Standing> standings) {
        BundleDelivery bundle = new BundleDelivery(verified, due, inbox.verify());
        try (BundleReader reader = verification.again(name, file, verified)) {
            DeliveryOutcome outcome = target.applier()
                    .apply(
                            bundle.delivery(),
                            standings,
                            new BundleRecords(reader, session, new Loading(journal, verified, due)));
            List<AppliedTable> tables = bundle.applied(outcome, target.lost(), standings);
            target.bundles().record(verified, name);
            passing.end();
            journal.step("tracked");
            target.applier().conclude(aftermath, name.position(), tables);
            claim.requireHeld();
            return new Result.Applied(
                    name,
                    verified.manifest().time(),
                    verified.manifest().due(),
                    tables,
                    verified.manifest().leftOut(),
                    bundle.passedDigests(),
                    verified.totals());
        } catch (IOException e) {
            throw Verification.unreadable(name, e);
        }
    }

    /** The unit that makes the work of one bundle atomic: a transaction, or a savepoint within one. */
    private interface ImportScope {
        Result run(Supplier<Result> work);
    }
}
