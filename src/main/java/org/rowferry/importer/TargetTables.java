package org.rowferry.importer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.bundle.TableContent;
import org.rowferry.postgres.Catalog;
import org.rowferry.postgres.ForeignKey;
import org.rowferry.postgres.KeyIndex;
import org.rowferry.postgres.References;
import org.rowferry.postgres.Relation;
import org.rowferry.postgres.RelationKind;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Column;
import org.rowferry.schema.Key;
import org.rowferry.schema.TableName;

/** Finds the target's tables for a bundle and refuses those that cannot hold what it brings. */
final class TargetTables {
    private final Catalog catalog;
    private final References references;

    TargetTables(Session session) {
        this.catalog = new Catalog(session);
        this.references = new References(session);
    }

    /** Returns the tables in the bundle's order; called with the tables locked, so that the answer holds. */
    List<TargetTable> find(List<TableContent> contents) {
        return contents.stream().map(this::find).toList();
    }

    /** Returns the foreign keys that lead from these tables or to them, each once. */
    Set<ForeignKey> foreignKeys(List<TargetTable> tables) {
        return catalog.foreignKeys(
                tables.stream().map(table -> table.relation().oid()).toList());
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
        List<String> rewriters = catalog.rewriters(relation.oid());
        if (!rewriters.isEmpty()) {
            throw rewritten(name, rewriters);
        }
        return relation;
    }

    /** What arrives would not be what is written, and nobody would be told. */
    private static Failure rewritten(TableName name, List<String> rewriters) {
        String first = rewriters.get(0);
        return new Failure(
                        Family.TARGET,
                        name + " has " + String.join(", ", rewriters)
                                + " on the target, which may change or swallow rows before they are written")
                .hint("Run on the target: alter table " + name + " disable " + first.substring("the ".length())
                        + "; or make an AFTER trigger of it.");
    }

    private TargetTable find(TableContent content) {
        TableName name = content.table().name();
        Relation relation = require(name);
        refuseColumnsThatDoNotFit(content, relation);
        KeyIndex key = relation.keyOn(content.table().key())
                .orElseThrow(() -> withoutKey(relation, content.table().key()));
        return new TargetTable(
                content, relation, key, references.to(relation.oid()), catalog.identities(relation.oid()));
    }

    /** A table has one primary key at the most, so where it has another one a unique index must do. */
    private static Failure withoutKey(Relation relation, Key key) {
        TableName name = relation.name();
        String columns = list(key, "", "");
        Failure failure =
                new Failure(Family.TARGET, name + " has no unique index on " + key.columns() + " on the target");
        return relation.primaryKey().isEmpty()
                ? failure.hint("Run on the target: alter table " + name + " add primary key (" + columns + ");")
                : failure.hint("Run on the target: alter table " + name + " "
                                + list(key, "alter column ", " set not null") + "; create unique index on " + name
                                + " (" + columns + ");")
                        .hint("Drop its primary key if the source's table has it no more: \\d " + name + " names it.");
    }

    private static String list(Key key, String before, String after) {
        return key.columns().stream().map(column -> before + column + after).collect(Collectors.joining(", "));
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
