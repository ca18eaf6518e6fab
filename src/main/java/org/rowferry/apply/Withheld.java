package org.rowferry.apply;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rowferry.apply.TargetTable.Mapped;
import org.rowferry.catalog.Relation;
import org.rowferry.config.DidYouMean;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;

/**
 * The columns of a target's table that the source withholds by now. A column of the target's own may have the name of one
 * that never came, so that where it is not known which were written, the operator decides about the values in them.
 *
 * @param emptied those that hold values of the source
 * @param doubtful those that may hold values of the source
 */
record Withheld(List<Column> emptied, List<Column> doubtful) {
    Withheld {
        emptied = List.copyOf(emptied);
        doubtful = List.copyOf(doubtful);
    }

    /** Returns the columns of a table with the rows that arrive, and with where it stands. */
    static Withheld of(
            TableDelivery delivery,
            FeedEntry entry,
            Relation relation,
            List<Mapped> mapped,
            Optional<Standing> standing) {
        requireColumns(entry, relation);
        Set<Identifier> taken = new HashSet<>(entry.set().keySet());
        taken.addAll(entry.keep());
        mapped.forEach(column -> column.target().ifPresent(taken::add));
        Set<Identifier> withheld =
                delivery.withheld().stream().map(entry::named).collect(Collectors.toSet());
        List<Column> free = relation.columns().stream()
                .filter(column -> !withheld.isEmpty() && !taken.contains(column.name()))
                .toList();
        List<Column> named =
                free.stream().filter(column -> withheld.contains(column.name())).toList();
        return standing.filter(before -> !before.written().isEmpty())
                .map(before -> written(before, entry, relation, free, named))
                .orElseGet(() -> new Withheld(List.of(), named));
    }

    private static Withheld written(
            Standing before, FeedEntry entry, Relation relation, List<Column> free, List<Column> named) {
        // Where columns were renamed since, nobody can tell which of those that were written is the one.
        List<Column> columns = (before.mapping().equals(entry.mapping()) ? named : free)
                .stream()
                        .filter(column -> before.written().contains(column.name()))
                        .toList();
        return before.imprint()
                        .filter(imprint -> imprint.oid() != relation.oid())
                        .isPresent()
                ? new Withheld(List.of(), columns)
                : new Withheld(columns, List.of());
    }

    /** Returns the same with columns known to take no null also where a domain forbids it. */
    Withheld takingNoNull(Set<Identifier> names) {
        return new Withheld(strict(emptied, names), strict(doubtful, names));
    }

    private static List<Column> strict(List<Column> columns, Set<Identifier> names) {
        return columns.stream()
                .map(column -> new Column(column.name(), column.type(), names.contains(column.name())))
                .toList();
    }

    /**
     * Refuses doubtful columns that hold values in rows which stay.
     *
     * @param access reads the table
     */
    void refuseValues(TargetTable table, TableSession access) {
        List<Column> holding = question(table).stream()
                .flatMap(sql -> access.rows(sql, "place integer", row -> (int) row.number("place")).stream())
                .map(doubtful::get)
                .toList();
        if (!holding.isEmpty()) {
            throw mayHoldValues(table, holding);
        }
    }

    /**
     * Returns the query for the places of the doubtful columns that hold values in rows of the feed; empty where no such
     * row stays. A value of a composite type may be neither NULL nor NOT NULL for SQL, so values are counted.
     */
    Optional<String> question(TargetTable table) {
        boolean writtenAnew = table.isFull() && table.isWithoutKey();
        if (writtenAnew || doubtful.isEmpty()) {
            return Optional.empty();
        }
        String places = IntStream.range(0, doubtful.size())
                .mapToObj(place -> "(" + place + ", exists (select from " + table.name() + " as t where num_nonnulls(t."
                        + doubtful.get(place).name() + ") > 0" + table.ofTheFeed("t") + "))")
                .collect(Collectors.joining(", "));
        return Optional.of("select place from (values " + places + ") as v (place, holds) where holds order by place");
    }

    /** A name that is misspelt would have the column emptied. */
    private static void requireColumns(FeedEntry entry, Relation relation) {
        List<String> there =
                relation.columns().stream().map(column -> column.name().name()).toList();
        for (Identifier column : entry.keep()) {
            if (relation.column(column).isEmpty()) {
                throw new Failure(
                                Family.CONFIGURATION,
                                "the entry keeps the column " + column + ", which " + relation.name() + " does not have"
                                        + DidYouMean.suffix(column.name(), there))
                        .hint("Mend keep: at the entry of " + entry.table() + " in ", Mention.IMPORTER_FILE, ".");
            }
        }
    }

    private static Failure mayHoldValues(TargetTable table, List<Column> columns) {
        Failure failure = new Failure(
                        Family.TARGET,
                        table.name()
                                + " has columns that the source withholds, and may hold what came in them before: "
                                + list(columns, Column::name))
                .hint("If they came from the source, run on the target: alter table " + table.name() + " "
                        + list(columns, column -> "drop column " + column.name()) + ";")
                .hint(
                        "To leave them as they are, say keep: ["
                                + list(columns, column -> column.name().inYaml())
                                + "] at the table's entry in ",
                        Mention.IMPORTER_FILE,
                        ".");
        // A column that is NOT NULL holds values for ever.
        List<Column> nullable =
                columns.stream().filter(column -> !column.notNull()).toList();
        return nullable.isEmpty()
                ? failure
                : failure.hint(
                        "To empty " + list(nullable, Column::name) + ", run on the target: update " + table.name()
                                + " as t set " + list(nullable, column -> column.name() + " = null")
                                + table.ofTheFeed("t").replaceFirst("^ and ", " where ") + ";");
    }

    private static String list(List<Column> columns, Function<Column, Object> form) {
        return columns.stream().map(form).map(Object::toString).collect(Collectors.joining(", "));
    }
}
