package org.rowferry.cli;

import java.util.ArrayList;
import java.util.List;
import org.rowferry.report.Failure;
import org.rowferry.watch.Run;

/**
 * The exit code of a command that goes on after a failure: a bug of ours decides, else the first failure, and an
 * interruption ends it all.
 */
final class FirstFailure {
    private final Wiring wiring;
    private final List<Throwable> bugs = new ArrayList<>();
    private ExitCode code = ExitCode.OK;
    private Ending ending = Ending.WELL;

    FirstFailure(Wiring wiring) {
        this.wiring = wiring;
    }

    /**
     * How the work on one of several things ended.
     *
     * @param code that of the first failure
     */
    record Ending(ExitCode code, List<Run.Problem> failures) {
        static final Ending WELL = new Ending(ExitCode.OK, List.of());

        Ending {
            failures = List.copyOf(failures);
        }

        /** Returns the ending after one more failure: the first decides. */
        Ending then(ExitCode next, Run.Problem problem) {
            List<Run.Problem> all = new ArrayList<>(failures);
            all.add(problem);
            return new Ending(code == ExitCode.OK ? next : code, all);
        }
    }

    /** Does the work on one of several things; whatever comes of it, Errors of the JVM included, the next one is done. */
    Ending during(String what, Runnable work) {
        ending = Ending.WELL;
        try {
            work.run();
        } catch (Failure failure) {
            goOnAfter(what, failure);
        } catch (RuntimeException | Error bug) {
            bugs.add(bug);
            ending = ending.then(ExitCode.BUG, new Run.Problem(bug.toString(), List.of()));
        }
        return ending;
    }

    /** Prints a failure and returns, so that what comes next is done. */
    void goOnAfter(String what, Failure failure) {
        if (wiring.interruption().happened()) {
            throw failure;
        }
        wiring.console().print(what, failure);
        code = code == ExitCode.OK ? ExitCode.of(failure.family()) : code;
        ending = ending.then(ExitCode.of(failure.family()), Heard.problem(wiring, failure));
    }

    /** Returns the code, or throws the first bug. */
    int exitCode() {
        bugs.stream().findFirst().ifPresent(FirstFailure::rethrow);
        return code.number();
    }

    private static void rethrow(Throwable bug) {
        if (bug instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) bug;
    }
}
