package org.rowferry.testing;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows that only one of two sides has: how many, and the first of them. */
final class Difference {
    private static final int MOST_SHOWN = 5;

    private final Side source = new Side("source");
    private final Side target = new Side("target");

    private Difference() {}

    static Difference between(SortedRows source, SortedRows target) throws SQLException {
        Difference difference = new Difference();
        while (source.hasCurrent() || target.hasCurrent()) {
            int order = source.compareTo(target);
            if (order <= 0) {
                difference.source.take(source, order != 0);
            }
            if (order >= 0) {
                difference.target.take(target, order != 0);
            }
        }
        return difference;
    }

    boolean isNone() {
        return source.alone + target.alone == 0;
    }

    @Override
    public String toString() {
        return source + ", " + target + source.shown() + target.shown();
    }

    private static final class Side {
        private final String name;
        private final List<String> first = new ArrayList<>();
        private long rows;
        private long alone;

        private Side(String name) {
            this.name = name;
        }

        private void take(SortedRows from, boolean isAlone) throws SQLException {
            rows++;
            if (isAlone) {
                alone++;
                if (first.size() < MOST_SHOWN) {
                    first.add(from.text());
                }
            }
            from.next();
        }

        private String shown() {
            StringBuilder lines = new StringBuilder();
            first.forEach(row ->
                    lines.append("\n  only on the ").append(name).append(": ").append(row));
            if (alone > first.size()) {
                lines.append("\n  and ")
                        .append(alone - first.size())
                        .append(" more only on the ")
                        .append(name);
            }
            return lines.toString();
        }

        @Override
        public String toString() {
            return alone + " of " + rows + " rows only on the " + name;
        }
    }
}
