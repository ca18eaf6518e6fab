package org.rowferry.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.rowferry.check.BothSidesCheck;
import org.rowferry.config.Configuration;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;
import org.rowferry.report.Invocation;

/** Reads the configurations of both sides, in either order, and has the two databases compared. */
final class CheckBothSides {
    private final Wiring wiring;
    private final Findings findings;

    CheckBothSides(Wiring wiring, Findings findings) {
        this.wiring = wiring;
        this.findings = findings;
    }

    /** Compares them; a file that cannot be read is a finding. */
    void run(Path one, Path other) {
        boolean first = isImporter(one);
        if (first == isImporter(other)) {
            throw new Failure(
                            Family.USAGE,
                            one + " and " + other + " are both the configuration of "
                                    + (first ? "a target" : "a source"))
                    .hint(
                            "Name one of each: ",
                            Invocation.ofExporter("check", "--against /etc/rowferry/importer.yaml"));
        }
        Path source = first ? other : one;
        Path target = first ? one : other;
        Optional<ExporterFile> exporter = read(source, () -> wiring.settings(source, ExporterFile::read));
        Optional<ImporterFile> importer = read(target, () -> wiring.settings(target, ImporterFile::read));
        if (exporter.isPresent() && importer.isPresent()) {
            compare(source, exporter.get(), target, importer.get());
        }
    }

    private static boolean isImporter(Path file) {
        return Configuration.read(file).root().text("target").isPresent();
    }

    private <T> Optional<T> read(Path file, Supplier<T> reading) {
        try {
            T read = reading.get();
            findings.ok("configuration", file.toString(), "can be read");
            return Optional.of(read);
        } catch (Failure failure) {
            findings.fail("configuration", file.toString(), failure);
            return Optional.empty();
        }
    }

    private void compare(Path source, ExporterFile exporter, Path target, ImporterFile importer) {
        if (importer.importer().inboxes().isEmpty()) {
            findings.fail("configuration", target.toString(), onlyLinks(target));
            return;
        }
        Optional<BothSidesCheck> check = resolved(source, exporter, target, importer);
        check.ifPresent(both -> both.run(
                wiring.database(exporter.exporter().source(), Family.SOURCE),
                wiring.database(importer.target().endpoint(), Family.TARGET)));
    }

    private static Failure onlyLinks(Path target) {
        return new Failure(
                        Family.CONFIGURATION, target + " has no inbox, and a link needs no configuration of its source")
                .hint("Check both ends of its links with: ", Invocation.ofImporter("check", ""));
    }

    /** Patterns are resolved in the databases, so that a server which does not answer is named here. */
    private Optional<BothSidesCheck> resolved(Path source, ExporterFile exporter, Path target, ImporterFile importer) {
        return asked(
                        "source",
                        source,
                        () -> new Patterns(wiring, note -> findings.warn("patterns", source.toString(), note))
                                .of(exporter.exporter()))
                .flatMap(settings -> asked(
                                "target",
                                target,
                                () -> new Patterns(wiring, note -> findings.warn("patterns", target.toString(), note))
                                        .of(importer))
                        .map(file -> new BothSidesCheck(
                                settings, file.importer(), file.links().feeds(), findings)));
    }

    private <T> Optional<T> asked(String side, Path file, Supplier<T> asking) {
        try {
            return Optional.of(asking.get());
        } catch (Failure failure) {
            findings.fail(side, file.toString(), failure);
            return Optional.empty();
        }
    }
}
