import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The notes of a run: facts, ways, and measurements in the order in which they were taken. */
record Results(
        Map<String, String> facts,
        Map<String, String> ways,
        Map<String, String> leftOut,
        List<Measurement> measurements) {
    private static final String GROWTH = "growth-";

    /** Reads lines of fields that tabs separate; the first field names the kind. */
    static Results read(Path notes) throws IOException {
        Results results =
                new Results(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
        for (String line : Files.readAllLines(notes)) {
            String[] fields = line.split("\t", -1);
            switch (fields[0]) {
                case "fact" -> results.facts.put(fields[1], fields[2]);
                case "way" -> results.ways.put(fields[1], fields[2]);
                case "left-out" -> results.leftOut.put(fields[1], fields[2]);
                case "measured" -> results.measurements.add(Measurement.parse(fields));
                default -> throw new IOException("no kind of note: " + line);
            }
        }
        return results;
    }

    List<String> suites() {
        return distinct(m -> true, Measurement::suite);
    }

    List<String> cases(String suite, String unit) {
        return distinct(m -> m.suite().equals(suite) && m.unit().equals(unit), Measurement::point);
    }

    /** Returns the ways with values of that unit, in the order of the run's ways; parts of a way follow it. */
    List<String> waysOf(String suite, String unit) {
        List<String> names = distinct(m -> m.suite().equals(suite) && m.unit().equals(unit), Measurement::way);
        List<String> order = List.copyOf(ways.keySet());
        return names.stream()
                .sorted((a, b) -> {
                    int byWay = Integer.compare(order.indexOf(wholeOf(a)), order.indexOf(wholeOf(b)));
                    return byWay != 0 ? byWay : Boolean.compare(isPart(a), isPart(b));
                })
                .toList();
    }

    static boolean grows(String suite) {
        return suite.startsWith(GROWTH);
    }

    /** A part is named by its way, a comma and its own name: files, export. */
    static boolean isPart(String way) {
        return way.contains(", ");
    }

    static String wholeOf(String way) {
        return way.split(", ", 2)[0];
    }

    static boolean isOurs(String way) {
        return wholeOf(way).equals("files") || wholeOf(way).equals("link") || way.equals("capture");
    }

    Optional<Spread> spread(String suite, String point, String way, String unit) {
        List<Double> values = rounds(suite, point, way, unit).values().stream().toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    /**
     * Returns the ratio of two medians, with the least and the most ratio within a round.
     *
     * <p>A way of one round, since it is slow, has the one ratio of the medians.
     */
    Optional<Spread> ratio(String suite, String point, String way, String toPoint, String toWay, String unit) {
        Optional<Spread> above = spread(suite, point, way, unit);
        Optional<Spread> below = spread(suite, toPoint, toWay, unit);
        if (above.isEmpty() || below.isEmpty() || below.get().median() == 0) {
            return Optional.empty();
        }
        double ratio = above.get().median() / below.get().median();
        Map<Integer, Double> others = rounds(suite, toPoint, toWay, unit);
        List<Double> all = new ArrayList<>(List.of(ratio));
        if (above.get().count() > 1) {
            rounds(suite, point, way, unit).forEach((round, value) -> {
                if (others.getOrDefault(round, 0.0) > 0) {
                    all.add(value / others.get(round));
                }
            });
        }
        Spread spread = Spread.of(all);
        return Optional.of(new Spread(ratio, spread.least(), spread.most(), above.get().count()));
    }

    /** Returns the highest value of a way in any suite. */
    Optional<Spread> highest(String way, String unit) {
        List<Double> values = measurements.stream()
                .filter(m -> m.way().equals(way) && m.unit().equals(unit))
                .map(Measurement::value)
                .toList();
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(Spread.of(values)).map(s -> new Spread(s.most(), s.least(), s.most(), s.count()));
    }

    private Map<Integer, Double> rounds(String suite, String point, String way, String unit) {
        Map<Integer, Double> values = new LinkedHashMap<>();
        measurements.stream()
                .filter(m -> m.suite().equals(suite) && m.point().equals(point))
                .filter(m -> m.way().equals(way) && m.unit().equals(unit))
                .forEach(m -> values.put(m.round(), m.value()));
        return values;
    }

    private List<String> distinct(Predicate<Measurement> wanted, Function<Measurement, String> name) {
        return measurements.stream().filter(wanted).map(name).distinct().toList();
    }
}
