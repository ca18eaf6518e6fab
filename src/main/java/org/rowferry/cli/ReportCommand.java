package org.rowferry.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.rowferry.config.Configuration;
import org.rowferry.report.Family;
import org.rowferry.runs.ReportFile;
import org.rowferry.runs.TrackingReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a page of the tracking. */
@Command(
        name = "report",
        description = {
            "Writes an HTML page about either side, which needs no network: the last runs and bundles, the refusals, the age of"
                    + " the tables, the size of the log.",
            "It reads the tracking alone, and no table."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = "  rowferry report --config importer.yaml --output report.html")
final class ReportCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration of the exporter or the importer.")
    private Path config = Path.of("exporter.yaml");

    @Option(
            names = "--output",
            paramLabel = "FILE",
            defaultValue = "report.html",
            description = "The file of the page. It replaces an older report. Default: report.html.")
    private Path output = Path.of("report.html");

    ReportCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        ReportFile file = new ReportFile(output);
        file.write(report().page(Version.number()));
        wiring.console().print("wrote " + file.path());
        return ExitCode.OK.number();
    }

    private TrackingReport report() {
        if (Configuration.read(config).root().text("target").isPresent()) {
            ImporterFile file = wiring.settings(config, ImporterFile::read);
            return new TrackingReport(
                    wiring.database(file.target().endpoint(), Family.TARGET),
                    file.target().schema(),
                    false,
                    failure -> Histories.making(file, failure));
        }
        ExporterFile file = wiring.settings(config, ExporterFile::read);
        return new TrackingReport(
                wiring.database(file.exporter().source(), Family.SOURCE),
                file.exporter().schema(),
                true,
                Histories::making);
    }
}
