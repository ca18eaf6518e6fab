package org.rowferry.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rowferry.report.Local;
import org.rowferry.report.Mention;
import org.rowferry.report.Sentence;

/** The hint of a script of Rowferry's: it names the files of the kits, since it does not know those that were given. */
final class Raised {
    /** The SQLSTATE of RAISE EXCEPTION without one of its own. */
    static final String STATE = "P0001";

    private static final Pattern KITS_FILE = Pattern.compile("( --config )?\\b(exporter|importer)\\.yaml");

    private Raised() {}

    /** Returns the hint with each of those files, and the database of an owner's command, as they are where it is printed. */
    static Local completed(String hint) {
        List<String> words = new ArrayList<>();
        List<Local> parts = new ArrayList<>();
        Matcher file = KITS_FILE.matcher(hint);
        int end = 0;
        while (file.find()) {
            words.add(hint.substring(end, file.start()));
            parts.add(mention(file.group(2).equals("exporter"), file.group(1) != null));
            end = file.end();
        }
        words.add(hint.substring(end));
        return new Sentence(words, parts);
    }

    private static Mention mention(boolean ofSource, boolean asOption) {
        if (asOption) {
            return ofSource ? Mention.SOURCE_OPTIONS : Mention.TARGET_OPTIONS;
        }
        return ofSource ? Mention.EXPORTER_FILE : Mention.IMPORTER_FILE;
    }
}
