package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rowferry.apply.AppliedTable;
import org.rowferry.apply.Proof;
import org.rowferry.bundle.BundleName;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.history.Trail;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;
import org.rowferry.testing.TestDatabase;

/** A pipeline whose digests are held against the rows themselves: those that were sent, and those that the target has. */
final class ProofFerry implements AutoCloseable {
    private final Pipeline pipeline;
    private final List<ProofTable> tables;
    private final Map<TableName, Selection> selections = new HashMap<>();
    private final Map<BundleName, Map<TableName, ProofRows>> sent = new HashMap<>();
    private final List<Long> positions = new ArrayList<>();
    private final ProofTarget target;
    private Optional<BundleName> newest = Optional.empty();
    private Trail trail = new Trail();

    ProofFerry(Pipeline pipeline, List<ProofTable> tables) {
        this.pipeline = pipeline;
        this.tables = List.copyOf(tables);
        this.target = new ProofTarget(pipeline);
    }

    void begin(Trail told) {
        trail = told;
        sent.clear();
        positions.clear();
        newest = Optional.empty();
        tables.forEach(table -> select(table, Selection.EVERYTHING));
        for (TestDatabase database : List.of(superuser(), target.superuser())) {
            database.execute("alter database " + new Identifier(database.name()) + " reset all");
        }
        pipeline.begin();
        target.begin();
    }

    Pipeline pipeline() {
        return pipeline;
    }

    List<ProofTable> tables() {
        return tables;
    }

    ProofTarget target() {
        return target;
    }

    TestDatabase superuser() {
        return pipeline.source().superuser();
    }

    /** Returns the positions of all bundles of this history. */
    List<Long> positions() {
        return positions;
    }

    void select(ProofTable table, Selection selection) {
        trail.tell("-- " + table + ": " + selection);
        selections.put(table.name(), selection);
        pipeline.setEntry(new Entry(table.name(), OnRewrite.FULL, CaptureSettings.of(selection)));
    }

    private ProofRows sent(ProofTable table) {
        Selection selection = selections.getOrDefault(table.name(), Selection.EVERYTHING);
        return ProofRows.of(superuser(), table.sent(selection), table.arrived(selection));
    }

    /** Exports and imports; a target that somebody harmed, or that lacks rows, may refuse it, and gets all tables in full. */
    List<AppliedTable> ship(Request request) {
        export(request);
        List<Result> results = importAll();
        if (results.stream().anyMatch(Result.Refused.class::isInstance)) {
            assertThat(target.isSuspect()).as("there is a reason to refuse it").isTrue();
            export(new Request(FullTables.ALL, Optional.empty(), request.digests(), Map.of(), false));
            results = importAll();
            assertThat(results).as("results of the full").anyMatch(Result.Applied.class::isInstance);
        }
        return results.stream()
                .filter(Result.Applied.class::isInstance)
                .flatMap(result -> ((Result.Applied) result).tables().stream())
                .toList();
    }

    private void export(Request request) {
        trail.tell("-- " + request);
        if (pipeline.export(request) instanceof Outcome.Exported exported) {
            trail.answer("export: wrote " + exported.file());
            sent.put(exported.file(), tables.stream().collect(Collectors.toMap(ProofTable::name, this::sent)));
            positions.add(exported.position().number());
            newest = Optional.of(exported.file());
            assertThat(exported.tables())
                    .as("faults that the source sees by itself prove nothing")
                    .noneMatch(line ->
                            line.full().contains("interrupted") || line.full().contains("by hand"));
            pipeline.ship(exported.file());
        }
    }

    /** An import fails too where a table lacks rows and nothing arrives for it. */
    private List<Result> importAll() {
        try {
            List<Result> results = pipeline.importAll();
            for (Result result : results) {
                trail.answer(words(result));
                if (result instanceof Result.Applied applied) {
                    target.takes(applied, sent.getOrDefault(applied.bundle(), Map.of()));
                }
            }
            return results;
        } catch (Failure failure) {
            trail.answer("refused: " + failure.getMessage());
            return List.of(new Result.Refused(newest.orElseThrow(() -> failure), failure));
        }
    }

    private static String words(Result result) {
        return result instanceof Result.Applied applied
                ? applied.bundle() + ": "
                        + applied.tables().stream()
                                .map(line ->
                                        line.table() + " " + line.kind() + " " + line.written() + " " + line.proof())
                                .collect(Collectors.joining("; "))
                : result.toString();
    }

    /** Ships digests of all tables, and sends those buckets again that differ; all tables are equal then. */
    void prove() {
        List<AppliedTable> applied =
                ship(new Request(FullTables.NONE, Optional.empty(), FullTables.ALL, Map.of(), false));
        Map<TableName, Proof.Different> different = new HashMap<>();
        for (ProofTable table : tables) {
            if (proof(applied, table) instanceof Proof.Different differs) {
                different.put(table.name(), differs);
            }
        }
        if (!different.isEmpty()) {
            mend(different);
        }
        for (ProofTable table : tables) {
            assertThat(sent(table).onTarget(target.superuser()))
                    .as("%s is equal", table)
                    .isEqualTo(sent(table).rows());
        }
        target.isProven();
    }

    private static Proof proof(List<AppliedTable> applied, ProofTable table) {
        return line(applied, table).proof().orElseThrow(() -> new AssertionError(table + " was not compared"));
    }

    private static AppliedTable line(List<AppliedTable> applied, ProofTable table) {
        List<AppliedTable> lines = applied.stream()
                .filter(done -> done.table().equals(table.name()))
                .toList();
        assertThat(lines).as("bundles that brought %s", table).hasSize(1);
        return lines.get(0);
    }

    private void mend(Map<TableName, Proof.Different> different) {
        Map<TableName, BucketNumbers> repair = new HashMap<>();
        different.forEach((table, differs) -> repair.put(table, differs.buckets()));
        List<AppliedTable> applied =
                ship(new Request(FullTables.NONE, Optional.empty(), FullTables.NONE, repair, false));
        for (ProofTable table : tables) {
            Proof.@Nullable Different differs = different.get(table.name());
            if (differs != null) {
                assertThat(proof(applied, table)).as("%s is mended", table).isInstanceOf(Proof.Equal.class);
                assertThat(line(applied, table).rows())
                        .as("rows that were sent of %s", table)
                        .isEqualTo(differs.rows());
            }
        }
    }

    @Override
    public void close() {
        target.close();
        pipeline.close();
    }
}
