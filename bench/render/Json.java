import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A run as JSON: facts, ways, figures, and each measurement as it was taken. */
final class Json {
    private Json() {}

    static String of(Results results, List<Figure> figures) {
        return "{\n  \"facts\": " + object(results.facts())
                + ",\n  \"ways\": " + object(results.ways())
                + ",\n  \"leftOut\": " + object(results.leftOut())
                + ",\n  \"figures\": " + list(figures.stream()
                        .flatMap(figure -> figure.of(results).map(value -> of(figure, value)).stream())
                        .toList())
                + ",\n  \"measurements\": " + list(results.measurements().stream().map(Json::of).toList())
                + "\n}\n";
    }

    private static String of(Figure figure, Spread value) {
        return String.format(
                Locale.ROOT,
                "{\"name\": %s, \"measured\": %.3f, \"least\": %.3f, \"most\": %.3f, \"%s\": %s, \"reached\": %s}",
                Text.json(figure.name()), value.median(), value.least(), value.most(),
                figure.most() ? "atMost" : "atLeast", figure.limit(), figure.reachedBy(value));
    }

    private static String of(Measurement measurement) {
        return "{\"suite\": " + Text.json(measurement.suite())
                + ", \"case\": " + Text.json(measurement.point())
                + ", \"way\": " + Text.json(measurement.way())
                + ", \"round\": " + measurement.round()
                + ", \"unit\": " + Text.json(measurement.unit())
                + ", \"value\": " + measurement.value() + "}";
    }

    private static String object(Map<String, String> map) {
        return map.entrySet().stream()
                .map(entry -> Text.json(entry.getKey()) + ": " + Text.json(entry.getValue()))
                .collect(Collectors.joining(",\n    ", "{\n    ", "\n  }"));
    }

    private static String list(List<String> values) {
        return values.stream().collect(Collectors.joining(",\n    ", "[\n    ", "\n  ]"));
    }
}
