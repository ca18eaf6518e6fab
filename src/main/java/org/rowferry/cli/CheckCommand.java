package org.rowferry.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.rowferry.check.Report;
import org.rowferry.check.SourceCheck;
import org.rowferry.check.TargetCheck;
import org.rowferry.config.Configuration;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Finding;
import org.rowferry.report.Findings;
import org.rowferry.watch.WatchSettings;
import picocli.CommandLine.Command;
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
        footer = "  rowferry check --config exporter.yaml")
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
            names = "--offline",
            description = "Checks only the configuration, the host and its folders, without a server.")
    private boolean offline;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    CheckCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        try {
            check();
        } catch (Failure failure) {
            findings.fail("configuration", config.toString(), failure);
        }
        wiring.interruption().refuseToGoOn();
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

    private void check() {
        if (Configuration.read(config).root().text("target").isPresent()) {
            target();
        } else {
            source();
        }
    }

    private void target() {
        ImporterFile file = wiring.settings(config, ImporterFile::read);
        findings.ok(
                "configuration",
                config.toString(),
                file.importer().inboxes().size() + " inboxes, "
                        + file.links().links().size() + " links");
        watched(file.watch());
        TargetCheck check = new TargetCheck(file.importer(), file.links(), Clock.systemUTC(), findings);
        if (offline) {
            check.offline();
        } else {
            check.run(wiring.database(file.target().endpoint(), Family.TARGET));
        }
    }

    private void source() {
        ExporterFile file = wiring.settings(config, ExporterFile::read);
        ExporterSettings settings = file.exporter();
        findings.ok("configuration", config.toString(), settings.targets().size() + " targets");
        watched(file.watch());
        SourceCheck check = new SourceCheck(settings, Clock.systemUTC(), findings);
        if (offline) {
            check.offline();
        } else {
            check.run(wiring.database(settings.source(), Family.SOURCE));
        }
    }

    private void watched(WatchSettings watch) {
        watch.metrics()
                .ifPresent(metrics -> findings.passes("metrics", metrics.path().toString(), metrics::requireWritable));
    }

    private void print(Finding finding) {
        Console console = wiring.console();
        String first = finding.lines().get(0);
        String about = first.contains(finding.subject()) ? "" : finding.subject() + ": ";
        console.print(String.format(Locale.ROOT, "%-4s  %-13s  %s", finding.level(), finding.check(), about + first));
        finding.lines().stream().skip(1).forEach(console::print);
        finding.problem()
                .map(problem -> problem.hints(console.surroundings()))
                .ifPresent(hints -> hints.forEach(hint -> console.print("      HINT: " + hint)));
    }
}
