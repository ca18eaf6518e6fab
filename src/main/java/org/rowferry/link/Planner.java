package org.rowferry.link;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rowferry.capture.CaptureMethod.Watermark;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.Expressions;
import org.rowferry.capture.Expressions.Checked;
import org.rowferry.capture.RowKey;
import org.rowferry.capture.ShippedTables;
import org.rowferry.capture.SourceTable;
import org.rowferry.capture.SourceTables;
import org.rowferry.capture.WatchedTable;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Relation;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.TableName;

/** Finds out how a link's tables are to be read, and refuses those that cannot be, before anything is touched. */
final class Planner {
    private final Session session;
    private final Link link;
    private final ForeignTables foreignTables;
    private final SourceTables sources;

    /** @param schema Rowferry's own on the target */
    Planner(Session session, Identifier schema, Link link) {
        this.session = session;
        this.link = link;
        this.foreignTables = new ForeignTables(session, link);
        this.sources = new SourceTables(session, schema);
    }

    /** Plans the tables that rows are written to; no transaction is open, since expressions are checked in their own. */
    List<PlannedTable> plan() {
        RemoteState.requireViews(session, link);
        Optional<RemoteState> state = RemoteState.read(session, link);
        return link.tables(Mirror.TABLE).stream()
                .map(table -> plan(table, state.filter(there -> Link.readsShadowTable(table))))
                .toList();
    }

    private PlannedTable plan(LinkTable table, Optional<RemoteState> state) {
        foreignTables.require(table);
        Optional<RemoteCapture> capture = state.map(there -> there.capture(link, table));
        CaptureSettings settings = capture.isPresent() ? table.capture() : LinkKey.complete(session, table);
        SourceTable source = capture.map(found -> captured(table, found)).orElseGet(() -> watched(table, settings));
        ShippedTables.requireColumns(source, settings.selection());
        Checked checked = new Expressions(session, source).check(settings.selection());
        PlannedTable planned =
                new PlannedTable(table, new ShippedTables(session).of(source, settings.selection(), checked), capture);
        foreignTables.requireFit(table, read(planned, checked));
        refuseMoney(planned);
        return planned;
    }

    /** It is printed by the source's locale, and read by the target's. */
    static void refuseMoney(PlannedTable planned) {
        planned.source().base().columns().stream()
                .filter(column -> column.type().equals("money") && planned.isRead(column.name()))
                .findFirst()
                .ifPresent(column -> {
                    throw new Failure(
                                    Family.CONFIGURATION,
                                    "the column " + column.name() + " of " + planned.name()
                                            + " is of the type money, whose values hang on each server's locale")
                            .hint(
                                    "Read a view on the source that casts it to numeric, or name the other columns"
                                            + " under"
                                            + " 'columns' at the table's entry in ",
                                    Mention.IMPORTER_FILE,
                                    ".");
                });
    }

    private static Set<Identifier> read(PlannedTable planned, Checked checked) {
        Set<Identifier> read = new HashSet<>(checked.uses());
        planned.shipped().columns().stream().map(Column::name).forEach(read::add);
        if (planned.table().capture().method() instanceof Watermark watermark) {
            read.addAll(watermark.columns());
        }
        return read;
    }

    private SourceTable watched(LinkTable table, CaptureSettings settings) {
        WatchedTable found = (WatchedTable) sources.find(link.foreign(table), settings);
        Relation base = shipped(table, found.base(), found.key().key());
        return new WatchedTable(base, found.key(), found.partitions(), found.method(), found.definition());
    }

    /** A column that the source computes is not asked for, unless it is of the key or the entry names it. */
    private Relation shipped(LinkTable table, Relation base, Key key) {
        Set<Identifier> computed = new HashSet<>(foreignTables.computedThere(table));
        table.capture().selection().names().forEach(computed::remove);
        return base.computing(computed).keyedBy(key);
    }

    /** The foreign table and that of its shadow table, as if the capture were here. */
    private SourceTable captured(LinkTable table, RemoteCapture capture) {
        TableName shadow = link.foreignShadow(table);
        ForeignTables.require(session, link, shadow);
        foreignTables.requireFitOfShadow(table);
        Key key = new Key(capture.key().stream().map(table::local).toList());
        requireKey(table, capture, key);
        Relation base = new Catalog(session).find(link.foreign(table)).orElseThrow();
        return new CapturedTable(
                shipped(table, base, key),
                new RowKey(key, sources.key(base, Optional.of(key)).equalities(), capture.unique(), capture.unique()),
                shadow,
                foreignTables.has(shadow, ShadowName.ARRAYS),
                capture.id(),
                capture.triggers(),
                capture.altered(),
                capture.attributes(),
                List.of(),
                capture.purgedTo());
    }

    static void requireKey(LinkTable table, RemoteCapture capture, Key key) {
        Optional<Key> told = table.capture().key();
        boolean other = told.filter(asked -> !Set.copyOf(asked.columns()).equals(Set.copyOf(key.columns())))
                .isPresent();
        if (other || (told.isEmpty() && !capture.unique())) {
            throw new Failure(
                            Family.CONFIGURATION,
                            "the source captures " + table.remote() + " by the key " + key.columns()
                                    + told.map(asked -> ", and the link says " + asked.columns())
                                            .orElse(", which no unique index on NOT NULL columns vouches for"))
                    .hint(
                            "If these columns are unique, set 'key: " + Identifier.inYaml(key.columns())
                                    + "' at the table's entry under links: in ",
                            Mention.IMPORTER_FILE,
                            ".");
        }
    }
}
