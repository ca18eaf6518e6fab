package org.rowferry.endtoend;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.rowferry.testing.TestDatabase;

/**
 * The rows of a table that were sent.
 *
 * @param rows as text, sorted
 * @param arrived the query for the rows of the target that are to be the same
 */
record ProofRows(List<String> rows, String arrived) {
    /** Both majors print values in one way under these, whatever the database says. */
    private static final String SETTINGS =
            "set intervalstyle = 'postgres'; set bytea_output = 'hex'; set timezone = 'UTC';"
                    + " set extra_float_digits = 3; set lc_monetary = 'C'";

    ProofRows {
        rows = List.copyOf(rows);
    }

    static ProofRows of(TestDatabase source, String sent, String arrived) {
        return new ProofRows(read(source, sent), arrived);
    }

    /** Returns the rows that the target has of it now. */
    List<String> onTarget(TestDatabase target) {
        return read(target, arrived);
    }

    /** Returns how many rows stand on one side alone. */
    int differing(List<String> others) {
        List<String> here = new ArrayList<>(rows);
        int common = 0;
        for (String other : others) {
            int at = Collections.binarySearch(here, other);
            if (at >= 0) {
                here.remove(at);
                common++;
            }
        }
        return here.size() + others.size() - common;
    }

    private static List<String> read(TestDatabase database, String query) {
        database.execute(SETTINGS);
        return database.query(query).stream().map(row -> row.get(0)).sorted().toList();
    }
}
