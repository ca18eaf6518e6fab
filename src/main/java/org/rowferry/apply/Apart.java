package org.rowferry.apply;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;

/** Looks at many tables at once; where that fails, at each by itself. */
public final class Apart {
    private Apart() {}

    /**
     * Returns why tables are refused, by their entries. A failure that ends the look at one table is the reason of that table.
     *
     * @param look returns why some of them are refused, by their entries
     * @throws Failure if the session broke
     */
    public static Map<FeedEntry, Failure> failures(
            Session session,
            Collection<FeedEntry> entries,
            Function<Collection<FeedEntry>, Map<FeedEntry, Failure>> look) {
        try {
            return look.apply(entries);
        } catch (Failure failure) {
            if (!session.isUsable()) {
                throw failure;
            }
            if (entries.size() == 1) {
                return Map.of(entries.iterator().next(), failure);
            }
            Map<FeedEntry, Failure> failures = new LinkedHashMap<>();
            entries.forEach(entry -> failures.putAll(failures(session, List.of(entry), look)));
            return failures;
        }
    }
}
