package org.rowferry.cli;

import java.util.List;
import java.util.Optional;
import org.rowferry.config.SchemaPattern;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * The tables that a source has.
 *
 * @param taken those whose changes can be captured
 * @param left the others
 * @param owners of those that are taken
 */
record FoundTables(List<TableName> taken, List<Left> left, List<Identifier> owners) {
    FoundTables {
        taken = List.copyOf(taken);
        left = List.copyOf(left);
        owners = List.copyOf(owners);
    }

    /** A table whose changes cannot be captured, and why. */
    record Left(TableName table, Failure failure) {}

    /** Returns a pattern for each schema that has a table to take. */
    List<SchemaPattern> patterns() {
        return taken.stream()
                .map(TableName::schema)
                .distinct()
                .map(SchemaPattern::new)
                .toList();
    }

    /** Returns the tables that the patterns must leave out. */
    List<Left> exceptions() {
        return left.stream()
                .filter(each -> taken.stream()
                        .anyMatch(table -> table.schema().equals(each.table().schema())))
                .toList();
    }

    /** Returns the owner of all tables, where they have one. */
    Optional<Identifier> owner() {
        return owners.size() == 1 ? Optional.of(owners.get(0)) : Optional.empty();
    }
}
