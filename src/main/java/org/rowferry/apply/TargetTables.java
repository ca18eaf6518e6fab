package org.rowferry.apply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.apply.FeedEntry.OnNewColumn;
import org.rowferry.apply.FeedEntry.TriggerFiring;
import org.rowferry.apply.TargetTable.Mapped;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.ForeignKey;
import org.rowferry.catalog.KeyIndex;
import org.rowferry.catalog.NamedTypes;
import org.rowferry.catalog.Reference;
import org.rowferry.catalog.References;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.RelationHead;
import org.rowferry.catalog.Trigger;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.TableName;

/** Finds the target's tables for a delivery and refuses those that cannot hold what it brings. */
final class TargetTables {
    private static final String REWRITES = " on the target, which may change or swallow rows before they are written";

    private final Session session;
    private final TableSessions sessions;
    private final Catalog catalog;
    private final References references;
    private final NewColumns newColumns;
    private final FixedColumns constants;
    private final FanIn fanIn;
    private final Feed feed;
    private final Map<TableName, Standing> standings;
    private final List<NamedType> types;
    private final Optional<List<NamedType>> ownTypes;
    private boolean altered;

    /**
     * Looks for the tables of a feed.
     *
     * @param standings where they stand, by the source's names
     * @param types those of the source that what comes says more of than the name
     */
    TargetTables(
            Session session,
            TableSessions sessions,
            FanIn fanIn,
            Feed feed,
            Map<TableName, Standing> standings,
            List<NamedType> types) {
        this.session = session;
        this.sessions = sessions;
        this.catalog = new Catalog(session);
        this.references = new References(session);
        this.newColumns = new NewColumns(session, catalog);
        this.constants = new FixedColumns(session, sessions);
        this.fanIn = fanIn;
        this.feed = feed;
        this.standings = Map.copyOf(standings);
        this.types = List.copyOf(types);
        this.ownTypes = Optional.empty();
    }

    private TargetTables(TargetTables unknowing, Catalog catalog, List<Relation> relations) {
        this.session = unknowing.session;
        this.sessions = unknowing.sessions;
        this.catalog = catalog;
        this.references = unknowing.references.knowing(
                relations.stream().map(Relation::oid).toList());
        this.newColumns = new NewColumns(session, catalog);
        this.constants = unknowing.constants;
        this.fanIn = unknowing.fanIn;
        this.feed = unknowing.feed;
        this.standings = unknowing.standings;
        this.types = unknowing.types;
        this.ownTypes = Optional.of(named(session, relations));
    }

    /** Reads at once the facts of all tables that something arrives for. */
    private TargetTables knowing(List<TableDelivery> deliveries) {
        List<TableName> names =
                deliveries.stream().map(delivery -> entry(delivery).into()).toList();
        Catalog knowing = catalog.knowing(names);
        return new TargetTables(
                this,
                knowing,
                names.stream().flatMap(name -> knowing.find(name).stream()).toList());
    }

    private static List<NamedType> named(Session session, List<Relation> relations) {
        return new NamedTypes(session)
                .of(relations.stream()
                        .flatMap(relation -> relation.columns().stream())
                        .map(Column::type)
                        .toList());
    }

    /** Returns the tables in the delivery's order; called with the tables locked, so that the answer holds. */
    List<TargetTable> find(List<TableDelivery> deliveries) {
        TargetTables finder = knowing(deliveries);
        List<TargetTable> tables = new ArrayList<>();
        for (TableDelivery delivery : deliveries) {
            tables.add(finder.find(delivery, true));
            if (finder.altered) {
                // A column that was added to a parent is in its children too, which may be among these.
                finder = this;
            }
        }
        return tables;
    }

    /** Asks all that {@link #find} asks, and changes nothing: a column that would be added is left out. */
    List<TargetTable> foresee(List<TableDelivery> deliveries) {
        requireAll(deliveries);
        TargetTables knowing = knowing(deliveries);
        List<TargetTable> tables = deliveries.stream()
                .map(delivery -> knowing.find(delivery, false))
                .toList();
        new Rights(session).require(tables);
        TargetTriggers.requireOwners(catalog, sessions, tables);
        return tables;
    }

    /** Returns the foreign keys that lead from these tables or to them, each once. */
    Set<ForeignKey> foreignKeys(List<TargetTable> tables) {
        return catalog.foreignKeys(
                tables.stream().map(table -> table.relation().oid()).toList());
    }

    /** Refuses tables that are missing, all of them at once, before a lock on any is asked for. */
    List<RelationHead> requireAll(List<TableDelivery> deliveries) {
        Catalog knowing = catalog.knowingHeads(
                deliveries.stream().map(delivery -> entry(delivery).into()).toList());
        new Presence(session, knowing)
                .refuseMissing(deliveries.stream().map(this::entry).toList());
        return deliveries.stream().map(delivery -> require(knowing, delivery)).toList();
    }

    private RelationHead require(Catalog catalog, TableDelivery delivery) {
        FeedEntry entry = entry(delivery);
        RelationHead table = new Presence(session, catalog).require(entry);
        refuseRewriters(catalog, table, entry);
        return table;
    }

    /** Whoever delivers has refused a table that the feed does not name. */
    private FeedEntry entry(TableDelivery delivery) {
        return feed.entry(delivery.name()).orElseThrow();
    }

    /** The written rows would differ from the sent ones, and nobody would know. */
    static void refuseRewriters(Catalog catalog, RelationHead relation, FeedEntry entry) {
        TableName name = relation.name();
        List<Identifier> rules = catalog.rules(relation.oid());
        if (!rules.isEmpty()) {
            throw new Failure(Family.TARGET, name + " has the " + named("rule", rules) + REWRITES)
                    .hint("Run on the target: alter table " + name + " " + each("disable rule ", rules) + ";");
        }
        if (entry.triggers().isPresent()) {
            return;
        }
        Map<TableName, List<Identifier>> triggers = new LinkedHashMap<>();
        catalog.triggers(relation.oid()).stream()
                .filter(trigger -> trigger.beforeRow() && trigger.fires())
                .forEach(trigger -> triggers.computeIfAbsent(trigger.table(), on -> new ArrayList<>())
                        .add(trigger.name()));
        if (!triggers.isEmpty()) {
            throw rewriting(triggers);
        }
    }

    private static Failure rewriting(Map<TableName, List<Identifier>> triggers) {
        String on = triggers.entrySet().stream()
                .map(table -> table.getKey() + " has the " + named("trigger", table.getValue()))
                .collect(Collectors.joining(", "));
        String statements = triggers.entrySet().stream()
                .map(table -> "alter table " + table.getKey() + " " + each("disable trigger ", table.getValue()) + ";")
                .collect(Collectors.joining(" "));
        return new Failure(Family.TARGET, on + REWRITES)
                .hint(
                        "Say triggers: disable at the table's entry to have it disabled while rows are written, or"
                                + " triggers: fire if what it does to them is what you want, in ",
                        Mention.IMPORTER_FILE,
                        ".")
                .hint("To remove it, run on the target: " + statements);
    }

    private static String named(String what, List<Identifier> names) {
        return what
                + (names.size() == 1 ? " " : "s ")
                + names.stream().map(Identifier::toString).collect(Collectors.joining(", "));
    }

    private static String each(String what, List<Identifier> names) {
        return names.stream().map(name -> what + name).collect(Collectors.joining(", "));
    }

    private TargetTable find(TableDelivery delivery, boolean adding) {
        FeedEntry entry = entry(delivery);
        require(catalog, delivery);
        Relation relation = catalog.find(entry.into()).orElseThrow();
        Optional<Standing> standing = standing(entry);
        TableSession access = sessions.of(relation.oid(), entry.asOwner());
        List<NamedType> own = ownTypes.isPresent() ? ownTypes.get() : named(session, List.of(relation));
        ColumnFit fit = fit(delivery, entry, relation, own);
        if (entry.onNewColumn() == OnNewColumn.ADD
                && newColumns.require(delivery, relation, fit.missing(), standing, access)) {
            if (adding) {
                newColumns.add(relation, fit.missing(), access);
                altered = true;
                relation = catalog.find(relation.oid()).orElseThrow();
                own = named(session, List.of(relation));
            } else {
                entry = entry.ignoringNewColumns();
            }
            fit = fit(delivery, entry, relation, own);
        }
        constants.requireColumns(entry, relation, fit);
        List<Mapped> mapped = fit.mapped(standing, mender(fit));
        KeyIndex key = key(delivery, entry, relation);
        constants.requireValues(entry, relation, key);
        newColumns.refuseOldRowsWithout(delivery, mapped, standing);
        Withheld withheld = Withheld.of(delivery, entry, relation, mapped, standing)
                .takingNoNull(catalog.takingNoNull(relation.oid()));
        TargetTable table = table(delivery, entry, relation, mapped, key, withheld.emptied());
        withheld.refuseValues(table, access);
        return table;
    }

    private ColumnFit fit(TableDelivery delivery, FeedEntry entry, Relation relation, List<NamedType> own) {
        return new ColumnFit(
                delivery,
                entry,
                relation,
                ColumnFit.TargetFacts.read(catalog, relation.oid()),
                new TypeComparison(types, own));
    }

    private TypeMender mender(ColumnFit fit) {
        return fit.typesToMake().isEmpty()
                ? TypeMender.NONE
                : new TypeMender(catalog.usersOf(fit.typesToMake()), catalog.currentRole());
    }

    private TargetTable table(
            TableDelivery delivery,
            FeedEntry entry,
            Relation relation,
            List<Mapped> mapped,
            KeyIndex key,
            List<Column> emptied) {
        List<Reference> referring = references.to(relation.oid());
        boolean triggered =
                entry.triggers().filter(TriggerFiring.DISABLE::equals).isEmpty()
                        && catalog.triggers(relation.oid()).stream().anyMatch(Trigger::isEnabled);
        TargetTable table = new TargetTable(
                delivery,
                entry,
                relation,
                mapped,
                key,
                referring,
                catalog.identities(relation.oid()),
                triggered,
                held(entry),
                emptied);
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

    private Optional<Standing> standing(FeedEntry entry) {
        return Optional.ofNullable(standings.get(entry.table()));
    }

    private Optional<Long> held(FeedEntry entry) {
        return standing(entry)
                .flatMap(Standing::imprint)
                .filter(imprint -> imprint.writer().isPresent())
                .map(Imprint::rows);
    }

    private KeyIndex key(TableDelivery delivery, FeedEntry entry, Relation relation) {
        return new TargetKey(delivery, entry, relation)
                .among(
                        fanIn.others(feed.name(), entry.into()),
                        (index, column, one, other) -> constants.differ(relation, index, column, one, other));
    }
}
