import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A figure to reach: a ratio of two ways that has to be at most or at least a limit. */
record Figure(
        String name, String suite, String point, String way, String toPoint, String toWay, String unit, boolean most,
        double limit) {
    /** Reads lines of fields that bars separate; the file itself explains them. */
    static List<Figure> read(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> parse(line.split("\\|", -1)))
                .toList();
    }

    private static Figure parse(String[] fields) {
        for (int i = 0; i < fields.length; i++) {
            fields[i] = fields[i].strip();
        }
        return new Figure(
                fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6],
                fields[7].equals("most"), Double.parseDouble(fields[8]));
    }

    /** Returns the value of a run, or nothing if the run did not measure it. */
    Optional<Spread> of(Results results) {
        return toWay.isEmpty()
                ? results.highest(way, unit)
                : results.ratio(suite, point, way, toPoint, toWay, unit);
    }

    boolean reachedBy(Spread value) {
        return most ? value.median() <= limit : value.median() >= limit;
    }
}
