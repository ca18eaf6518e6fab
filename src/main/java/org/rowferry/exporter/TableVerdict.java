package org.rowferry.exporter;

import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;

/** Words the content of a table in the next bundle, for a person who checks it. */
final class TableVerdict {
    private TableVerdict() {}

    /** Returns whether all rows come again, which makes a bundle larger than those of other nights. */
    static boolean isUnexpected(Due.Decision content) {
        return content instanceof Due.Full full && !full.reason().equals(Due.NEW);
    }

    static Failure unexpected(Due.Decision content) {
        return new Failure(
                        Family.SOURCE,
                        "the next bundle holds all rows of " + content.shipped().name() + ", since "
                                + ((Due.Full) content).reason())
                .hint("Nothing is lost. See afterwards how large it was with: ", Invocation.ofExporter("status", ""));
    }

    static String words(Due.Decision content) {
        String captured = "captured by " + content.source().capture();
        if (content instanceof Due.Full full) {
            return captured + ", next with all rows, since " + full.reason();
        }
        String drift = ExportStatus.drift((Due.Changes) content);
        return captured
                + (content.isEmpty() ? ", nothing waits" : ", changes wait")
                + (drift.isEmpty() ? "" : ", next with " + drift);
    }
}
