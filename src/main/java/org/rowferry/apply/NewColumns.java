package org.rowferry.apply;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rowferry.apply.TargetTable.Mapped;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Relation;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;

/** Columns that a bundle brings and the target lacks, or has lacked until now. Only a full fills them for every row. */
final class NewColumns {
    private final Session session;
    private final Catalog catalog;

    NewColumns(Session session, Catalog catalog) {
        this.session = session;
        this.catalog = catalog;
    }

    /**
     * Refuses columns that cannot be added to the target's table.
     *
     * @param missing by the target's names
     * @param standing where the table stands, if anywhere
     * @return whether there was anything to add
     */
    boolean require(
            TableDelivery delivery,
            Relation relation,
            List<Column> missing,
            Optional<Standing> standing,
            TableSession access) {
        if (missing.isEmpty()) {
            return false;
        }
        if (!delivery.isFull() && standing.isPresent()) {
            throw withoutValues(delivery, missing.get(0).name(), "is new here");
        }
        catalog.ownerToAsk(relation.oid())
                .filter(owner -> !access.hasRightsOf(owner))
                .ifPresent(owner -> {
                    throw new Failure(
                                    Family.TARGET,
                                    names(missing) + " cannot be added to " + relation.name() + " by "
                                            + catalog.currentRole() + ": the table's owner is " + owner)
                            .hint("Run as the owner: " + statement(relation, missing) + ";")
                            .hint("Or, to have the import do it, run as an administrator: alter table "
                                    + relation.name() + " owner to " + catalog.currentRole() + ";")
                            .hint("Or, which gives it all that " + owner + " owns: grant " + owner + " to "
                                    + catalog.currentRole() + ";");
                });
        missing.forEach(column -> requireType(relation, column));
        return true;
    }

    /** Adds columns that may be added, which locks readers out until the bundle is applied. */
    void add(Relation relation, List<Column> missing, TableSession access) {
        access.update(statement(relation, missing));
    }

    /** The bundle room has seen to it that the text is a type's and nothing else. */
    private void requireType(Relation relation, Column column) {
        boolean known =
                session.one("select to_regtype(?) is not null as known", row -> row.flag("known"), column.type());
        if (!known) {
            throw new Failure(
                            Family.TARGET,
                            "the column " + column.name() + " cannot be added to " + relation.name()
                                    + ": the target has no type " + column.type())
                    .hint("Make the type there first, as the source has it: psql -c "
                            + Shell.word("\\dT+ " + column.type()));
        }
    }

    private static String statement(Relation relation, List<Column> missing) {
        return "alter table " + relation.name() + " "
                + missing.stream()
                        .map(column -> "add column " + column.name() + " " + column.type())
                        .collect(Collectors.joining(", "));
    }

    /** A column that was left out so far stands empty in every row that the changes do not bring. */
    void refuseOldRowsWithout(TableDelivery delivery, List<Mapped> mapped, Optional<Standing> standing) {
        if (delivery.isFull() || standing.isEmpty()) {
            return;
        }
        for (Mapped column : mapped) {
            Identifier name = column.source().name();
            if (column.target().isPresent() && standing.get().ignored().contains(name)) {
                throw withoutValues(delivery, name, "was left out here so far");
            }
        }
    }

    private static Failure withoutValues(TableDelivery delivery, Identifier column, String why) {
        return new Failure(
                        Family.GAP,
                        "the source brings the changes of " + delivery.name() + " alone, but its column " + column + " "
                                + why + ", so that the rows before have no values in it")
                .hint("Have all rows of the table shipped: ", delivery.inFull().command());
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(column -> column.name().toString()).collect(Collectors.joining(", "));
    }
}
