package org.rowferry.apply;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowferry.apply.FeedEntry.OnNewColumn;
import org.rowferry.apply.FeedEntry.TriggerFiring;
import org.rowferry.apply.TargetTable.Mapped;
import org.rowferry.apply.TypeComparison.Misfit;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.Trigger;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;

/** Compares the columns that a bundle brings, by the target's names, with those of the target's table. */
final class ColumnFit {
    private final TableDelivery delivery;
    private final FeedEntry entry;
    private final Relation relation;
    private final TargetFacts facts;
    private final TypeComparison types;
    private final List<Identifier> unfilled;
    private final List<String> problems = new ArrayList<>();
    private final List<String> remedies = new ArrayList<>();
    private final Set<String> typesToMake = new LinkedHashSet<>();
    private final List<Mapped> mapped;

    ColumnFit(TableDelivery delivery, FeedEntry entry, Relation relation, TargetFacts facts, TypeComparison types) {
        this.delivery = delivery;
        this.entry = entry;
        this.relation = relation;
        this.facts = facts;
        this.types = types;
        this.unfilled = unfilled();
        refuseNamesThatDoNotHold();
        this.mapped = delivery.table().columns().stream().map(this::map).toList();
    }

    /**
     * The catalog's facts of the target's table that decide who fills its columns.
     *
     * @param generated the columns that it computes, and whether each is stored
     * @param unfilled the columns that take no null and have no default
     * @param filling a trigger of its own may fill columns before a row is written
     */
    record TargetFacts(Map<Identifier, Boolean> generated, List<Identifier> unfilled, boolean filling) {
        TargetFacts {
            generated = Map.copyOf(generated);
            unfilled = List.copyOf(unfilled);
        }

        static TargetFacts read(Catalog catalog, long table) {
            return new TargetFacts(
                    catalog.generated(table),
                    catalog.unfilled(table),
                    catalog.triggers(table).stream().anyMatch(Trigger::beforeRow));
        }
    }

    private List<Identifier> unfilled() {
        boolean filled = facts.filling()
                && entry.triggers().filter(TriggerFiring.FIRE::equals).isPresent();
        return filled
                ? List.of()
                : facts.unfilled().stream()
                        .filter(column -> !brings(column) && !entry.set().containsKey(column))
                        .toList();
    }

    private List<Identifier> brought() {
        return delivery.table().columnNames().stream().map(entry::named).toList();
    }

    /** Returns whether a column of the target is one that the bundle brings. */
    boolean brings(Identifier column) {
        return brought().contains(column);
    }

    private void refuseNamesThatDoNotHold() {
        for (Identifier column : entry.rename().keySet()) {
            if (delivery.table().column(column).isEmpty()
                    && !delivery.withheld().contains(column)) {
                throw new Failure(
                                Family.CONFIGURATION,
                                "the entry renames the column " + column + " of " + entry.table()
                                        + ", which the source does not bring")
                        .hint(
                                "Its columns are " + delivery.table().columnNames() + "; mend rename: in ",
                                Mention.IMPORTER_FILE,
                                ".");
            }
        }
        Set<Identifier> seen = new HashSet<>();
        for (Identifier column : brought()) {
            if (!seen.add(column)) {
                throw new Failure(
                                Family.CONFIGURATION,
                                "two columns of " + entry.table() + " would be " + column + " in " + relation.name())
                        .hint("Give each a name of its own with rename: in ", Mention.IMPORTER_FILE, ".");
            }
        }
    }

    /** Returns the columns, by the target's names, that the bundle brings and the target lacks; none of the key. */
    List<Column> missing() {
        return delivery.table().columns().stream()
                .filter(this::isMissing)
                .filter(column -> !delivery.table().key().contains(column.name()))
                .map(column -> new Column(entry.named(column.name()), column.type(), false))
                .toList();
    }

    private boolean isMissing(Column column) {
        Identifier name = entry.named(column.name());
        return relation.column(name).isEmpty() && !facts.generated().containsKey(name);
    }

    /** Returns the target's types that would have to be made anew, each made of the next one. */
    Set<String> typesToMake() {
        return typesToMake;
    }

    /**
     * Returns what takes each of the columns that arrive.
     *
     * @param standing where the table stands, if anywhere
     * @param mender words the ways to make types anew
     * @throws Failure that names all columns that do not fit, and the ALTER TABLE that makes them
     */
    List<Mapped> mapped(Optional<Standing> standing, TypeMender mender) {
        if (!problems.isEmpty()) {
            Failure failure = new Failure(
                    Family.TARGET, relation.name() + " does not fit what arrives: " + String.join("; ", problems));
            boolean later = delivery.inFull().writes();
            throw renamed(
                    later
                            ? withOldRows("Then", mended(failure, mender), standing)
                            : mended(withOldRows("First", failure, standing), mender));
        }
        refuseColumnsThatNobodyFills();
        return mapped;
    }

    /** A type cannot be changed while a column is of it. */
    private Failure mended(Failure failure, TypeMender mender) {
        Failure mended = remedies.isEmpty()
                ? failure
                : failure.hint(
                        "Run on the target: alter table " + relation.name() + " " + String.join(", ", remedies) + ";");
        return typesToMake.isEmpty() ? mended : mender.hinted(mended, entry, typesToMake);
    }

    /** Rows that do not arrive have no values in a column that is made now, and other ones in one whose type was another. */
    private Failure withOldRows(String when, Failure failure, Optional<Standing> standing) {
        boolean lacking = !missing().isEmpty();
        return standing.filter(there -> !delivery.isFull() && (lacking || !typesToMake.isEmpty()))
                .map(there -> failure.hint(
                        when + " have all rows shipped, since those that are here "
                                + (lacking ? "have no value in it: " : "may hold other values: "),
                        delivery.inFull().command()))
                .orElse(failure);
    }

    private Mapped map(Column column) {
        Identifier name = entry.named(column.name());
        String type = relation.column(name).map(Column::type).orElse("");
        if (facts.generated().containsKey(name)) {
            problems.add("it computes its column " + name + ", which the source brings");
            remedies.add(
                    facts.generated().getOrDefault(name, false)
                            ? "alter column " + name + " drop expression"
                            : "drop column " + name + ", add column " + name + " " + column.type());
        } else if (type.isEmpty()) {
            if (entry.onNewColumn() == OnNewColumn.IGNORE
                    && !delivery.table().key().contains(column.name())) {
                return new Mapped(column, Optional.empty());
            }
            problems.add("it has no column " + name + " " + column.type());
            remedies.add("add column " + name + " " + column.type());
        } else {
            types.misfit(column.type(), type).ifPresent(misfit -> addMisfit(column, type, misfit));
        }
        return new Mapped(column, Optional.of(name));
    }

    private void addMisfit(Column column, String type, Misfit misfit) {
        Identifier name = entry.named(column.name());
        problems.add("its column " + name + " is " + type + ", "
                + (misfit.words().isEmpty() ? "not " + column.type() : "and " + misfit.words()));
        Optional<String> packaged = types.packaged(column.type());
        if (misfit.types().isEmpty() || packaged.isPresent()) {
            remedies.add("alter column " + name + " type " + packaged.orElse(column.type()));
        } else {
            typesToMake.addAll(misfit.types());
        }
    }

    /** A column that the target lacks, beside one that nothing fills, may be the same by another name. */
    private Failure renamed(Failure failure) {
        List<Column> missing = missing();
        if (missing.size() != 1 || unfilled.isEmpty()) {
            return failure;
        }
        Identifier now = missing.get(0).name();
        Identifier before = unfilled.get(0);
        return failure.hint("If the source has renamed " + before + " to " + now + ", run instead: alter table "
                        + relation.name() + " rename column " + before + " to " + now + ";")
                .hint(
                        "Or say rename: { " + sourceOf(now).inYaml() + ": " + before.inYaml() + " } in ",
                        Mention.IMPORTER_FILE,
                        ".");
    }

    private Identifier sourceOf(Identifier target) {
        return delivery.table().columnNames().stream()
                .filter(column -> entry.named(column).equals(target))
                .findFirst()
                .orElse(target);
    }

    private void refuseColumnsThatNobodyFills() {
        if (unfilled.isEmpty()) {
            return;
        }
        Identifier first = unfilled.get(0);
        throw new Failure(
                        Family.TARGET,
                        relation.name() + " has the column " + first
                                + ", which takes no null and has no default, and the source does not bring it")
                .hint("If the source has dropped it, run on the target: alter table " + relation.name()
                        + " drop column " + first + ";")
                .hint("Or keep what it holds: alter table " + relation.name() + " alter column " + first
                        + " drop not null;")
                .hint("If it is the target's own, give it a default: alter table " + relation.name() + " alter column "
                        + first + " set default …;")
                .hint("Or say set: { " + first.inYaml() + ": … } at the table's entry in ", Mention.IMPORTER_FILE, ".");
    }
}
