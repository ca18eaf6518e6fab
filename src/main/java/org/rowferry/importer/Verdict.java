package org.rowferry.importer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.rowferry.apply.Feed;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.Standing;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.Verified;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Mention;
import org.rowferry.schema.Kind;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.TableName;

/**
 * Decides which tables of a bundle apply to a target where it stands.
 *
 * <p>A table's changes with (from, to) apply at p if and only if the incarnation is the same and from ≤ p ≤ to; a full
 * applies from anywhere that is not newer.
 */
final class Verdict {
    private final Manifest manifest;
    private final InboxState state;
    private final Feed feed;
    private final Set<TableName> configured;
    private final Forgery forgery;
    private final Gaps gaps;
    private final Map<TableName, Standing> standings;

    Verdict(Verified verified, InboxState state, Consent consent) {
        this.manifest = verified.manifest();
        this.state = state;
        this.feed = state.feed();
        this.configured = feed.names();
        this.forgery = new Forgery(verified, state, consent);
        this.gaps = new Gaps(manifest.target());
        this.standings = state.standings();
    }

    /**
     * Returns the tables that are to be applied; none where the target has them all.
     *
     * @throws Failure of the family GAP, BUNDLE or CONFIGURATION if the bundle is to be refused whole
     */
    List<TableContent> due() {
        forgery.refuseOtherRows();
        if (isPast() || wasPassed()) {
            return List.of();
        }
        refuseStrangers();
        forgery.refuseAnotherLife();
        refuseTablesThatDiffer();
        List<TableContent> due = new ArrayList<>();
        for (TableContent content : manifest.tables()) {
            Optional<Standing> standing = standing(content);
            if (applies(content, standing)) {
                feed.entry(content.table().name()).ifPresent(entry -> requireMapping(content, entry, standing));
                due.add(content);
            }
        }
        if (!due.isEmpty()) {
            forgery.refuseJump();
        }
        gaps.failure().ifPresent(failure -> {
            throw failure;
        });
        return due;
    }

    /** A later bundle may have reached over this one, and over a time when the two sides named other tables. */
    private boolean isPast() {
        List<TableContent> named = manifest.tables().stream()
                .filter(content -> configured.contains(content.table().name()))
                .toList();
        return !named.isEmpty()
                && named.stream().allMatch(this::isPast)
                && named.stream().noneMatch(this::applies);
    }

    private boolean isPast(TableContent content) {
        return standing(content)
                .filter(standing -> standing.stream().equals(manifest.target())
                        && standing.incarnation().equals(manifest.incarnation().id())
                        && standing.point().position().compareTo(manifest.to().position()) >= 0)
                .isPresent();
    }

    private Optional<Standing> standing(TableContent content) {
        return Optional.ofNullable(standings.get(content.table().name()));
    }

    private boolean applies(TableContent content) {
        return applies(content, standing(content));
    }

    /** A target that was restored is given back files of a life that it has left: each was here, or was passed. */
    private boolean wasPassed() {
        List<TableName> named = manifest.tables().stream()
                .map(content -> content.table().name())
                .filter(configured::contains)
                .toList();
        return !named.isEmpty()
                && standings.keySet().containsAll(named)
                && isOfALifeThatIsOver()
                && state.history()
                        .last()
                        .filter(last -> last.compareTo(manifest.to().position()) >= 0)
                        .isPresent();
    }

    /** Before the tables' names: whoever edits the configuration for a life that is over is refused all the same. */
    private void refuseStrangers() {
        manifest.tables().stream()
                .filter(content -> configured.contains(content.table().name()))
                .forEach(content -> standing(content)
                        .filter(standing -> standing.stream().equals(manifest.target()))
                        .filter(standing -> !manifest.incarnation().id().equals(standing.incarnation())
                                && !manifest.incarnation().descendsFrom(standing.incarnation()))
                        .ifPresent(standing -> {
                            throw stranger(content, standing);
                        }));
    }

    /** The rows that changes are about stand where the configuration of before has put them. */
    private void requireMapping(TableContent content, FeedEntry entry, Optional<Standing> standing) {
        standing.filter(before ->
                        content.kind() == Kind.CHANGES && !before.mapping().equals(entry.mapping()))
                .ifPresent(before -> gaps.wantsFullElsewhere(
                        content.table().name(),
                        before.mapping().toString(),
                        entry.mapping().toString()));
    }

    private boolean applies(TableContent content, Optional<Standing> standing) {
        if (standing.isEmpty()) {
            if (content.kind() == Kind.CHANGES) {
                gaps.wantsFull(content.table().name(), "nothing of it was applied here before");
            } else {
                gaps.holdsBack(content.table().name());
            }
            return true;
        }
        if (!standing.get().stream().equals(manifest.target())) {
            throw new Failure(
                            Family.BUNDLE,
                            "the bundle is of the stream for target " + manifest.target() + ", while "
                                    + content.table().name() + " follows that for "
                                    + standing.get().stream())
                    .hint("Take the file out of the inbox: each inbox takes the bundles for one target.");
        }
        if (!standing.get().incarnation().equals(manifest.incarnation().id())) {
            return appliesToAnotherIncarnation(content, standing.get());
        }
        return applies(content, standing.get().point());
    }

    private boolean applies(TableContent content, Point standing) {
        Position to = manifest.to().position();
        refuseFork(standing);
        refuseForkOfHistory(manifest.to());
        content.from().ifPresent(this::refuseForkOfHistory);
        if (standing.position().compareTo(to) >= 0) {
            return false;
        }
        boolean follows = content.kind() == Kind.FULL
                || content.from().orElseThrow().position().compareTo(standing.position()) <= 0;
        if (!follows) {
            gaps.lacks(content, standing.position());
        } else {
            gaps.holdsBack(standing.position());
        }
        return true;
    }

    private boolean appliesToAnotherIncarnation(TableContent content, Standing standing) {
        if (content.kind() == Kind.CHANGES) {
            gaps.wantsFull(
                    content.table().name(),
                    "the source has begun a new incarnation since bundle "
                            + standing.point().position());
        } else {
            gaps.holdsBack(content.table().name());
        }
        return true;
    }

    private Failure stranger(TableContent content, Standing standing) {
        String what = state.history().last().isPresent()
                ? " comes from an older incarnation of the source, "
                : " comes from another source, ";
        return new Failure(
                        Family.BUNDLE,
                        "the bundle" + what + manifest.incarnation().id() + ", while "
                                + content.table().name() + " follows " + standing.incarnation())
                .hint("Take the file out of the inbox; if its tables are to follow that source from now on, first: "
                        + state.sql().forget(standing.incarnation()));
    }

    /** Returns whether the bundle comes from a life of the source that is over: a later one is followed here. */
    boolean isOfALifeThatIsOver() {
        UUID life = manifest.incarnation().id();
        return state.history().last().isPresent()
                && standings.values().stream()
                        .noneMatch(standing -> standing.incarnation().equals(life));
    }

    /** One life's snapshots go the way of its numbers; where they do not, the source went back, or a file is not its own. */
    private void refuseFork(Point standing) {
        int order = standing.position().compareTo(manifest.to().position());
        Snapshot here = standing.snapshot();
        Snapshot there = manifest.to().snapshot();
        boolean follows = order == 0 ? here.equals(there) : order < 0 ? here.precedes(there) : there.precedes(here);
        if (!follows) {
            throw fork(standing);
        }
    }

    private void refuseForkOfHistory(Point claimed) {
        state.history()
                .applied(manifest.incarnation().id(), claimed.position())
                .map(History.Known::snapshot)
                .filter(applied -> !applied.equals(claimed.snapshot()))
                .ifPresent(applied -> {
                    throw fork(new Point(claimed.position(), applied));
                });
    }

    private Failure fork(Point applied) {
        Failure failure = new Failure(
                        Family.BUNDLE,
                        "the bundle tells another history: position " + applied.position()
                                + " was applied here with snapshot " + applied.snapshot()
                                + ", so the source has been set back since")
                .hint(
                        "Run as the owner on the source, and the next export ships every table in full: ",
                        Invocation.ofSourceOwner("generate tracking", "--renew-incarnation"));
        return state.sql()
                .undo(
                        failure,
                        "If it was not, and somebody else made the file of that position",
                        manifest.target(),
                        manifest.incarnation().id(),
                        applied.position());
    }

    private void refuseTablesThatDiffer() {
        Set<TableName> shipped = manifest.tables().stream()
                .map(content -> content.table().name())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (TableName table : shipped) {
            if (!configured.contains(table)) {
                feed.refuseMissing(table, state.importer());
                throw new Failure(Family.CONFIGURATION, "the bundle holds " + table + ", which the inbox does not name")
                        .hint("Add it under tables: in ", Mention.IMPORTER_FILE, ".")
                        .hint("Or take it out of the target's tables on the source, in ", Mention.EXPORTER_FILE, ".");
            }
        }
        for (TableName table : configured) {
            if (standings.containsKey(table) && !shipped.contains(table) && !manifest.leavesOut(table)) {
                throw new Failure(
                                Family.CONFIGURATION, "the bundle no longer holds " + table + ", which the inbox names")
                        .hint(
                                "Take it out of tables:, or name it under except: if a pattern takes it, in ",
                                Mention.IMPORTER_FILE,
                                ".")
                        .hint("Or put it back into the target's tables on the source, in ", Mention.EXPORTER_FILE, ".");
            }
        }
    }
}
