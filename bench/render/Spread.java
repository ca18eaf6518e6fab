import java.util.List;

/** The median of some values, the least and the most of them, and their number. */
record Spread(double median, double least, double most, int count) {
    /** Returns the spread of values, which are at least one. */
    static Spread of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int count = sorted.size();
        double median = (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(count - 1), count);
    }
}
