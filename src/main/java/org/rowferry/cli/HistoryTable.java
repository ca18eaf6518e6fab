package org.rowferry.cli;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.rowferry.runs.RecordedRun;

/** The history of runs in columns for people, the newest run first. Numbers stand at the right of their columns. */
final class HistoryTable {
    private static final List<String> HEADER =
            List.of("began", "took", "run", "ended", "bundle", "keys", "rows", "size", "host", "version", "failure");
    private static final List<String> AT_THE_RIGHT = List.of("took", "bundle", "keys", "rows", "size");

    private HistoryTable() {}

    static List<String> of(List<RecordedRun> runs) {
        List<List<String>> lines = new ArrayList<>(List.of(HEADER));
        runs.forEach(run -> lines.add(cells(run)));
        List<Integer> widths = new ArrayList<>(Collections.nCopies(HEADER.size(), 0));
        for (List<String> line : lines) {
            for (int i = 0; i < line.size(); i++) {
                widths.set(i, Math.max(widths.get(i), line.get(i).length()));
            }
        }
        return lines.stream().map(line -> padded(line, widths)).toList();
    }

    private static List<String> cells(RecordedRun run) {
        return List.of(
                run.began().truncatedTo(ChronoUnit.SECONDS).toString(),
                run.ended()
                        .map(ended -> Sizes.of(Duration.between(run.began(), ended)))
                        .orElse(""),
                run.verb() + " " + run.name(),
                ending(run),
                run.bundle().map(String::valueOf).orElse(""),
                Long.toString(run.keys()),
                Long.toString(run.rows()),
                run.bytes().map(Sizes::of).orElse(""),
                run.host(),
                run.version(),
                run.failure().orElse(""));
    }

    /** A dry run says so, since it moved nothing of what it counts. */
    private static String ending(RecordedRun run) {
        String code = run.exitCode()
                .map(number -> number == 0 ? "ok" : "exit " + number)
                .orElse(run.state().toString());
        return run.dryRun() ? code + ", dry run" : code;
    }

    private static String padded(List<String> line, List<Integer> widths) {
        StringBuilder padded = new StringBuilder();
        for (int i = 0; i < line.size(); i++) {
            String space = " ".repeat(widths.get(i) - line.get(i).length());
            String cell = line.get(i);
            padded.append(i == 0 ? "" : "  ")
                    .append(AT_THE_RIGHT.contains(HEADER.get(i)) ? space + cell : cell + space);
        }
        return padded.toString().stripTrailing();
    }
}
