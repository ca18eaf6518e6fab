package org.rowferry.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rowferry.check.PluginOutput;
import org.rowferry.check.PluginOutput.Measure;
import org.rowferry.check.Report;
import org.rowferry.check.SourceCheck;
import org.rowferry.check.TargetCheck;
import org.rowferry.config.Configuration;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Finding;
import org.rowferry.report.Findings;
import org.rowferry.report.Level;
import org.rowferry.watch.WatchSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells before a job runs whether it would be refused, and by what. */
@Command(
        name = "check",
        description = {
            "Looks at everything that a job needs, and prints a line with OK, WARN or FAIL for each check.",
            "Changes nothing. Ends with 0, or with the code with which the job would end."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  rowferry check --config exporter.yaml",
            "",
            "  rowferry check --config importer.yaml --nagios --warn 26h --crit 50h",
            "",
            "  rowferry check --config exporter.yaml --against importer.yaml"
        })
final class CheckCommand implements Callable<Integer> {
    private final Wiring wiring;
    private final Findings findings = new Findings();

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration of the exporter or the importer.")
    private Path config = Path.of("exporter.yaml");

    @Option(
            names = "--against",
            paramLabel = "FILE",
            description = {
                "The configuration of the other side: compares the two databases, and checks nothing else.",
                "For a host that reaches both."
            })
    private @Nullable Path against;

    @Option(
            names = "--offline",
            description = "Checks only the configuration, the host and its folders, without a server.")
    private boolean offline;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private PluginOption plugin = new PluginOption();

    CheckCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        plugin.require(json);
        requireServers();
        List<Measure> measures = List.of();
        try {
            measures = check();
        } catch (Failure failure) {
            findings.fail("configuration", config.toString(), failure);
        }
        wiring.interruption().refuseToGoOn();
        if (plugin.isAsked()) {
            return tell(measures);
        }
        int code = findings.family().map(ExitCode::of).orElse(ExitCode.OK).number();
        if (json) {
            wiring.console()
                    .printJson(
                            Json.of(Report.of(findings, code, wiring.console().surroundings())));
        } else {
            findings.all().forEach(this::print);
        }
        return code;
    }

    private void requireServers() {
        if (offline && against != null) {
            throw new Failure(Family.USAGE, "--against compares two databases, and --offline asks none")
                    .hint("Leave one of them out.");
        }
    }

    private int tell(List<Measure> measures) {
        PluginOutput output = PluginOutput.of(
                findings,
                measures,
                plugin.limits(),
                Instant.now(),
                wiring.console().surroundings());
        output.lines().forEach(wiring.console()::print);
        return output.exitCode();
    }

    /** Returns the numbers for a plugin, where it is one that asks. */
    private List<Measure> check() {
        if (against != null) {
            new CheckBothSides(wiring, findings).run(config, against);
            return List.of();
        }
        return Configuration.read(config).root().text("target").isPresent() ? target() : source();
    }

    private List<Measure> target() {
        ImporterFile file = wiring.settings(config, ImporterFile::read);
        findings.ok(
                "configuration",
                config.toString(),
                file.importer().inboxes().size() + " inboxes, "
                        + file.links().links().size() + " links");
        watched(file.watch());
        ImporterFile resolved =
                resolved(() -> new Patterns(wiring, this::noted).of(file), () -> file.resolved(List.of()));
        TargetCheck check = new TargetCheck(resolved.importer(), resolved.links(), Clock.systemUTC(), findings);
        if (offline) {
            check.offline();
        } else {
            check.run(wiring.database(file.target().endpoint(), Family.TARGET));
        }
        return measured(() -> new Measures(wiring).ofTarget(resolved));
    }

    private List<Measure> source() {
        ExporterFile file = wiring.settings(config, ExporterFile::read);
        ExporterSettings settings = file.exporter();
        findings.ok("configuration", config.toString(), settings.targets().size() + " targets");
        watched(file.watch());
        ExporterSettings resolved =
                resolved(() -> new Patterns(wiring, this::noted).of(settings), () -> settings.resolved(List.of()));
        SourceCheck check = new SourceCheck(resolved, Clock.systemUTC(), findings);
        if (offline) {
            check.offline();
        } else {
            check.run(wiring.database(settings.source(), Family.SOURCE));
        }
        return measured(() -> new Measures(wiring).ofSource(resolved));
    }

    /** A server that cannot be asked is named by the check of the connection, and patterns then take no table. */
    private <S> S resolved(Supplier<S> asking, Supplier<S> otherwise) {
        if (offline) {
            return otherwise.get();
        }
        try {
            return asking.get();
        } catch (Failure failure) {
            if (failure.family() == Family.CONFIGURATION) {
                throw failure;
            }
            return otherwise.get();
        }
    }

    private void noted(Failure note) {
        findings.warn("patterns", config.toString(), note);
    }

    /** A server that cannot be asked was most often named by a check. */
    private List<Measure> measured(Supplier<List<Measure>> measures) {
        if (!plugin.isAsked() || offline) {
            return List.of();
        }
        try {
            return measures.get();
        } catch (Failure failure) {
            if (findings.worst() != Level.FAIL) {
                findings.fail("status", config.toString(), failure);
            }
            return List.of();
        }
    }

    private void watched(WatchSettings watch) {
        watch.metrics()
                .ifPresent(metrics -> findings.passes("metrics", metrics.path().toString(), metrics::requireWritable));
    }

    private void print(Finding finding) {
        Console console = wiring.console();
        console.print(
                String.format(Locale.ROOT, "%-4s  %-13s  %s", finding.level(), finding.check(), finding.firstLine()));
        finding.lines().stream().skip(1).forEach(console::print);
        finding.problem()
                .map(problem -> problem.hints(console.surroundings()))
                .ifPresent(hints -> hints.forEach(hint -> console.print("      HINT: " + hint)));
    }
}
