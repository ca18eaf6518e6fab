package org.rowferry.bundle;

import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Shell;

/** Words what is wrong with one bundle, always with the way out. */
record Damage(String bundle) {
    private static final int MOST_SHOWN = 120;

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

    /** Returns text out of a bundle so that a terminal can show it: short, and without control characters. */
    static String show(String text) {
        String shown = text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
        return "'" + shown.replaceAll("[^\\x20-\\x7e…]", "?") + "'";
    }
}
