package org.rowferry.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.rowferry.compare.CompareReport;
import org.rowferry.compare.ComparedTable;
import org.rowferry.compare.ComparedTable.Rows;
import org.rowferry.compare.ComparedTable.Verdict;
import org.rowferry.compare.DifferingRow;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Shell;
import org.rowferry.report.Shown;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Position;
import org.rowferry.schema.TableName;

/** Prints what came of each table that was compared; the first failure decides the exit code. */
final class CompareResults implements CompareReport {
    private final Wiring wiring;
    private final DifferencePrinter printer;
    private final boolean rows;
    private final Again again;
    private final FirstFailure failures;
    private final List<Result> tables = new ArrayList<>();

    /** Returns the command that shows the rows of a table. */
    interface Again extends Function<TableName, Invocation> {}

    /**
     * Makes it.
     *
     * @param rows the rows are shown
     */
    CompareResults(Wiring wiring, DifferencePrinter printer, boolean rows, Again again) {
        this.wiring = wiring;
        this.printer = printer;
        this.rows = rows;
        this.again = again;
        this.failures = new FirstFailure(wiring);
    }

    /**
     * The result of one table, for programs.
     *
     * @param position where the target stands
     * @param result the verdict in words
     * @param reason the reason, where the table was not compared
     * @param differing the numbers of the buckets that differ
     */
    record Result(
            String inbox,
            String table,
            String into,
            Optional<Long> position,
            String result,
            String reason,
            long sourceRows,
            long targetRows,
            Rows rows,
            int buckets,
            List<Integer> differing,
            List<String> notes) {
        static Result of(ComparedTable table) {
            return new Result(
                    table.feed().name(),
                    table.table().toString(),
                    table.into().toString(),
                    table.position().map(Position::number),
                    words(table.verdict()),
                    table.why(),
                    table.sourceRows(),
                    table.targetRows(),
                    table.rows(),
                    table.buckets().count(),
                    table.buckets().numbers(),
                    table.notes());
        }
    }

    private static String words(Verdict verdict) {
        return switch (verdict) {
            case EQUAL -> "equal";
            case BEHIND -> "behind";
            case DIFFERENT -> "differs";
            case NOT_COMPARED -> "not compared";
        };
    }

    List<Result> tables() {
        return tables;
    }

    int exitCode() {
        return failures.exitCode();
    }

    @Override
    public boolean wantsRows() {
        return rows;
    }

    @Override
    public void rowsOf(TableName table, List<Identifier> columns) {
        printer.begin(columns);
    }

    @Override
    public void row(DifferingRow row) {
        printer.print(row);
    }

    @Override
    public void table(ComparedTable table) {
        tables.add(Result.of(table));
        wiring.console().print(line(table));
        table.notes().forEach(note -> wiring.console().print("    " + note));
        printer.finish();
        if (table.verdict() == Verdict.DIFFERENT) {
            failures.goOnAfter(table.into().toString(), failure(table));
        }
    }

    @Override
    public void failed(TableName table, Failure failure) {
        printer.finish();
        failures.goOnAfter(table.toString(), failure);
    }

    private static String line(ComparedTable table) {
        String into = table.into().equals(table.table()) ? "" : " into " + table.into();
        String position = table.position().map(number -> ", position " + number).orElse(", nothing applied yet");
        return table.table() + into + ": "
                + switch (table.verdict()) {
                    case EQUAL -> "equal, " + rows(table.sourceRows());
                    case BEHIND -> "behind, " + waiting(table.rows());
                    case DIFFERENT -> "DIFFERS, " + words(table);
                    case NOT_COMPARED -> "not compared, because " + table.why();
                }
                + position;
    }

    private static String words(ComparedTable table) {
        Rows rows = table.rows();
        return rows.changed() + " changed, " + rows.missing() + " missing, " + rows.extra() + " extra, in "
                + table.buckets().numbers().size() + " of " + table.buckets().count() + " buckets"
                + (rows.waiting() > 0 ? "; besides, " + waiting(rows) : "");
    }

    private static String waiting(Rows rows) {
        return rows(rows.waiting()) + (rows.waiting() == 1 ? " waits" : " wait") + " for the next bundle";
    }

    private static String rows(long rows) {
        return rows + (rows == 1 ? " row" : " rows");
    }

    private Failure failure(ComparedTable table) {
        Failure failure = new Failure(
                Family.DIFFERENCE,
                table.into() + " does not hold the rows of " + table.table() + " on the source: " + words(table));
        Failure shown = rows ? failure : failure.hint("See the rows with: ", again.apply(table.table()));
        return shown.hint("Have those rows sent again with: ", Invocation.ofExporter("export", repair(table)));
    }

    /** Rows without a key have no bucket that the source could find them by. */
    private static String repair(ComparedTable table) {
        ComparedTable.Differing differing = table.buckets();
        String target = table.stream().map(name -> "--target " + name + " ").orElse("");
        String buckets = differing.key().isEmpty()
                ? ""
                : Shell.quoted(
                        Shown.line(table.table() + ":" + new BucketNumbers(differing.count(), differing.numbers())));
        return buckets.isEmpty() || Invocation.areTooMany(buckets)
                ? target + "--full " + table.table().argument()
                : target + "--repair " + buckets;
    }
}
