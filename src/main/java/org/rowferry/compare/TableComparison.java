package org.rowferry.compare;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.rowferry.apply.Standing;
import org.rowferry.apply.TargetRows;
import org.rowferry.apply.TargetRows.Obstacle;
import org.rowferry.capture.ShippedTable;
import org.rowferry.capture.ShippedTables;
import org.rowferry.catalog.NamedTypes;
import org.rowferry.compare.ComparedTable.Differing;
import org.rowferry.compare.ComparedTable.Rows;
import org.rowferry.compare.ComparedTable.Verdict;
import org.rowferry.postgres.Session;
import org.rowferry.proof.Buckets;
import org.rowferry.proof.DigestQuery;
import org.rowferry.proof.RowsQuery;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Table;

/** The comparison of one table: first its digests, then the rows of the buckets that differ. */
final class TableComparison {
    private final Session here;
    private final Session there;
    private final PlannedTable table;
    private final Optional<Standing> standing;
    private final Optional<Incarnation> incarnation;
    private final List<String> notes = new ArrayList<>();

    /**
     * Makes one, in a transaction on either side.
     *
     * @param here the source's session
     * @param there the target's
     */
    TableComparison(
            Session here,
            Session there,
            PlannedTable table,
            Optional<Standing> standing,
            Optional<Incarnation> incarnation) {
        this.here = here;
        this.there = there;
        this.table = table;
        this.standing = standing;
        this.incarnation = incarnation;
    }

    ComparedTable run(CompareReport report) {
        ShippedTable shipped =
                new ShippedTables(here).of(table.source(), table.settings().selection(), table.checked());
        Table announced = shipped.table();
        TargetRows target = TargetRows.of(
                there,
                table.entry(),
                announced,
                new NamedTypes(here)
                        .of(announced.columns().stream().map(Column::type).toList()));
        Optional<Obstacle> whole = target.obstacles().stream()
                .filter(obstacle -> obstacle.column().isEmpty())
                .findFirst();
        if (whole.isPresent()) {
            return notCompared(whole.get().why());
        }
        leftOut(target);
        List<Identifier> columns = target.names();
        if (columns.isEmpty()) {
            return notCompared("none of its columns can be compared");
        }
        SourceRows source = new SourceRows(here, shipped);
        Buckets buckets = source.buckets();
        List<Identifier> key =
                target.key().isEmpty() ? List.of() : announced.key().columns();
        DigestQuery ofSource = source.query(columns, key, buckets);
        DigestQuery ofTarget = target.query(buckets.count());
        BucketSums sourceSums = BucketSums.read(here, ofSource, source.from());
        BucketSums targetSums = BucketSums.read(there, ofTarget, target.from());
        BitSet differing = sourceSums.differing(targetSums);
        if (differing.isEmpty()) {
            return result(Verdict.EQUAL, sourceSums, targetSums, Rows.NONE, Differing.NONE);
        }
        Waiting waiting = waiting();
        RowMerge merge = new RowMerge(waiting.isEverything(), rows(report, columns));
        int values = report.wantsRows() ? columns.size() : 0;
        merge.merge(
                Marks.read(here, source.marks(ofSource, differing, waiting, report.wantsRows()), values),
                Marks.read(
                        there,
                        Marks.of(new RowsQuery(ofTarget).rows(target.from(), differing, report.wantsRows()), values),
                        values));
        Differing found =
                new Differing(buckets.count(), merge.buckets().stream().boxed().toList(), key);
        return result(
                merge.rows().differ() ? Verdict.DIFFERENT : Verdict.BEHIND,
                sourceSums,
                targetSums,
                merge.rows(),
                found);
    }

    private Consumer<DifferingRow> rows(CompareReport report, List<Identifier> columns) {
        if (!report.wantsRows()) {
            return row -> {};
        }
        report.rowsOf(table.entry().table(), columns);
        return report::row;
    }

    private void leftOut(TargetRows target) {
        if (!target.obstacles().isEmpty()) {
            notes.add("not compared: "
                    + target.obstacles().stream().map(Obstacle::why).collect(Collectors.joining("; ")));
        }
    }

    private Waiting waiting() {
        Waiting waiting = Waiting.of(here, table, standing, incarnation);
        if (waiting instanceof Waiting.Unknown unknown) {
            notes.add("changes that wait count as differences: " + unknown.why());
        }
        if (waiting instanceof Waiting.Everything everything) {
            notes.add("the next bundle brings all rows: " + everything.why());
        }
        return waiting;
    }

    private ComparedTable notCompared(String why) {
        return new ComparedTable(
                table.feed(),
                standing.map(Standing::stream),
                table.entry().table(),
                table.entry().into(),
                standing.map(there -> there.point().position()),
                Verdict.NOT_COMPARED,
                why,
                0,
                0,
                Rows.NONE,
                Differing.NONE,
                notes);
    }

    private ComparedTable result(
            Verdict verdict, BucketSums sourceSums, BucketSums targetSums, Rows rows, Differing differing) {
        return new ComparedTable(
                table.feed(),
                standing.map(Standing::stream),
                table.entry().table(),
                table.entry().into(),
                standing.map(there -> there.point().position()),
                verdict,
                "",
                sourceSums.rows(),
                targetSums.rows(),
                rows,
                differing,
                notes);
    }
}
