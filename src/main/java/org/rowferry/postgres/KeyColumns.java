package org.rowferry.postgres;

import java.util.List;
import org.rowferry.config.DidYouMean;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;

/** Checks the columns of a key, which the operator may have told: rows must be found by them. */
public final class KeyColumns {
    private KeyColumns() {}

    /**
     * Returns what makes two values of each column equal.
     *
     * @throws Failure of the family SOURCE if a column is not there, or of a type whose values are never equal
     */
    public static List<Equality> equalities(Catalog catalog, Relation base, Key key) {
        List<String> there =
                base.columns().stream().map(column -> column.name().name()).toList();
        for (Identifier column : key.columns()) {
            if (base.column(column).isEmpty()) {
                throw new Failure(
                                Family.SOURCE,
                                base.name() + " has no column " + column + " for its key"
                                        + DidYouMean.suffix(column.name(), there))
                        .hint("Correct 'key' in the configuration; generated columns are in no key.");
            }
        }
        List<Equality> equalities = catalog.equalities(base.oid(), key);
        List<Identifier> equal = equalities.stream().map(Equality::column).toList();
        key.columns().stream()
                .filter(column -> !equal.contains(column))
                .findFirst()
                .ifPresent(column -> {
                    throw new Failure(
                                    Family.SOURCE,
                                    "the column " + column + " of " + base.name()
                                            + " is of a type without equality, which is in no key")
                            .hint("Name other columns under 'key' in the configuration.");
                });
        return equalities;
    }
}
