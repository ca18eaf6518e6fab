package org.rowferry.apply;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rowferry.apply.FeedEntry.TriggerFiring;
import org.rowferry.apply.SourceForm.Form;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.NamedTypes;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.Trigger;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.proof.Buckets;
import org.rowferry.proof.DigestColumn;
import org.rowferry.proof.DigestQuery;
import org.rowferry.proof.ServerText;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.Table;

/**
 * The rows of a feed in one table of the target, written as their source prints them, to be compared with those there. It
 * sees what an import writes: not the rows of other feeds, nor the columns of the target's own.
 */
public final class TargetRows {
    private final TableSession access;
    private final ServerText server;
    private final Table shipped;
    private final String from;
    private final Map<Identifier, DigestColumn> columns;
    private final List<Obstacle> obstacles;

    private TargetRows(
            TableSession access,
            ServerText server,
            Table shipped,
            String from,
            Map<Identifier, DigestColumn> columns,
            List<Obstacle> obstacles) {
        this.access = access;
        this.server = server;
        this.shipped = shipped;
        this.from = from;
        this.columns = columns;
        this.obstacles = List.copyOf(obstacles);
    }

    /**
     * A reason why a table or one of its columns cannot be compared.
     *
     * @param column by the source's name; empty where it holds for all
     * @param why words that follow 'not compared, because '
     */
    public record Obstacle(Optional<Identifier> column, String why) {}

    /**
     * Looks at a table of the target, in the transaction that is open.
     *
     * @param shipped the columns and the key that the source ships, by its names
     * @param types those that somebody made on the source and the columns are made of; one that is not among them is known by
     *     its name
     * @throws org.rowferry.report.Failure of the family TARGET if the table is missing or hides rows
     */
    public static TargetRows of(Session session, FeedEntry entry, Table shipped, Collection<NamedType> types) {
        return of(session, new TableSessions(session), entry, shipped, types);
    }

    /** Looks at it with rights that were decided on before. */
    static TargetRows of(
            Session session, TableSessions sessions, FeedEntry entry, Table shipped, Collection<NamedType> types) {
        Catalog catalog = new Catalog(session);
        Relation relation = catalog.find(
                        new Presence(session, catalog).require(entry).oid())
                .orElseThrow();
        List<NamedType> own = new NamedTypes(session)
                .of(relation.columns().stream().map(Column::type).toList());
        ServerText server = ServerText.of(session);
        SourceForm forms = new SourceForm(types, own, server);
        Map<Identifier, DigestColumn> columns = new LinkedHashMap<>();
        List<Obstacle> obstacles = new ArrayList<>();
        changing(catalog, relation, entry).ifPresent(obstacles::add);
        for (Column column : shipped.columns()) {
            Form form = form(forms, entry, relation, column);
            form.column().ifPresent(found -> columns.put(column.name(), found));
            if (form.column().isEmpty()) {
                obstacles.add(new Obstacle(Optional.of(column.name()), form.why()));
            }
        }
        return new TargetRows(
                sessions.of(relation.oid(), entry.asOwner()),
                server,
                shipped,
                relation.name() + " as t where true" + OwnRows.condition(catalog, relation.oid(), entry),
                columns,
                obstacles);
    }

    private static Form form(SourceForm forms, FeedEntry entry, Relation relation, Column column) {
        Identifier name = entry.named(column.name());
        return relation.column(name)
                .map(there -> forms.of(column, "t." + name, name, there.type()))
                .orElseGet(() -> new Form(
                        Optional.empty(),
                        "its column " + column.name() + " arrives, and the target's table does not take it"));
    }

    private static Optional<Obstacle> changing(Catalog catalog, Relation relation, FeedEntry entry) {
        if (entry.triggers().filter(TriggerFiring.DISABLE::equals).isPresent()) {
            return Optional.empty();
        }
        return catalog.triggers(relation.oid()).stream()
                .filter(trigger -> trigger.beforeRow() && trigger.fires())
                .findFirst()
                .map(TargetRows::changed);
    }

    private static Obstacle changed(Trigger trigger) {
        return new Obstacle(
                Optional.empty(),
                "the trigger " + trigger.name() + " on " + trigger.table()
                        + " may change rows before they are written");
    }

    /** Returns why the table, or columns of it, cannot be compared; none where every value can. */
    public List<Obstacle> obstacles() {
        return obstacles;
    }

    /** Returns the columns that can be compared, by the source's names and in its order. */
    public Map<Identifier, DigestColumn> columns() {
        return Map.copyOf(columns);
    }

    /** Returns the columns that can be compared, in the order in which they are shipped. */
    public List<Identifier> names() {
        return List.copyOf(columns.keySet());
    }

    /** Returns the query for their digests over {@link #from}; without a key, rows are put into buckets by all columns. */
    public DigestQuery query(int buckets) {
        return new DigestQuery(List.copyOf(columns.values()), key(), new Buckets(buckets), server);
    }

    /** Returns the key's columns in its order, where all of them can be compared; else none. */
    public List<DigestColumn> key() {
        List<Identifier> key = shipped.key().columns();
        return columns.keySet().containsAll(key)
                ? key.stream()
                        .map(name -> Objects.requireNonNull(columns.get(name)))
                        .toList()
                : List.of();
    }

    /** Returns what follows FROM: the table as {@code t} with a condition, to which more may be added by AND. */
    public String from() {
        return from;
    }

    /** Returns the condition that a row lies in one of some buckets. */
    String bucketIn(BucketNumbers buckets) {
        return query(buckets.buckets()).bucketIn(buckets);
    }

    /** Returns a failure for a table whose rows cannot be put into buckets. */
    Failure withoutKey() {
        String why = obstacles.stream().map(Obstacle::why).collect(Collectors.joining("; "));
        return new Failure(
                        Family.TARGET,
                        shipped.name() + " cannot be repaired"
                                + (why.isEmpty() ? ": it has no key" : ", because " + why))
                .hint(
                        "Have the source send it in full: ",
                        Invocation.ofExporter(
                                "export", "--full " + shipped.name().argument()));
    }

    /** Writes what a query gives into a temporary table of the session's role, and returns how many rows. */
    void write(Session session, String temporary, String columns, String query) {
        access.owner().ifPresent(owner -> session.execute("grant insert on pg_temp." + temporary + " to " + owner));
        writeOwn("pg_temp." + temporary, columns, query);
    }

    /** Writes into a table that the role may write with whose rights this one is read. */
    long writeOwn(String destination, String columns, String query) {
        return access.update("insert into " + destination + " (" + columns + ") " + query);
    }

    /**
     * Runs a query over {@link #from}, with the rights with which the table is written.
     *
     * @param types the columns that it gives, with their types, as SQL
     */
    public <T> List<T> rows(String sql, String types, Function<Row, T> mapper) {
        return access.rows(sql, types, mapper);
    }
}
