package org.rowferry.apply;

import java.util.Collection;
import java.util.stream.Collectors;
import org.rowferry.report.Failure;
import org.rowferry.report.Invocation;
import org.rowferry.report.Mention;
import org.rowferry.report.Shell;
import org.rowferry.schema.Identifier;

/** Says how tables and tracking are made here: the source's catalog is read there, and the script that comes of it runs here. */
public final class TargetScript {
    private TargetScript() {}

    /**
     * Returns the failure with hints that make these tables, or all of the configuration if there are none.
     *
     * @param importer the role that imports
     */
    public static Failure hinted(Failure failure, Collection<FeedEntry> entries, Identifier importer) {
        String tables = entries.stream().map(entry -> entry.table().argument()).collect(Collectors.joining(" "));
        boolean all = entries.isEmpty() || Invocation.areTooMany(tables);
        String verb = "generate importer" + (all ? "" : " " + tables);
        String arguments = "--importer-role " + Shell.word(importer.name()) + " > importer.sql";
        Failure hinted = !all && entries.stream().allMatch(FeedEntry::isAsOnTheSource)
                ? failure.hint("Run on the source: ", Invocation.ofSourceReader(verb, arguments))
                : failure.hint(
                        "Run on the source, with a copy of the importer's configuration: ",
                        Invocation.ofReaderOfBoth(verb, arguments));
        return hinted.hint(
                "Run the script here as the owner: psql -X -v ON_ERROR_STOP=1 -f importer.sql ", Mention.TARGET_URL);
    }
}
