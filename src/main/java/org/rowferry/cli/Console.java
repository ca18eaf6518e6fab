package org.rowferry.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;
import org.rowferry.report.Shown;
import org.rowferry.report.Surroundings;

/** The output for the operator: results on standard output, all else on standard error, progress only on a terminal. */
final class Console implements Journal {
    private static final Duration SHOWN_AT_LEAST = Duration.ofSeconds(1);
    private static final Duration BETWEEN_JSON_LINES = Duration.ofSeconds(1);
    private static final Duration BETWEEN_PLAIN_LINES = Duration.ofSeconds(15);

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean terminal;
    private Optional<ProgressBar> bar = Optional.empty();
    private String moving = "";
    private Surroundings surroundings = Surroundings.UNKNOWN;
    private boolean quiet;
    private boolean resultsHidden;
    private long shownSince;
    private ProgressForm form = ProgressForm.AUTO;
    private final ProgressClock clock = new ProgressClock(System::nanoTime);

    Console(PrintWriter out, PrintWriter err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    PrintWriter out() {
        return out;
    }

    PrintWriter err() {
        return err;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** Learns more of what hints are completed with. */
    void learn(UnaryOperator<Surroundings> more) {
        surroundings = more.apply(surroundings);
    }

    /** From here on prints problems alone, for jobs whose output is sent to somebody. */
    void beQuiet() {
        quiet = true;
    }

    /** From here on shows how far a run is in this form; JSON however quiet this is. */
    void showProgress(ProgressForm chosen) {
        form = chosen;
    }

    /** From here on prints no line of a result, since a program reads it in another form. */
    void hideResults() {
        resultsHidden = true;
    }

    /** Prints a line of the result. */
    void print(String line) {
        if (!quiet && !resultsHidden) {
            printScript(Shown.line(line));
        }
    }

    /** Prints JSON, for a program to read, however quiet this is. */
    void printJson(String json) {
        printScript(Shown.json(json));
    }

    /** Prints text for a program to read, as it is. */
    synchronized void printScript(String text) {
        clearProgress();
        out.println(text);
        out.flush();
    }

    /** Prints a failure: its message, then its hints. */
    void print(Failure failure) {
        print("", failure);
    }

    /** Prints what failed in the work on a thing, whose name comes first where the message does not hold it. */
    void print(String about, Failure failure) {
        String message = String.valueOf(failure.getMessage());
        List<String> lines = failure.lines();
        complain("rowferry: " + (message.contains(about) ? "" : about + ": ") + lines.get(0));
        lines.stream().skip(1).forEach(this::complain);
        failure.hints(surroundings).forEach(hint -> complain("HINT: " + hint));
    }

    @Override
    public void say(String line) {
        if (!quiet) {
            complain(line);
        }
    }

    @Override
    public void warn(Failure problem) {
        print(problem);
    }

    @Override
    public void step(String name) {}

    @Override
    public synchronized void moved(Progress progress) {
        boolean begins = clock.begins(progress);
        if (form == ProgressForm.JSON) {
            if (begins) {
                clock.tell();
            }
            if (begins || clock.isDue(BETWEEN_JSON_LINES)) {
                err.println(Shown.json(ProgressJson.of(progress, clock.passed())));
                err.flush();
            }
        } else if (!quiet && form != ProgressForm.NONE && progress.bytes() > 0) {
            show(progress);
        }
    }

    private void show(Progress progress) {
        if (terminal && form == ProgressForm.AUTO) {
            showBar(progress.what(), amount(progress) + left(progress), progress.bytes());
        } else if (clock.isDue(BETWEEN_PLAIN_LINES)) {
            complain(progress.what() + ": " + amount(progress) + " so far" + left(progress));
        }
    }

    private static String amount(Progress progress) {
        long rows = progress.rows().done();
        String expected = progress.rows()
                .all()
                .map(all -> String.format(Locale.ROOT, " of %,d", all))
                .orElse("");
        return (rows > 0 ? String.format(Locale.ROOT, "%,d%s rows, ", rows, expected) : "")
                + Sizes.of(progress.bytes());
    }

    private String left(Progress progress) {
        return progress.left(clock.passed())
                .map(left -> ", " + Sizes.of(left) + " left")
                .orElse("");
    }

    /** Takes the progress off the terminal. */
    synchronized void clearProgress() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
        moving = "";
    }

    private void showBar(String what, String amount, long bytes) {
        if (!moving.equals(what)) {
            // Several tables may be on the way at once; each is shown for a moment.
            if (bar.isPresent() && System.nanoTime() - shownSince < SHOWN_AT_LEAST.toNanos()) {
                return;
            }
            clearProgress();
            moving = what;
            shownSince = System.nanoTime();
            bar = Optional.of(new ProgressBarBuilder()
                    .setTaskName(Shown.line(what))
                    .setStyle(ProgressBarStyle.ASCII)
                    .setInitialMax(-1)
                    .setUnit(" MB", 1_000_000)
                    .clearDisplayOnFinish()
                    .build());
        }
        bar.ifPresent(progress -> {
            progress.stepTo(bytes);
            progress.setExtraMessage(amount);
        });
    }

    /** Prints a line on standard error, however quiet this is. */
    synchronized void complain(String line) {
        clearProgress();
        err.println(Shown.line(line));
        err.flush();
    }

    /** Prints a bug's trace; what an exception says may be a stranger's too. */
    void print(Throwable bug) {
        for (Throwable cause = bug; cause != null; cause = cause.getCause()) {
            complain((cause == bug ? "" : "caused by: ") + cause);
            for (StackTraceElement frame : cause.getStackTrace()) {
                err.println("\tat " + frame);
            }
        }
        err.flush();
    }
}
