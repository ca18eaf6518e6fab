import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables of a run, as Markdown. */
final class Markdown {
    private static final Map<String, String> HEADS = Map.of(
            "s", "Seconds", "per s", "Transactions per second", "MB", "Peak resident memory", "bytes", "Bytes");

    private final Results results;
    private final List<Figure> figures;
    private final StringBuilder page = new StringBuilder();

    Markdown(Results results, List<Figure> figures) {
        this.results = results;
        this.figures = figures;
    }

    /** Returns the page; the plot lies beside it. */
    String page(String plot) {
        page.append("# Results of bench/run, ").append(results.facts().getOrDefault("date", "")).append("\n\n");
        page.append("Ratios of one run: the ways do the same work in turn, and every target is compared with its source after each"
                + " round. Shown are medians, in brackets the least and the most. Absolute times of one machine say little about"
                + " another.\n\n");
        page.append("![plot](").append(plot).append(")\n\n");
        results.facts().forEach((name, value) -> page.append("- ").append(name).append(": ").append(value).append('\n'));
        results.leftOut().forEach((name, reason) ->
                page.append("- left out: ").append(name).append(", since ").append(reason).append('\n'));
        figures();
        results.suites().forEach(this::suite);
        return page.toString();
    }

    private void figures() {
        List<List<String>> rows = new ArrayList<>();
        for (Figure figure : figures) {
            figure.of(results).ifPresent(value -> rows.add(List.of(
                    figure.name(),
                    "**" + Text.ratio(value.median()) + "**"
                            + (value.count() == 1 || figure.toWay().isEmpty()
                                    ? ""
                                    : " (" + Text.ratio(value.least()) + " to " + Text.ratio(value.most()) + ")"),
                    (figure.most() ? "at most " : "at least ") + Text.number(figure.limit()),
                    figure.reachedBy(value) ? "yes" : "no")));
        }
        if (!rows.isEmpty()) {
            page.append("\n## The figures to reach\n\n");
            table(List.of("figure", "measured", "to reach", "reached"), rows);
        }
    }

    private void suite(String suite) {
        page.append("\n## ").append(suite).append('\n');
        for (String unit : Results.grows(suite) ? List.of("s") : List.of("s", "per s", "bytes", "MB")) {
            if (!results.waysOf(suite, unit).isEmpty()) {
                page.append('\n').append(HEADS.get(unit)).append(explained(suite, unit)).append(":\n\n");
                if (Results.grows(suite)) {
                    growth(suite, unit);
                } else {
                    ways(suite, unit);
                }
            }
        }
    }

    private String explained(String suite, String unit) {
        if (unit.equals("MB")) {
            return ", the most of all rounds";
        }
        return Results.grows(suite)
                ? ", and their ratio to the first row"
                : ", and their ratio to " + base(suite, unit);
    }

    private String base(String suite, String unit) {
        List<String> names = results.waysOf(suite, unit);
        return names.contains("none") ? "none" : names.contains("keys") ? "keys" : names.get(0);
    }

    private void ways(String suite, String unit) {
        List<String> cases = results.cases(suite, unit);
        List<String> head = new ArrayList<>(List.of("way"));
        head.addAll(cases);
        List<List<String>> rows = new ArrayList<>();
        for (String way : results.waysOf(suite, unit)) {
            List<String> row = new ArrayList<>(List.of(title(way)));
            for (String point : cases) {
                row.add(cell(suite, point, way, unit, point, base(suite, unit)));
            }
            rows.add(row);
        }
        table(head, rows);
    }

    private void growth(String suite, String unit) {
        List<String> cases = results.cases(suite, unit);
        List<String> ways = results.waysOf(suite, unit);
        List<String> head = new ArrayList<>(List.of(suite.replace("growth-", "")));
        ways.forEach(way -> head.add(way));
        List<List<String>> rows = new ArrayList<>();
        for (String point : cases) {
            List<String> row = new ArrayList<>(List.of(point));
            ways.forEach(way -> row.add(cell(suite, point, way, unit, cases.get(0), way)));
            rows.add(row);
        }
        table(head, rows);
    }

    private String cell(String suite, String point, String way, String unit, String toPoint, String toWay) {
        Optional<Spread> spread = results.spread(suite, point, way, unit);
        if (spread.isEmpty()) {
            return "";
        }
        if (unit.equals("MB")) {
            return Text.value(spread.get().most(), unit);
        }
        String shown = Text.value(spread.get().median(), unit) + Text.range(spread.get(), unit);
        return results.ratio(suite, point, way, toPoint, toWay, unit)
                .map(ratio -> shown + ", **" + Text.ratio(ratio.median()) + "**")
                .orElse(shown);
    }

    private String title(String way) {
        return Results.isPart(way) ? "– of it " + way.split(", ", 2)[1] : results.ways().getOrDefault(way, way);
    }

    private void table(List<String> head, List<List<String>> rows) {
        row(head);
        row(head.stream().map(name -> "---").toList());
        rows.forEach(this::row);
    }

    private void row(List<String> cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
