package org.rowferry.cli;

import java.util.List;
import java.util.Optional;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.compare.Shipping;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** Reads from the exporter's configuration which part of each table the source ships. */
record ShippedByFile(ExporterSettings settings) implements Shipping {
    @Override
    public CaptureSettings of(TableName table, Optional<StreamName> stream) {
        List<CaptureSettings> shipped = settings.targets().stream()
                .filter(target -> stream.isEmpty() || target.name().equals(stream.get()))
                .flatMap(target -> target.list().entry(table).stream())
                .map(ExporterSettings.Entry::capture)
                .distinct()
                .toList();
        if (shipped.isEmpty()) {
            throw new Failure(
                            Family.CONFIGURATION,
                            stream.map(name -> "the target " + name + " gets no table " + table)
                                    .orElse("no target gets a table " + table))
                    .hint("Name the file that has it with --exporter, or add it to ", Mention.EXPORTER_FILE, ".");
        }
        if (shipped.size() > 1) {
            throw new Failure(
                            Family.CONFIGURATION,
                            "the targets "
                                    + settings.targets().stream()
                                            .map(Target::name)
                                            .toList() + " get different parts of " + table
                                    + ", and nothing was applied yet that shows which of them this is")
                    .hint(
                            "Apply the first bundle, or compare with a copy of this file that has one target: ",
                            Mention.EXPORTER_FILE);
        }
        return shipped.get(0);
    }
}
