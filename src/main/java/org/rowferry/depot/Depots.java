package org.rowferry.depot;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;

/** Finds the depot that a location in the configuration means. */
public final class Depots {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*", Pattern.DOTALL);

    private Depots() {}

    /**
     * Returns the depot at a location, without looking whether it is there.
     *
     * @param location a folder's path
     * @param journal hears the steps of publishing
     * @throws Failure of the family CONFIGURATION if the location is of a kind that is not known
     * @throws java.nio.file.InvalidPathException if the host's encoding lacks a character of the path
     */
    public static Depot at(String location, Journal journal) {
        return new FolderDepot(folder(location), journal);
    }

    /** Returns the folder that a location means. */
    static Path folder(String location) {
        Matcher scheme = SCHEME.matcher(location);
        if (location.isBlank() || location.indexOf('\0') >= 0 || scheme.matches()) {
            throw new Failure(Family.CONFIGURATION, "'" + location + "' is no depot that is known here")
                    .hint("Give the path of a folder, such as /var/lib/rowferry/outbox/reporting; mount or copy what is"
                            + " elsewhere.");
        }
        return Path.of(location).toAbsolutePath().normalize();
    }
}
