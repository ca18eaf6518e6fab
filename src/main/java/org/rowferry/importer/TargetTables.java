package org.rowferry.importer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.rowferry.bundle.TableContent;
import org.rowferry.postgres.Catalog;
import org.rowferry.postgres.ForeignKey;
import org.rowferry.postgres.KeyIndex;
import org.rowferry.postgres.Relation;
import org.rowferry.postgres.RelationKind;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Column;
import org.rowferry.schema.TableName;

/** Finds the target's tables for a bundle and refuses those that cannot hold what it brings. */
final class TargetTables {
    private final Catalog catalog;

    TargetTables(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Returns the tables in the bundle's order; called with the tables locked, so that the answer holds. */
    List<TargetTable> find(List<TableContent> contents) {
        return contents.stream().map(this::find).toList();
    }

    /** Returns the foreign keys that lead from these tables or to them, each once. */
    Set<ForeignKey> foreignKeys(List<TargetTable> tables) {
        Set<ForeignKey> keys = new LinkedHashSet<>();
        tables.forEach(table -> keys.addAll(catalog.foreignKeys(table.relation().oid())));
        return keys;
    }

    /** Refuses a table that is missing, before a lock on it is asked for. */
    Relation require(TableName name) {
        Relation relation = catalog.find(name)
                .orElseThrow(() -> new Failure(Family.TARGET, "the target has no table " + name)
                        .hint("Run: rowferry generate importer '" + name
                                + "' --source URL --config importer.yaml --apply"));
        if (relation.kind() != RelationKind.TABLE && relation.kind() != RelationKind.PARTITIONED_TABLE) {
            throw new Failure(Family.TARGET, name + " is " + relation.kind().words() + " on the target")
                    .hint("Rename it, and run: rowferry generate importer '" + name
                            + "' --source URL --config importer.yaml --apply");
        }
        if (relation.traits().rowSecurity()) {
            throw new Failure(Family.TARGET, "row security would hide rows of " + name + " from the role that imports")
                    .hint("Import as the table's owner, or: alter role … bypassrls;");
        }
        return relation;
    }

    private TargetTable find(TableContent content) {
        TableName name = content.table().name();
        Relation relation = require(name);
        refuseColumnsThatDoNotFit(content, relation);
        KeyIndex key = relation.keyOn(content.table().key())
                .orElseThrow(() -> new Failure(
                                Family.TARGET,
                                name + " has no unique index on "
                                        + content.table().key().columns() + " on the target")
                        .hint("Run: alter table " + name + " add primary key ("
                                + String.join(
                                        ", ",
                                        content.table().key().columns().stream()
                                                .map(String::valueOf)
                                                .toList())
                                + ");"));
        boolean referenced = catalog.foreignKeys(relation.oid()).stream().anyMatch(fk -> fk.parent() == relation.oid());
        return new TargetTable(content, relation, key, referenced);
    }

    private static void refuseColumnsThatDoNotFit(TableContent content, Relation relation) {
        List<String> problems = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        for (Column column : content.table().columns()) {
            String type = relation.column(column.name()).map(Column::type).orElse("");
            if (type.isEmpty()) {
                problems.add("it has no column " + column.name() + " " + column.type());
                remedies.add("add column " + column.name() + " " + column.type());
            } else if (!TypeFit.fits(column.type(), type)) {
                problems.add("its column " + column.name() + " is " + type + ", not " + column.type());
                remedies.add("alter column " + column.name() + " type " + column.type());
            }
        }
        if (!problems.isEmpty()) {
            throw new Failure(
                            Family.TARGET, relation.name() + " does not fit the bundle: " + String.join("; ", problems))
                    .hint("Run on the target: alter table " + relation.name() + " " + String.join(", ", remedies)
                            + ";");
        }
    }
}
