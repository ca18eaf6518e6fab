package org.rowferry.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Gathers the outcomes of checks in the order in which a job would meet them. A check that fails stops no other check. */
public final class Findings {
    private final List<Finding> all;
    private final UnaryOperator<Surroundings> more;

    public Findings() {
        this(new ArrayList<>(), UnaryOperator.identity());
    }

    private Findings(List<Finding> all, UnaryOperator<Surroundings> more) {
        this.all = all;
        this.more = more;
    }

    /** Returns a way to add to these findings, whose hints know more than is known where they are printed. */
    public Findings knowing(UnaryOperator<Surroundings> known) {
        return new Findings(all, known);
    }

    public void ok(String check, String subject, String words) {
        all.add(Finding.ok(check, subject, words));
    }

    public void warn(String check, String subject, Failure problem) {
        all.add(Finding.warn(check, subject, problem.knowing(more)));
    }

    public void fail(String check, String subject, Failure problem) {
        all.add(Finding.fail(check, subject, problem.knowing(more)));
    }

    /** Says of a check that it is not made, since one before it failed. */
    public void skip(String check, String subject, Invocation again) {
        warn(
                check,
                subject,
                new Failure(Family.CONFIGURATION, subject + " was not looked at, since a check before it failed")
                        .hint("Follow the hint of that check, then run: ", again, "."));
    }

    /** Adds a finding of another check; one that fails is a warning here. */
    public void addAsWarning(Finding finding) {
        all.add(finding.problem()
                .map(problem -> Finding.warn(finding.check(), finding.subject(), problem))
                .orElse(finding));
    }

    /** Makes a check that fails with its failure, or says in words what is right; returns whether it passed. */
    public boolean passes(String check, String subject, Supplier<String> work) {
        try {
            ok(check, subject, work.get());
            return true;
        } catch (Failure failure) {
            fail(check, subject, failure);
            return false;
        }
    }

    /** Makes a check that tells its outcomes itself, and tells the failure that ends it. */
    public void during(String check, String subject, Runnable work) {
        try {
            work.run();
        } catch (Failure failure) {
            fail(check, subject, failure);
        }
    }

    public List<Finding> all() {
        return List.copyOf(all);
    }

    /** Returns the worst level; {@code OK} where nothing was looked at. */
    public Level worst() {
        return all.stream().map(Finding::level).max(Comparator.naturalOrder()).orElse(Level.OK);
    }

    /** Returns the family that a job would end with: that of the first check that fails. */
    public Optional<Family> family() {
        return all.stream().flatMap(finding -> finding.family().stream()).findFirst();
    }
}
