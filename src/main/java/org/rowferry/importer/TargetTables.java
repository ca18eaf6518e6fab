package org.rowferry.importer;

import static java.util.stream.Collectors.joining;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowferry.bundle.TableContent;
import org.rowferry.importer.ImporterSettings.Entry;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.importer.ImporterSettings.OnNewColumn;
import org.rowferry.importer.ImporterSettings.Triggers;
import org.rowferry.importer.TargetTable.Mapped;
import org.rowferry.postgres.Catalog;
import org.rowferry.postgres.ForeignKey;
import org.rowferry.postgres.KeyIndex;
import org.rowferry.postgres.NamedTypes;
import org.rowferry.postgres.Reference;
import org.rowferry.postgres.References;
import org.rowferry.postgres.Relation;
import org.rowferry.postgres.RelationKind;
import org.rowferry.postgres.Session;
import org.rowferry.postgres.Trigger;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.TableName;

/** Finds the target's tables for a bundle and refuses those that cannot hold what it brings. */
final class TargetTables {
    private final Session session;
    private final Catalog catalog;
    private final References references;
    private final NewColumns newColumns;
    private final Constants constants;
    private final FanIn fanIn;
    private final Inbox inbox;
    private final Map<TableName, Standing> standings;
    private final List<NamedType> types;

    /**
     * Looks for the tables of an inbox.
     *
     * @param standings where they stand, by the source's names
     * @param types those of the source that what comes says more of than the name
     */
    TargetTables(Session session, FanIn fanIn, Inbox inbox, Map<TableName, Standing> standings, List<NamedType> types) {
        this.session = session;
        this.catalog = new Catalog(session);
        this.references = new References(session);
        this.newColumns = new NewColumns(session, catalog);
        this.constants = new Constants(session);
        this.fanIn = fanIn;
        this.inbox = inbox;
        this.standings = Map.copyOf(standings);
        this.types = List.copyOf(types);
    }

    /** Returns the tables in the bundle's order; called with the tables locked, so that the answer holds. */
    List<TargetTable> find(List<TableContent> contents) {
        return contents.stream().map(content -> find(content, true)).toList();
    }

    /** Asks all that {@link #find} asks, and changes nothing: a column that would be added is left out. */
    List<TargetTable> foresee(List<TableContent> contents) {
        requireAll(contents);
        List<TargetTable> tables =
                contents.stream().map(content -> find(content, false)).toList();
        new Rights(session).require(tables);
        TargetTriggers.requireOwners(catalog, tables);
        return tables;
    }

    /** Returns the foreign keys that lead from these tables or to them, each once. */
    Set<ForeignKey> foreignKeys(List<TargetTable> tables) {
        return catalog.foreignKeys(
                tables.stream().map(table -> table.relation().oid()).toList());
    }

    /** Refuses tables that are missing, all of them at once, before a lock on any is asked for. */
    List<Relation> requireAll(List<TableContent> contents) {
        List<Entry> missing = contents.stream()
                .map(this::entry)
                .filter(entry -> catalog.find(entry.into()).isEmpty())
                .toList();
        if (missing.size() > 1) {
            Failure failure = new Failure(
                    Family.TARGET,
                    "the target has no tables "
                            + missing.stream()
                                    .map(entry -> entry.into().toString())
                                    .distinct()
                                    .collect(joining(", ")));
            throw TargetScript.hinted(failure, missing, catalog.currentRole());
        }
        return contents.stream().map(this::require).toList();
    }

    private Relation require(TableContent content) {
        Entry entry = entry(content);
        Relation relation = require(entry);
        refuseRewriters(relation, entry);
        return relation;
    }

    /** The verdict has refused a bundle with a table that the inbox does not name. */
    private Entry entry(TableContent content) {
        return inbox.entry(content.table().name()).orElseThrow();
    }

    private Relation require(Entry entry) {
        TableName name = entry.into();
        Relation relation = catalog.find(name)
                .orElseThrow(() -> made(new Failure(Family.TARGET, "the target has no table " + name), entry));
        if (relation.kind() != RelationKind.TABLE && relation.kind() != RelationKind.PARTITIONED_TABLE) {
            Failure other = new Failure(
                            Family.TARGET, name + " is " + relation.kind().words() + " on the target")
                    .hint("Rename it, then make the table.");
            throw made(other, entry);
        }
        if (relation.traits().rowSecurity()) {
            throw new Failure(Family.TARGET, "row security would hide rows of " + name + " from the role that imports")
                    .hint(
                            "Policies belong on a view of it for its readers, since Rowferry has to see all rows. Then run as the"
                                    + " owner: alter table " + name + " disable row level security;");
        }
        return relation;
    }

    private Failure made(Failure failure, Entry entry) {
        return TargetScript.hinted(failure, List.of(entry), catalog.currentRole());
    }

    /** What arrives would not be what is written, and nobody would be told. */
    private void refuseRewriters(Relation relation, Entry entry) {
        TableName name = relation.name();
        String why = " on the target, which may change or swallow rows before they are written";
        List<Identifier> rules = catalog.rules(relation.oid());
        if (!rules.isEmpty()) {
            throw new Failure(Family.TARGET, name + " has the rule " + rules.get(0) + why)
                    .hint("Run on the target: alter table " + name + " disable rule " + rules.get(0) + ";");
        }
        if (entry.triggers().isPresent()) {
            return;
        }
        Optional<Trigger> rewriter = catalog.triggers(relation.oid()).stream()
                .filter(trigger -> trigger.beforeRow() && trigger.fires())
                .findFirst();
        if (rewriter.isPresent()) {
            String trigger = rewriter.get().name().toString();
            String on = rewriter.get().table().toString();
            throw new Failure(Family.TARGET, on + " has the trigger " + trigger + why)
                    .hint(
                            "Say triggers: disable at the table's entry to have it disabled while rows are written, or"
                                    + " triggers: fire if what it does to them is what you want, in ",
                            Mention.IMPORTER_FILE,
                            ".")
                    .hint("To be rid of it, run on the target: alter table " + on + " disable trigger " + trigger
                            + ";");
        }
    }

    private TargetTable find(TableContent content, boolean adding) {
        Entry entry = entry(content);
        Relation relation = require(content);
        Optional<Standing> standing = Optional.ofNullable(standings.get(entry.table()));
        ColumnFit fit = fit(content, entry, relation);
        if (entry.onNewColumn() == OnNewColumn.ADD && newColumns.require(content, relation, fit.missing(), standing)) {
            if (adding) {
                newColumns.add(relation, fit.missing());
                relation = catalog.find(relation.oid()).orElseThrow();
            } else {
                entry = entry.ignoringNewColumns();
            }
            fit = fit(content, entry, relation);
        }
        constants.requireColumns(entry, relation, fit);
        List<Mapped> mapped = fit.mapped(standing);
        KeyIndex key = key(content, entry, relation);
        constants.requireValues(entry, relation, key);
        newColumns.refuseOldRowsWithout(content, mapped, standing);
        return table(content, entry, relation, mapped, key);
    }

    private ColumnFit fit(TableContent content, Entry entry, Relation relation) {
        List<NamedType> own = new NamedTypes(session)
                .of(relation.columns().stream().map(Column::type).toList());
        return new ColumnFit(catalog, content, entry, relation, new TypeComparison(types, own));
    }

    private TargetTable table(TableContent content, Entry entry, Relation relation, List<Mapped> mapped, KeyIndex key) {
        List<Reference> referring = references.to(relation.oid());
        boolean triggered = entry.triggers().filter(Triggers.DISABLE::equals).isEmpty()
                && catalog.triggers(relation.oid()).stream().anyMatch(Trigger::isEnabled);
        TargetTable table = new TargetTable(
                content,
                entry,
                relation,
                mapped,
                key,
                referring,
                catalog.identities(relation.oid()),
                triggered,
                held(entry),
                withheld(content, entry, relation, mapped));
        if (table.isReplacedAgainstForeignKeys()) {
            throw referredTo(table, referring.get(0));
        }
        return table;
    }

    /** Rows without a key cannot be merged, so that the foreign key has to go. */
    private static Failure referredTo(TargetTable table, Reference reference) {
        String child = reference.child().name().toString();
        String what = table.name() + " cannot be replaced: the foreign key " + reference.name() + " of " + child
                + " refers to its rows";
        return table.isWithoutKey()
                ? new Failure(Family.CONFIGURATION, what + ", and they come without a key")
                        .hint("Run on the target: alter table " + child + " drop constraint " + reference.name() + ";")
                : new Failure(Family.CONFIGURATION, what)
                        .hint(
                                "Say apply: merge at the table's entry, or leave apply: out, in ",
                                Mention.IMPORTER_FILE,
                                ".");
    }

    private Optional<Long> held(Entry entry) {
        return Optional.ofNullable(standings.get(entry.table()))
                .flatMap(Standing::imprint)
                .filter(imprint -> imprint.writer().isPresent())
                .map(Imprint::rows);
    }

    /**
     * A column of the target's own may have the name of one that never came. Where columns were renamed since, nobody can
     * tell which of those that were written is the one.
     */
    private List<Column> withheld(TableContent content, Entry entry, Relation relation, List<Mapped> mapped) {
        Optional<Standing> before = Optional.ofNullable(standings.get(entry.table()))
                .filter(standing -> standing.imprint()
                        .filter(imprint -> imprint.oid() == relation.oid())
                        .isPresent());
        if (content.withheld().isEmpty() || before.isEmpty()) {
            return List.of();
        }
        boolean renamed = !before.get().mapping().equals(entry.mapping());
        List<Identifier> withheld =
                content.withheld().stream().map(entry::named).toList();
        Set<Identifier> taken = new HashSet<>(entry.set().keySet());
        mapped.forEach(column -> column.target().ifPresent(taken::add));
        return relation.columns().stream()
                .filter(column -> before.get().written().contains(column.name()))
                .filter(column -> !taken.contains(column.name()))
                .filter(column -> renamed || withheld.contains(column.name()))
                .toList();
    }

    private KeyIndex key(TableContent content, Entry entry, Relation relation) {
        return new TargetKey(content, entry, relation).among(fanIn.others(inbox.name(), entry.into()), constants);
    }
}
