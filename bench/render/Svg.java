import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The plot of a run: bars for ways beside the first of them, and lines for cost that grows. */
final class Svg {
    private static final int WIDTH = 470;
    private static final int HEIGHT = 250;
    private static final int BARS = 230;
    private static final int ROOM_OF_A_LABEL = 40;
    private static final Map<String, String> COLORS = Map.of(
            "files, export", "#0b6e99", "files, import", "#d9730d", "link", "#4f8f3a", "by-hand", "#767676",
            "replication", "#8a4fb5");

    private final Results results;
    private final List<String> panels = new ArrayList<>();

    Svg(Results results) {
        this.results = results;
    }

    String plot() {
        for (String suite : results.suites()) {
            if (Results.grows(suite)) {
                growth(suite);
            } else if (suite.equals("capture")) {
                capture();
            } else {
                results.cases(suite, "s").forEach(point -> ways(suite, point));
            }
        }
        int rows = (panels.size() + 1) / 2;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                2 * WIDTH, rows * HEIGHT));
        for (int i = 0; i < panels.size(); i++) {
            svg.append(String.format(
                    Locale.ROOT, "<g transform=\"translate(%d,%d)\">%n%s</g>%n", i % 2 * WIDTH, i / 2 * HEIGHT, panels.get(i)));
        }
        return svg.append("</svg>\n").toString();
    }

    private void ways(String suite, String point) {
        List<String> whole = results.waysOf(suite, "s").stream()
                .filter(way -> !Results.isPart(way) && results.spread(suite, point, way, "s").isPresent())
                .toList();
        List<Bar> bars = new ArrayList<>();
        for (String way : whole) {
            results.ratio(suite, point, way, point, whole.get(0), "s")
                    .ifPresent(ratio -> bars.add(new Bar(way, ratio, Results.isOurs(way))));
        }
        bars(suite + ", " + point + ": time, to " + whole.get(0), bars);
    }

    private void capture() {
        List<Bar> bars = new ArrayList<>();
        for (String unit : List.of("s", "per s")) {
            for (String point : results.cases("capture", unit)) {
                results.ratio("capture", point, "capture", point, "none", unit)
                        .ifPresent(ratio -> bars.add(
                                new Bar(point + (unit.equals("s") ? "" : ", rate"), ratio, unit.equals("s"))));
            }
        }
        bars("capture, to none: time of a statement, rate of small ones", bars);
    }

    private record Bar(String name, Spread ratio, boolean strong) {}

    private void bars(String title, List<Bar> bars) {
        StringBuilder panel = new StringBuilder(title(title));
        double longest = bars.stream().mapToDouble(bar -> bar.ratio().most()).max().orElse(1);
        double scale = (WIDTH - 300) / Math.max(longest, 1);
        int step = Math.min(26, (HEIGHT - 60) / Math.max(bars.size(), 1));
        int y = 40;
        for (Bar bar : bars) {
            double end = BARS + scale * Math.max(1, bar.ratio().most());
            panel.append(text(BARS - 8, y + step / 2, "end", bar.name()));
            panel.append(String.format(
                    Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                    BARS, y, scale * bar.ratio().median(), step - 8, bar.strong() ? "#0b6e99" : "#b8b8b8"));
            panel.append(line(BARS + scale * bar.ratio().least(), y + (step - 8) / 2.0,
                    BARS + scale * bar.ratio().most(), y + (step - 8) / 2.0, "#222"));
            panel.append(text(end + 5, y + step / 2, "start", Text.ratio(bar.ratio().median())));
            y += step;
        }
        panel.append(line(BARS + scale, 34, BARS + scale, y, "#222"));
        panels.add(panel.toString());
    }

    /** Both axes are logarithmic, so that a straight line that rises by 45 degrees is cost in proportion. */
    private void growth(String suite) {
        List<String> cases = results.cases(suite, "s");
        List<String> ways = results.waysOf(suite, "s").stream()
                .filter(way -> !way.equals("files") && !way.startsWith("by-hand, "))
                .toList();
        double first = Double.parseDouble(cases.get(0));
        double last = Double.parseDouble(cases.get(cases.size() - 1));
        double highest = 1;
        double lowest = 1;
        for (String way : ways) {
            for (String point : cases) {
                Optional<Spread> ratio = results.ratio(suite, point, way, cases.get(0), way, "s");
                highest = Math.max(highest, ratio.map(Spread::median).orElse(1.0));
                lowest = Math.min(lowest, ratio.map(Spread::median).orElse(1.0));
            }
        }
        Axis x = new Axis(first, Math.max(last, first * 1.01), 45, WIDTH - 140);
        Axis y = new Axis(Math.min(lowest, 0.5), Math.max(highest, 4), HEIGHT - 40, 40);
        StringBuilder panel = new StringBuilder(title(suite + ": time, to that of " + Text.number(first)));
        double labelled = -ROOM_OF_A_LABEL;
        for (String point : cases) {
            double at = x.at(Double.parseDouble(point));
            panel.append(line(at, HEIGHT - 40, at, HEIGHT - 36, "#222"));
            boolean isLast = point.equals(cases.get(cases.size() - 1));
            if (isLast || at - labelled >= ROOM_OF_A_LABEL && x.at(last) - at >= ROOM_OF_A_LABEL) {
                panel.append(text(at, HEIGHT - 22, "middle", shortened(Double.parseDouble(point))));
                labelled = at;
            }
        }
        for (double ratio = 0.5; ratio <= Math.max(highest, 4); ratio *= highest > 64 ? 8 : 2) {
            panel.append(line(45, y.at(ratio), WIDTH - 140, y.at(ratio), "#ddd"));
            panel.append(text(40, y.at(ratio) + 4, "end", Text.number(ratio)));
        }
        for (int i = 0; i < ways.size(); i++) {
            String way = ways.get(i);
            String color = COLORS.getOrDefault(way, "#222");
            StringBuilder points = new StringBuilder();
            for (String point : cases) {
                results.ratio(suite, point, way, cases.get(0), way, "s")
                        .ifPresent(ratio -> points.append(String.format(
                                Locale.ROOT, "%.1f,%.1f ", x.at(Double.parseDouble(point)), y.at(ratio.median()))));
            }
            panel.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"" + color + "\" points=\"" + points + "\"/>\n");
            panel.append(line(WIDTH - 130, 44 + 18 * i, WIDTH - 112, 44 + 18 * i, color));
            panel.append(text(WIDTH - 106, 48 + 18 * i, "start", way));
        }
        panels.add(panel.toString());
    }

    /** A logarithmic axis from one pixel to another. */
    private record Axis(double low, double high, double from, double to) {
        double at(double value) {
            return from + (to - from) * Math.log(value / low) / Math.log(high / low);
        }
    }

    private static String shortened(double number) {
        return number >= 1e6 ? Text.number(number / 1e6) + "M" : number >= 1e4 ? Text.number(number / 1e3) + "k" : Text.number(number);
    }

    private static String title(String title) {
        return "<text x=\"12\" y=\"22\" font-weight=\"bold\">" + Text.xml(title) + "</text>\n";
    }

    private static String text(double x, double y, String anchor, String text) {
        return String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, Text.xml(text));
    }

    private static String line(double x1, double y1, double x2, double y2, String color) {
        return String.format(
                Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n", x1, y1, x2, y2, color);
    }
}
