package org.rowferry.apply;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.rowferry.schema.BucketNumbers;

/** The result of a comparison of a table of the target with the digests of its source. */
public sealed interface Proof {
    /** Returns the result as the tracking stores it and JSON names it. */
    default String name() {
        return this instanceof Equal ? "equal" : this instanceof Different ? "differs" : "not compared";
    }

    /**
     * The table holds the rows of the source, and no others.
     *
     * @param rows how many they are
     */
    record Equal(long rows) implements Proof {}

    /**
     * The table does not hold the rows of the source.
     *
     * @param buckets those that differ
     * @param missing the rows that the target has fewer in some of them, at least
     * @param extra the rows that the target has more in others, at least
     * @param rows the rows that the source has in the buckets that differ
     * @param facts what the target can tell that is often the cause, a sentence each
     */
    record Different(BucketNumbers buckets, long missing, long extra, long rows, List<String> facts) implements Proof {
        public Different {
            facts = List.copyOf(facts);
        }

        /** Returns the same with facts that were known before. */
        Different knowing(List<String> before) {
            Set<String> all = new LinkedHashSet<>(before);
            all.addAll(facts);
            return withFacts(List.copyOf(all));
        }

        /** Returns the same with other facts. */
        Different withFacts(List<String> others) {
            return new Different(buckets, missing, extra, rows, others);
        }

        /** Returns the difference in words that follow the name of the table. */
        public String words() {
            return "differs from its source in " + buckets.numbers().size() + " of " + buckets.buckets()
                    + " buckets, which have " + rows + " rows there" + counted(missing, "missing")
                    + counted(extra, "too many");
        }

        private static String counted(long count, String what) {
            return count == 0 ? "" : ", at least " + count + " " + what;
        }
    }

    /**
     * The table was not compared.
     *
     * @param why words that follow 'not compared, because '
     */
    record NotCompared(String why) implements Proof {}
}
