package org.rowferry.bundle;

import java.util.Locale;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** Words what is wrong with one bundle, always with the way out. */
record Damage(String bundle) {
    private static final int MOST_SHOWN = 120;

    /** Returns the failure 'bundle NAME predicate'. */
    Failure that(String predicate) {
        Failure failure = new Failure(Family.BUNDLE, "bundle " + bundle + " " + predicate)
                .hint(String.format(
                                Locale.ROOT,
                                "Fetch the file again from the source's outbox, after 'sha256sum %s' has shown there and here",
                                bundle)
                        + " whether the two differ.");
        return BundleName.parse(bundle).map(name -> failure.hint(again(name))).orElse(failure);
    }

    private static String again(BundleName name) {
        String command = "rowferry export --config exporter.yaml --target " + name.stream();
        long before = name.position().number() - 1;
        return String.format(
                Locale.ROOT,
                "If it is damaged there too, run '%s %s' on the source's host.",
                command,
                before == 0 ? "--full" : "--since " + before);
    }

    /** Returns text out of a bundle so that a terminal can show it: short, and without control characters. */
    static String show(String text) {
        String shown = text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
        return "'" + shown.replaceAll("[^\\x20-\\x7e…]", "?") + "'";
    }
}
