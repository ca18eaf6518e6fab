package org.rowferry.apply;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.apply.FeedEntry.OnNewColumn;
import org.rowferry.apply.FeedEntry.TriggerFiring;
import org.rowferry.capture.Sources;
import org.rowferry.catalog.KeyIndex;
import org.rowferry.catalog.Reference;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.RelationKind;
import org.rowferry.report.Invocation;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/** Tables of both sides as values. A column is written {@code name type}, with a {@code !} where it takes no null. */
final class Shapes {
    static final TableName SOURCE = TableName.of("shop", "orders");
    static final TableName TARGET = TableName.of("crm", "Orders");
    static final Identifier ID = new Identifier("id");
    private static final TableDelivery.InFull EXPORT = new TableDelivery.InFull(
            Invocation.ofExporter("export", "--target reporting --full " + SOURCE.argument()), false);

    private Shapes() {}

    static List<Column> columns(String... columns) {
        return Arrays.stream(columns).map(Shapes::column).toList();
    }

    private static Column column(String text) {
        boolean notNull = text.endsWith("!");
        String[] parts = (notNull ? text.substring(0, text.length() - 1) : text).split(" ", 2);
        return Column.of(parts[0], parts[1], notNull);
    }

    /** Returns all rows of a table with the key {@code id}. */
    static TableDelivery full(String... columns) {
        return new TableDelivery(
                new Table(SOURCE, columns(columns), new Key(List.of(ID))),
                Optional.empty(),
                false,
                List.of(),
                EXPORT,
                Optional.empty());
    }

    static TableDelivery changes(String... columns) {
        TableDelivery full = full(columns);
        return new TableDelivery(full.table(), Optional.of(at(3)), false, List.of(), full.inFull(), Optional.empty());
    }

    static TableDelivery overLink(TableDelivery of) {
        Invocation sync = Invocation.ofImporter("sync", "--link north --full " + SOURCE.argument());
        return new TableDelivery(
                of.table(),
                of.from(),
                of.allKeys(),
                of.withheld(),
                new TableDelivery.InFull(sync, true),
                of.announced());
    }

    static TableDelivery withAllKeys(TableDelivery of) {
        return new TableDelivery(of.table(), of.from(), true, of.withheld(), of.inFull(), of.announced());
    }

    /** Returns a delivery that tells how many keys come, and as many rows. */
    static TableDelivery announcing(TableDelivery of, long keys) {
        return new TableDelivery(
                of.table(),
                of.from(),
                of.allKeys(),
                of.withheld(),
                of.inFull(),
                Optional.of(new TableDelivery.Announced(keys, 0, keys)));
    }

    static TableDelivery withholding(TableDelivery of, String... columns) {
        return new TableDelivery(
                of.table(), of.from(), of.allKeys(), identifiers(columns), of.inFull(), of.announced());
    }

    static TableDelivery withoutKey(TableDelivery of) {
        Table table = new Table(of.table().name(), of.table().columns(), Key.NONE);
        return new TableDelivery(table, of.from(), of.allKeys(), of.withheld(), of.inFull(), of.announced());
    }

    static Point at(long number) {
        return new Point(new Position(number), Snapshot.parse(number + "0:" + number + "0:"));
    }

    /** Returns a table of the target with the primary key {@code id}. */
    static Relation relation(String... columns) {
        return relation(List.of(index(true, "id")), columns);
    }

    static Relation relation(List<KeyIndex> keys, String... columns) {
        return new Relation(
                42, TARGET, RelationKind.TABLE, columns(columns), columns(columns), Set.of(), keys, Sources.PLAIN, 1);
    }

    static KeyIndex index(boolean primary, String... columns) {
        List<Identifier> names = identifiers(columns);
        return new KeyIndex(
                new Key(names),
                names.stream().map(name -> "operator(pg_catalog.=)").toList(),
                names.stream().map(name -> Optional.<String>empty()).toList(),
                primary);
    }

    static List<Identifier> identifiers(String... names) {
        return Arrays.stream(names).map(Identifier::new).toList();
    }

    static FeedEntry entry() {
        return new FeedEntry(SOURCE, TARGET, Map.of(), Map.of(), Apply.AUTO, OnNewColumn.STOP, Optional.empty());
    }

    /** Returns the entry with {@code from, to, from, to, …} renamed. */
    static FeedEntry renaming(FeedEntry of, String... names) {
        Map<Identifier, Identifier> rename = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i += 2) {
            rename.put(new Identifier(names[i]), new Identifier(names[i + 1]));
        }
        return entry(of, rename, of.set(), of.apply(), of.onNewColumn(), of.triggers(), of.keep());
    }

    static FeedEntry setting(FeedEntry of, String column, String constant) {
        Map<Identifier, String> set = new LinkedHashMap<>(of.set());
        set.put(new Identifier(column), constant);
        return entry(of, of.rename(), set, of.apply(), of.onNewColumn(), of.triggers(), of.keep());
    }

    static FeedEntry applying(FeedEntry of, Apply apply) {
        return entry(of, of.rename(), of.set(), apply, of.onNewColumn(), of.triggers(), of.keep());
    }

    static FeedEntry onNewColumn(FeedEntry of, OnNewColumn onNewColumn) {
        return entry(of, of.rename(), of.set(), of.apply(), onNewColumn, of.triggers(), of.keep());
    }

    static FeedEntry triggers(FeedEntry of, TriggerFiring triggers) {
        return entry(of, of.rename(), of.set(), of.apply(), of.onNewColumn(), Optional.of(triggers), of.keep());
    }

    static FeedEntry keeping(FeedEntry of, String... columns) {
        return entry(
                of,
                of.rename(),
                of.set(),
                of.apply(),
                of.onNewColumn(),
                of.triggers(),
                Set.copyOf(identifiers(columns)));
    }

    private static FeedEntry entry(
            FeedEntry of,
            Map<Identifier, Identifier> rename,
            Map<Identifier, String> set,
            Apply apply,
            OnNewColumn onNewColumn,
            Optional<TriggerFiring> triggers,
            Set<Identifier> keep) {
        return new FeedEntry(of.table(), of.into(), rename, set, apply, onNewColumn, triggers, keep, of.asOwner());
    }

    /** Returns where the table stands after an entry's rows were written into these columns. */
    static Standing standing(FeedEntry entry, List<String> ignored, String... written) {
        return new Standing(
                new StreamName("reporting"),
                new UUID(0, 1),
                at(3),
                entry.mapping(),
                Set.copyOf(identifiers(ignored.toArray(String[]::new))),
                Set.copyOf(identifiers(written)),
                Optional.of(new Imprint(42, Set.of("42:1"), new WrittenColumns(List.of()), 7, Optional.of(5L))));
    }

    /** Returns a foreign key of {@code crm.lines (parent)} that leads to the column {@code id} of the target's table. */
    static Reference reference(Reference.Action onDelete, Reference.Action onUpdate) {
        return new Reference(
                7,
                new Identifier("lines_parent_fkey"),
                "FOREIGN KEY (parent) REFERENCES crm.\"Orders\"(id)",
                new Reference.Side(42, TARGET, "crm.\"Orders\"", identifiers("id"), Set.of(42L), true),
                new Reference.Side(
                        43, TableName.of("crm", "lines"), "crm.lines", identifiers("parent"), Set.of(43L), true),
                List.of("operator(pg_catalog.=)"),
                onDelete,
                onUpdate);
    }

    /** Returns a table that takes all that arrives, found by its primary key. */
    static TargetTable table(TableDelivery delivery, FeedEntry entry, Relation relation, Reference... references) {
        List<TargetTable.Mapped> mapped = delivery.table().columns().stream()
                .map(column -> new TargetTable.Mapped(
                        column,
                        Optional.of(entry.named(column.name()))
                                .filter(name -> relation.column(name).isPresent())))
                .toList();
        return new TargetTable(
                delivery,
                entry,
                relation,
                mapped,
                delivery.isWithoutKey() ? KeyIndex.NONE : relation.keys().get(0),
                List.of(references),
                Set.of(),
                false,
                Optional.empty(),
                List.of());
    }

    static TargetTable withIdentities(TargetTable of, String... columns) {
        return new TargetTable(
                of.delivery(),
                of.entry(),
                of.relation(),
                of.mapped(),
                of.key(),
                of.references(),
                Set.copyOf(identifiers(columns)),
                of.triggered(),
                of.held(),
                of.emptied());
    }

    static TargetTable triggered(TargetTable of) {
        return new TargetTable(
                of.delivery(),
                of.entry(),
                of.relation(),
                of.mapped(),
                of.key(),
                of.references(),
                of.identities(),
                true,
                of.held(),
                of.emptied());
    }

    static TargetTable withOid(TargetTable of, long oid) {
        Relation relation = of.relation();
        return new TargetTable(
                of.delivery(),
                of.entry(),
                new Relation(
                        oid,
                        relation.name(),
                        relation.kind(),
                        relation.columns(),
                        relation.stored(),
                        relation.computed(),
                        relation.keys(),
                        relation.traits(),
                        relation.fileNode()),
                of.mapped(),
                of.key(),
                of.references(),
                of.identities(),
                of.triggered(),
                of.held(),
                of.emptied());
    }

    static TargetTable holding(TargetTable of, long rows) {
        return new TargetTable(
                of.delivery(),
                of.entry(),
                of.relation(),
                of.mapped(),
                of.key(),
                of.references(),
                of.identities(),
                of.triggered(),
                Optional.of(rows),
                of.emptied());
    }

    static TargetTable emptying(TargetTable of, String... columns) {
        return new TargetTable(
                of.delivery(),
                of.entry(),
                of.relation(),
                of.mapped(),
                of.key(),
                of.references(),
                of.identities(),
                of.triggered(),
                of.held(),
                columns(columns));
    }
}
