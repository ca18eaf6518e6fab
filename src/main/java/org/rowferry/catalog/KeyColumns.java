package org.rowferry.catalog;

import java.util.List;
import java.util.function.Supplier;
import org.rowferry.config.DidYouMean;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;
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
        return equalities(catalog, base, key, () -> catalog.equalities(base.oid(), key));
    }

    /** Returns the same where it is known by which operators the values are equal, or how to find out. */
    public static List<Equality> equalities(
            Catalog catalog, Relation base, Key key, Supplier<List<Equality>> ofTheKey) {
        Relation keyed = base.keyedBy(key);
        for (Identifier column : key.columns()) {
            if (keyed.column(column).isEmpty()) {
                throw catalog.generated(base.oid()).containsKey(column) ? virtual(base, column) : missing(base, column);
            }
        }
        List<Equality> equalities = ofTheKey.get();
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

    private static Failure missing(Relation base, Identifier column) {
        List<String> there =
                base.stored().stream().map(other -> other.name().name()).toList();
        return new Failure(
                        Family.SOURCE,
                        base.name() + " has no column " + column + " for its key"
                                + DidYouMean.suffix(column.name(), there))
                .hint("Correct 'key' in the configuration.");
    }

    private static Failure virtual(Relation base, Identifier column) {
        return new Failure(
                        Family.SOURCE,
                        "the column " + column + " of " + base.name()
                                + " is a virtual generated column, which no index can be on and which is in no key")
                .hint("Name other columns under 'key' in the configuration, or have it stored: see its expression with"
                        + " psql -c " + Shell.word("\\d " + base.name())
                        + ", drop the column, and add it as generated always as (…) stored.");
    }
}
