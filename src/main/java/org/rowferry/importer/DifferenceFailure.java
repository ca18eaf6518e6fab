package org.rowferry.importer;

import org.rowferry.apply.Proof.Different;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Shell;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** Words a table of the target that does not hold the rows of its source. */
public final class DifferenceFailure {
    private DifferenceFailure() {}

    /**
     * Returns it.
     *
     * @param stream the source's name of this target
     * @param table its name on the source
     * @param into its name on the target
     * @param position the bundle that the digests came with
     */
    public static Failure of(
            StreamName stream, TableName table, TableName into, Position position, Different different) {
        Failure failure = new Failure(
                Family.DIFFERENCE, into + " " + different.words() + ", as of bundle " + position, different.facts());
        String repair = repair(table, different.buckets());
        Failure repaired = Invocation.areTooMany(repair)
                ? failure.hint(
                        "Have the source send these rows again. This writes the buckets to a file for its host, where"
                                + " --repair of the export reads it: ",
                        Invocation.ofImporter("verify", table.argument() + " --output repair.txt"))
                : failure.hint(
                        "Have the source send these rows again. Run on its host: ",
                        Invocation.ofExporter("export", "--target " + stream + " --repair " + repair));
        return repaired.hint(
                "To see keys of rows in these buckets: ",
                Invocation.ofImporter("verify", table.argument() + " --show 20"));
    }

    /** Returns the buckets of a table as {@code --repair} of the export takes them, quoted for a shell. */
    public static String repair(TableName table, BucketNumbers buckets) {
        return Shell.word(text(table, buckets));
    }

    /** Returns the same as a line of a file. */
    public static String text(TableName table, BucketNumbers buckets) {
        return table + ":" + buckets;
    }
}
