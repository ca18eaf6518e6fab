package org.rowferry.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rowferry.apply.AppliedTable;
import org.rowferry.apply.Proof.Different;
import org.rowferry.importer.DifferenceFailure;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.schema.TableName;

/** The tables that differ from their source when a run ends: a later bundle may have repaired one. */
final class Differences {
    private final Map<TableName, Failure> failures = new LinkedHashMap<>();

    void add(Result result) {
        if (result instanceof Result.Applied applied) {
            applied.tables().stream().filter(line -> line.proof().isPresent()).forEach(line -> add(applied, line));
        }
    }

    private void add(Result.Applied applied, AppliedTable line) {
        failures.remove(line.table());
        if (line.proof().orElseThrow() instanceof Different different) {
            failures.put(
                    line.table(),
                    DifferenceFailure.of(
                            applied.bundle().stream(),
                            line.table(),
                            line.into(),
                            applied.bundle().position(),
                            different));
        }
    }

    List<Failure> failures() {
        return List.copyOf(failures.values());
    }
}
