package org.rowferry.runs;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import org.rowferry.report.Shown;

/**
 * A chart of bars as the template draws it, all lengths in units of its view box.
 *
 * @param title what the bars count
 * @param lines the lines behind the bars, with the amounts that they stand for
 */
record Chart(String title, String first, String last, List<Bar> bars, List<Line> lines) {
    private static final double LEFT = 48;
    private static final double WIDTH = 300;
    private static final double TOP = 8;
    private static final double HEIGHT = 90;
    private static final double[] STEPS = {1, 1.5, 2, 3, 4, 5, 6, 8, 10};

    Chart {
        bars = List.copyOf(bars);
        lines = List.copyOf(lines);
    }

    /** One bar, with the text that is shown where it is pointed at. */
    record Bar(String x, String y, String width, String height, String text) {}

    /** A line at an amount. */
    record Line(String y, String labelY, String label) {}

    /** An amount at a time. */
    record Point(Instant at, double amount, String about) {}

    /**
     * Draws a chart.
     *
     * @param points from the oldest to the newest, one at least
     * @param worded words an amount
     */
    static Chart of(String title, List<Point> points, DoubleFunction<String> worded) {
        double most = top(points.stream().mapToDouble(Point::amount).max().orElse(0));
        double step = WIDTH / Math.max(points.size(), 12);
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            double height = point.amount() / most * HEIGHT;
            bars.add(new Bar(
                    coordinate(LEFT + i * step + step * 0.1),
                    coordinate(TOP + HEIGHT - height),
                    coordinate(step * 0.8),
                    coordinate(height),
                    Shown.value(point.about() + ": " + worded.apply(point.amount()))));
        }
        List<Line> lines = DoubleStream.of(0, most / 2, most)
                .mapToObj(amount -> {
                    double y = TOP + HEIGHT - amount / most * HEIGHT;
                    return new Line(coordinate(y), coordinate(y + 3), worded.apply(amount));
                })
                .toList();
        return new Chart(
                title,
                day(points.get(0).at()),
                day(points.get(points.size() - 1).at()),
                bars,
                lines);
    }

    /** Returns a round amount that is no less than the largest. */
    static double top(double largest) {
        if (largest <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(largest)));
        for (double step : STEPS) {
            if (largest <= step * power) {
                return step * power;
            }
        }
        throw new IllegalStateException("no step is as large as " + largest);
    }

    private static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String day(Instant at) {
        return at.truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10);
    }
}
