package org.rowferry.link;

import java.util.List;
import java.util.stream.Collectors;
import org.rowferry.postgres.SqlState;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Mention;
import org.rowferry.report.Shell;

/** The rights that a link's role lacks on its source: the failure does not say of which table in words that can be relied on. */
final class SourceRights {
    /** The source refuses a query that row security would filter, with the SQLSTATE of a right that is missing. */
    private static final String ROW_SECURITY = "row-level security";

    private SourceRights() {}

    /** Returns a failure of a link with the command that grants what its tables need; most are of another kind. */
    static Failure named(Link link, Failure failure) {
        boolean denied = failure.family() == Family.SOURCE
                && SqlState.of(failure).filter(SqlState.NO_RIGHT::equals).isPresent();
        if (!denied) {
            return failure;
        }
        boolean hidden = String.valueOf(failure.getMessage()).contains(ROW_SECURITY);
        String message = hidden
                ? "row security would hide rows from the role that reads: " + failure.getMessage()
                : String.valueOf(failure.getMessage());
        Failure named = new Failure(Family.SOURCE, message).because(failure);
        if (!hidden) {
            for (boolean captured : new boolean[] {true, false}) {
                List<LinkTable> tables = link.tables().stream()
                        .filter(table -> Link.readsShadowTable(table) == captured)
                        .toList();
                named = tables.isEmpty()
                        ? named
                        : named.hint("Have the source's owner grant it: ", grant(link, tables, captured));
            }
        }
        return named.hint(
                (hidden ? "Read" : "Where it is row security that refuses, read")
                        + " the table as its owner. bypassrls would also work, but it opens every table of the"
                        + " database."
                        + " The role is set under user: of the link in ",
                Mention.IMPORTER_FILE,
                ".");
    }

    /** Returns the command that lets a link's role read tables, and their shadow tables where these are captured. */
    static Invocation grant(Link link, List<LinkTable> tables, boolean captured) {
        String names = tables.stream().map(table -> table.remote().argument()).collect(Collectors.joining(" "));
        String role = link.user().get(FdwOption.USER_NAME.keyword());
        return Invocation.ofSourceOwner(
                "generate fdw source",
                names + (role == null ? "" : " --role " + Shell.word(role)) + (captured ? "" : " --read-only"));
    }
}
