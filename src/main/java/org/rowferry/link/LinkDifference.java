package org.rowferry.link;

import org.rowferry.apply.AppliedTable;
import org.rowferry.apply.Proof.Different;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Shell;

/** Words a table of the target that does not hold the rows that its source has over a link. */
public final class LinkDifference {
    private LinkDifference() {}

    /** Returns it, with the command that mends the table. */
    public static Failure of(Link link, AppliedTable line, Different different) {
        String table = line.table().argument();
        String repair = Shell.word(line.table() + ":" + different.buckets());
        Failure failure = new Failure(Family.DIFFERENCE, line.into() + " " + different.words(), different.facts());
        String only = "--link " + link.name();
        return (Invocation.areTooMany(repair)
                ? failure.hint(
                        "To read all rows of the table again, run: ",
                        Invocation.ofImporter("sync", only + " --full " + table + " --verify " + table))
                : failure.hint(
                        "To read the rows of these buckets again, run: ",
                        Invocation.ofImporter("sync", only + " --repair " + repair)));
    }
}
