package org.rowferry.cli;

import java.nio.file.InvalidPathException;
import java.util.Optional;
import java.util.stream.Stream;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** The encoding in which Java reads the command line and names files: the locale's, which the launcher makes UTF-8. */
final class HostEncoding {
    /** Java puts this in the place of bytes that the encoding does not know. */
    private static final String UNKNOWN = "\ufffd";

    private HostEncoding() {}

    /** Returns what is wrong with the words of the command line, if they are not those that were typed. */
    static Optional<Failure> misread(String... words) {
        return name().equalsIgnoreCase("UTF-8")
                ? Optional.empty()
                : Stream.of(words)
                        .filter(word -> word.contains(UNKNOWN))
                        .findFirst()
                        .map(word -> lacks("'" + word + "' on the command line"));
    }

    /** Words that a path holds a character which no file's name on this host can have. */
    static Failure cannotName(InvalidPathException e) {
        return lacks("path '" + e.getInput() + "'").because(e);
    }

    private static Failure lacks(String text) {
        return new Failure(
                        Family.CONFIGURATION,
                        text + " has characters that " + name() + ", the encoding of this host's locale, lacks")
                .hint("Run the same command by the launcher 'rowferry', or set a locale of UTF-8 before it: export"
                        + " LC_ALL=C.UTF-8");
    }

    private static String name() {
        return System.getProperty("sun.jnu.encoding", "that");
    }
}
