package org.rowferry.config;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The keys of a configuration's file, as tests of the samples need them. */
public final class Keys {
    private Keys() {}

    /**
     * Returns the keys that the rooms have asked for and that the file shows nowhere, such as {@code
     * targets.NAME.tables[N].on-rewrite}. What holds for one target, inbox, link or table holds for all of them.
     */
    public static Set<String> askedButNotShown(Configuration configuration) {
        Set<String> missing = asked(configuration);
        configuration.sections().stream()
                .flatMap(Section::shown)
                .map(Keys::anywhere)
                .toList()
                .forEach(missing::remove);
        return missing;
    }

    /** Returns all keys that the rooms have asked for, in the same form. */
    public static Set<String> asked(Configuration configuration) {
        return configuration.sections().stream()
                .flatMap(Section::asked)
                .map(Keys::anywhere)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String anywhere(String path) {
        return path.replaceFirst("^(targets|inboxes|links)\\.[^.\\[]+", "$1.NAME")
                .replaceAll("\\[\\d+\\]", "[N]");
    }
}
