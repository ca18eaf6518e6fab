package org.rowferry.bundle;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Shell;

/** Words what is wrong with one bundle, always with the way out. */
record Damage(String bundle) {
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e…]");
    private static final int MOST_SHOWN = 120;
    private static final int MOST_TOLD = 1_000;

    /** How the predicate begins of a file that was not refused for a reason of the format. */
    static final String UNFORESEEN = "brings about an error that nobody foresaw: ";

    /** Returns the failure 'bundle NAME predicate'. */
    Failure that(String predicate) {
        Failure failure = new Failure(Family.BUNDLE, "bundle " + bundle + " " + predicate)
                .hint(
                        "Fetch the file again from the source's outbox; whether the two differ is shown there and here by:"
                                + " sha256sum " + Shell.word(bundle));
        return BundleName.parse(bundle)
                .map(name -> failure.hint("If it is damaged there too, run on the source: ", again(name)))
                .orElse(failure);
    }

    private static Invocation again(BundleName name) {
        long before = name.position().number() - 1;
        return Invocation.ofExporter(
                "export", "--target " + name.stream() + (before == 0 ? " --full" : " --since " + before));
    }

    /** Returns the failure of a bundle that takes more memory than there is, which no honest one does. */
    Failure tooLarge(Error e) {
        return new Failure(
                        Family.BUNDLE,
                        "bundle " + bundle + " cannot be read with a heap of "
                                + (Runtime.getRuntime().maxMemory() >> 20) + " MB: "
                                + (e instanceof OutOfMemoryError ? "it takes more" : "it is nested too deeply"))
                .because(e)
                .hint(
                        "If it is the source's own, run the same command with a larger one: ROWFERRY_HEAP=512m rowferry …;"
                                + " if not, take the file out of the inbox.");
    }

    /** Returns the failure of a bundle that brings about an error of ours or of the JVM's while it is applied. */
    Failure unforeseen(Throwable e) {
        return new Failure(Family.BUNDLE, "bundle " + bundle + " " + UNFORESEEN + e + place(e))
                .because(e)
                .hint("If the file is the source's own, please report this line, which is a bug of Rowferry's; if not,"
                        + " take the file out of the inbox.");
    }

    /** Names where in our own code it came up. */
    private static String place(Throwable e) {
        return Arrays.stream(e.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("org.rowferry."))
                .findFirst()
                .map(frame -> " at " + frame)
                .orElse("");
    }

    /** Returns a message that may hold more of a bundle than anybody reads, cut. */
    static String cut(String message) {
        return message.length() <= MOST_TOLD ? message : message.substring(0, MOST_TOLD) + "…";
    }

    /** Returns text out of a bundle so that a terminal can show it: short, and without control characters. */
    static String show(String text) {
        String shown = text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
        return "'" + UNPRINTABLE.matcher(shown).replaceAll("?") + "'";
    }
}
