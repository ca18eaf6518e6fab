package org.rowferry.check;

import java.util.List;
import java.util.Optional;
import org.rowferry.report.Failure;
import org.rowferry.report.Finding;
import org.rowferry.report.Findings;
import org.rowferry.report.Level;
import org.rowferry.report.Surroundings;

/**
 * The findings as a program reads them; docs/check.md promises the fields.
 *
 * @param format the number of this form, which a change that breaks a reader would raise
 * @param exitCode the code that the command ends with
 */
public record Report(int format, Level level, int exitCode, List<Line> checks) {
    private static final int FORMAT = 1;

    public Report {
        checks = List.copyOf(checks);
    }

    /** One check; {@code hints} are commands and sentences, none where nothing is wrong. */
    public record Line(String check, String subject, Level level, String message, List<String> hints) {
        public Line {
            hints = List.copyOf(hints);
        }
    }

    /** Makes the report; {@code surroundings} complete its hints. */
    public static Report of(Findings findings, int exitCode, Surroundings surroundings) {
        return new Report(
                FORMAT,
                findings.worst(),
                exitCode,
                findings.all().stream()
                        .map(finding -> line(finding, surroundings))
                        .toList());
    }

    private static Line line(Finding finding, Surroundings surroundings) {
        Optional<Failure> problem = finding.problem();
        return new Line(
                finding.check(),
                finding.subject(),
                finding.level(),
                String.join("\n", finding.lines()),
                problem.map(failure -> failure.hints(surroundings)).orElse(List.of()));
    }
}
