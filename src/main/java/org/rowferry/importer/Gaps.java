package org.rowferry.importer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.bundle.TableContent;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Mention;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** The missing bundles before a bundle's tables. One export sends all their changes again. */
final class Gaps {
    private static final String BEHIND = "the bundle begins at position ";

    private final StreamName target;
    private final List<TableName> inFull = new ArrayList<>();
    private Optional<String> whyInFull = Optional.empty();
    private Optional<Missing> missing = Optional.empty();
    private final Set<TableName> fullHere = new TreeSet<>(Comparator.comparing(TableName::toString));
    private Optional<Position> heldBack = Optional.empty();
    private boolean elsewhere;

    Gaps(StreamName target) {
        this.target = target;
    }

    /** Bundles that a table lacks, which begin behind its position. */
    private record Missing(TableName table, Position standing, long from) {
        String words() {
            String bundles = from == standing.number() + 1
                    ? "bundle " + from + " is missing"
                    : "bundles " + (standing.number() + 1) + " to " + from + " are missing";
            return BEHIND + from + ", but " + table + " is at " + standing + " here: " + bundles;
        }
    }

    /** Returns whether nothing is wrong but that bundles are missing before this one. */
    static boolean isBehind(Failure failure) {
        return String.valueOf(failure.getMessage()).startsWith(BEHIND);
    }

    /** Notes a table whose changes are of no use here. */
    void wantsFull(TableName table, String why) {
        inFull.add(table);
        whyInFull = whyInFull.or(() -> Optional.of(why));
    }

    /** Notes a table that has not reached the position where its changes begin; the one that is farthest behind counts. */
    void lacks(TableContent content, Position standing) {
        if (missing.filter(other -> other.standing().compareTo(standing) <= 0).isEmpty()) {
            long from = content.from().orElseThrow().position().number();
            missing = Optional.of(new Missing(content.table().name(), standing, from));
        }
    }

    /** Notes a table that the bundle would bring on from a position, were it not refused for another one. */
    void holdsBack(Position standing) {
        heldBack = heldBack.filter(other -> other.compareTo(standing) <= 0).or(() -> Optional.of(standing));
    }

    /** Notes a table likewise that the bundle would begin with. */
    void holdsBack(TableName table) {
        fullHere.add(table);
    }

    /** Notes likewise a table whose rows the configuration now puts elsewhere. */
    void wantsFullElsewhere(TableName table, String before, String now) {
        wantsFull(table, "its rows were written " + before + " here, and are to be written " + now + " from now on");
        elsewhere = true;
    }

    /** Returns what is missing, with the one command that makes it; empty if nothing is. */
    Optional<Failure> failure() {
        String words = whyInFull
                .map(this::wordsInFull)
                .or(() -> missing.map(Missing::words))
                .orElse("");
        if (words.isEmpty()) {
            return Optional.empty();
        }
        String hint = inFull.isEmpty()
                ? "Fetch what is missing from the outbox, or make it again on the source: "
                : "Fetch the bundle that holds it in full, or make one on the source: ";
        Failure failure = new Failure(Family.GAP, words).hint(hint, Invocation.ofExporter("export", arguments()));
        return Optional.of(
                elsewhere
                        ? failure.hint(
                                "Or take the change of into:, rename: or set: back. Rows that were written before stay"
                                        + " as they are: delete them when you like. The keys are in ",
                                Mention.IMPORTER_FILE,
                                ".")
                        : failure);
    }

    private String wordsInFull(String why) {
        String others = inFull.stream().skip(1).map(TableName::toString).collect(Collectors.joining(", "));
        return "the bundle brings the changes of " + inFull.get(0) + " alone, but " + why
                + (others.isEmpty() ? "" : "; they are of no use for " + others + " either");
    }

    /** The new export covers the whole bundle, so the bundle is refused even for tables that it would fit. */
    private String arguments() {
        String full = Stream.concat(inFull.stream(), fullHere.stream())
                .map(TableName::argument)
                .collect(Collectors.joining(" "));
        String since = Stream.concat(missing.map(Missing::standing).stream(), heldBack.stream())
                .min(Comparator.naturalOrder())
                .map(position -> " --since " + position)
                .orElse("");
        return "--target " + target + since + (full.isEmpty() ? "" : " --full " + full);
    }
}
