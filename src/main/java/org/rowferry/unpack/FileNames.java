package org.rowferry.unpack;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.rowferry.bundle.TableContent;
import org.rowferry.schema.Sha256;
import org.rowferry.schema.TableName;

/**
 * Names files after tables. The name depends on nothing but the table, so that it is the same in the next bundle, and is
 * unique also where the file system does not tell upper case from lower.
 */
final class FileNames {
    static final String LISTING = "tables.json";
    static final String DUCKDB = "merge.sql";

    private static final int HASH_DIGITS = 16;
    private static final Pattern UPPER = Pattern.compile("[A-Z]");
    private static final Predicate<String> OWN = Pattern.compile(
                    Pattern.quote(LISTING) + "|" + Pattern.quote(DUCKDB) + "|[a-z0-9_%~.-]+\\.csv(\\.zst)?")
            .asMatchPredicate();

    private FileNames() {}

    /** Returns whether an unpacking may have given this name. */
    static boolean isOwn(String name) {
        return OWN.test(name);
    }

    /** Returns the beginning of the names: the folder of the table in the bundle, in lower case. */
    static String stem(TableContent content) {
        TableName table = content.table().name();
        String folder = content.folder();
        String exact = table.schema().name() + '\0' + table.name().name();
        // A cut name has a hash already.
        boolean same = folder.contains("~") || !UPPER.matcher(exact).find();
        return folder.toLowerCase(Locale.ROOT)
                + (same ? "" : "~" + Sha256.of(exact).substring(0, HASH_DIGITS));
    }
}
