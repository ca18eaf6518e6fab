package org.rowferry.apply;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.apply.TargetTable.Mapped;
import org.rowferry.catalog.Relation;
import org.rowferry.config.DidYouMean;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;

/**
 * The columns of a target's table that the source withholds by now, and that hold what came before. A column of the
 * target's own may have the name of one that never came, so that where it is not known what was written, the operator says.
 */
final class Withheld {
    private Withheld() {}

    /**
     * Returns the columns to empty.
     *
     * @throws Failure if nobody can tell whether a column is one of them
     */
    static List<Column> of(
            TableDelivery delivery,
            FeedEntry entry,
            Relation relation,
            List<Mapped> mapped,
            Optional<Standing> standing) {
        requireColumns(entry, relation);
        if (delivery.withheld().isEmpty() || standing.isEmpty()) {
            return List.of();
        }
        Standing before = standing.get();
        // Where columns were renamed since, nobody can tell which of those that were written is the one.
        boolean renamed = !before.mapping().equals(entry.mapping());
        Set<Identifier> withheld =
                delivery.withheld().stream().map(entry::named).collect(Collectors.toSet());
        Set<Identifier> taken = new HashSet<>(entry.set().keySet());
        taken.addAll(entry.keep());
        mapped.forEach(column -> column.target().ifPresent(taken::add));
        boolean unknown = before.written().isEmpty();
        boolean other = before.imprint()
                .filter(imprint -> imprint.oid() != relation.oid())
                .isPresent();
        List<Column> columns = relation.columns().stream()
                .filter(column -> unknown || before.written().contains(column.name()))
                .filter(column -> !taken.contains(column.name()))
                .filter(column -> (renamed && !unknown) || withheld.contains(column.name()))
                .toList();
        if (!columns.isEmpty() && (unknown || other)) {
            throw mayHoldValues(relation, columns);
        }
        return columns;
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

    private static Failure mayHoldValues(Relation relation, List<Column> columns) {
        List<String> names =
                columns.stream().map(column -> column.name().toString()).toList();
        return new Failure(
                        Family.TARGET,
                        relation.name()
                                + " has columns that the source withholds, and may hold what came in them before: "
                                + String.join(", ", names))
                .hint("If they came from the source, run on the target: alter table " + relation.name() + " "
                        + names.stream().map(name -> "drop column " + name).collect(Collectors.joining(", ")) + ";")
                .hint(
                        "To leave them as they are, say keep: ["
                                + names.stream()
                                        .map(name -> name.startsWith("\"") ? "'" + name.replace("'", "''") + "'" : name)
                                        .collect(Collectors.joining(", "))
                                + "] at the table's entry in ",
                        Mention.IMPORTER_FILE,
                        ".");
    }
}
