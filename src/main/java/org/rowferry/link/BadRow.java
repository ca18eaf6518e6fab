package org.rowferry.link;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rowferry.capture.ShippedTable;
import org.rowferry.postgres.BadValue;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Mention;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;

/**
 * Finds the row that an expression of the operator's does not bear, after a sync has failed: the server names neither
 * table nor column nor key. So the rows are read once more, one at a time.
 */
final class BadRow {
    private static final String FILTER = "where";
    private static final int MOST_SHOWN = 200;

    private final Session session;
    private final Link link;

    BadRow(Session session, Link link) {
        this.session = session;
        this.link = link;
    }

    /**
     * A row, and what fails for it.
     *
     * @param place the column that cannot be made, or {@link #FILTER}
     * @param row what tells it from the others, as a condition in SQL where the table has a key
     */
    private record Found(String place, String row, String words) {}

    /** Words a failure of a sync that was rolled back anew where a row of one of its tables is to blame. */
    Failure named(List<PlannedTable> tables, Failure failure) {
        if (!BadValue.mayBeCauseOf(failure) || !session.isUsable()) {
            return failure;
        }
        for (PlannedTable table : tables) {
            Optional<Found> found = table.shipped().selection().hasExpressions() ? find(table) : Optional.empty();
            if (found.isPresent()) {
                return named(table, found.get()).because(failure);
            }
        }
        return BadValue.isCauseOf(failure) ? unplaced(failure) : failure;
    }

    private Optional<Found> find(PlannedTable table) {
        try {
            return session.rolledBack(() -> {
                session.execute(function(table));
                return session.one("select * from pg_temp.rowferry_bad_row()", BadRow::found);
            });
        } catch (Failure failure) {
            // A row that cannot even be read is found by nobody; what the sync met stands.
            return Optional.empty();
        }
    }

    private static Optional<Found> found(Row row) {
        return row.optionalText("rowferry_words")
                .map(words -> new Found(row.text("rowferry_place"), row.text("rowferry_row"), words));
    }

    /** Makes each value by itself, the filter first, as the sync makes them. Its names are none that a column has. */
    static String function(PlannedTable table) {
        ShippedTable shipped = table.shipped();
        StringBuilder steps = new StringBuilder(step(shipped, FILTER, List.of()));
        for (Column column : shipped.columns()) {
            if (shipped.selection().transform().containsKey(column.name())) {
                steps.append(step(shipped, column.name().toString(), List.of(column)));
            }
        }
        String body = """

                #variable_conflict use_column
                declare
                    rowferry_one <table>%rowtype;
                begin
                    for rowferry_one in select * from <table> loop
                        begin
                            <steps>
                        exception when data_exception or cardinality_violation or raise_exception then
                            rowferry_row := <row>;
                            rowferry_words := sqlerrm;
                            return;
                        end;
                    end loop;
                end
                """.replace("<table>", shipped.name().toString())
                .replace("<row>", row(table))
                .replace("<steps>", steps);
        // As a constant it needs no quote that no expression holds.
        return "create function pg_temp.rowferry_bad_row("
                + "out rowferry_place text, out rowferry_row text, out rowferry_words text) language plpgsql as "
                + new Literal(body);
    }

    private static String step(ShippedTable shipped, String place, List<Column> columns) {
        ShippedTable part = new ShippedTable(
                shipped.source(), shipped.selection(), columns, shipped.definitions(), shipped.functions(), true);
        return "rowferry_place := " + new Literal(place) + "; perform q.* from ("
                + part.select("select (rowferry_one).*") + ") as q;\n";
    }

    private static String row(PlannedTable table) {
        List<Identifier> key = table.source().key().key().columns();
        return key.isEmpty()
                ? "left(rowferry_one::text, " + MOST_SHOWN + ")"
                : key.stream()
                        .map(column -> new Literal(remote(table, column) + " = ") + " || quote_nullable((rowferry_one."
                                + column + ")::text)")
                        .collect(Collectors.joining(" || ' and ' || "));
    }

    private static Identifier remote(PlannedTable table, Identifier column) {
        String name = table.table().columnNames().get(column);
        return name == null ? column : new Identifier(name);
    }

    private Failure named(PlannedTable table, Found found) {
        boolean filter = found.place().equals(FILTER);
        String what = filter ? "the filter" : "the expression for column " + found.place();
        Failure failure = new Failure(
                        Family.CONFIGURATION,
                        what + " of " + table.name() + " fails for the row where " + found.row() + ": " + found.words())
                .hint(
                        "Write the expression so that it accepts that row: '" + (filter ? FILTER : "transform")
                                + "' of " + table.name() + " under links." + link.name() + " in ",
                        Mention.IMPORTER_FILE,
                        ".");
        return table.hasKey()
                ? failure.hint("See the row on the source: select * from "
                        + table.table().remote() + " where " + found.row() + ";")
                : failure;
    }

    /** A value without an expression can only fail to fit the type of the foreign table's column. */
    private Failure unplaced(Failure failure) {
        return new Failure(failure.family(), String.valueOf(failure.getMessage()))
                .because(failure)
                .hint(
                        "Have the foreign tables of " + link.schema() + " take the source's types, as their owner: ",
                        Invocation.ofTargetOwner("generate fdw target", "--link " + link.name() + " --reimport"));
    }
}
