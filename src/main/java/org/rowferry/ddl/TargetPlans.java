package org.rowferry.ddl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.rowferry.catalog.Relation;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/** Reads the objects of a source that a target will have: tables, their types, indexes and foreign keys. */
public final class TargetPlans {
    private final Session session;
    private final SourceTableReader tables;

    /** Reads from a session on the source; {@code schema} is Rowferry's own there. */
    public TargetPlans(Session session, Identifier schema) {
        this.session = session;
        this.tables = new SourceTableReader(session, schema);
    }

    /**
     * Returns the plan of tables.
     *
     * @param told the key that the operator says a table has, where he does
     * @param indexes asks for the source's indexes, beside those that the keys make
     * @param foreignKeys asks for the source's foreign keys between these tables
     * @throws Failure of the family SOURCE if a table is missing, or cannot be shipped
     */
    public TargetPlan plan(
            List<TableName> names, Function<TableName, Optional<Key>> told, boolean indexes, boolean foreignKeys) {
        return plan(
                names.stream()
                        .distinct()
                        .map(name -> Arrival.whole(name, told.apply(name)))
                        .toList(),
                indexes,
                foreignKeys);
    }

    /** Returns the plan of tables of which a target may get a part, or what expressions make of it. */
    public TargetPlan plan(List<Arrival> arrivals, boolean indexes, boolean foreignKeys) {
        List<Arriving> arriving = arriving(arrivals);
        Long[] oids = arriving.stream().map(table -> table.base().oid()).toArray(Long[]::new);
        refuseRowTypes(arriving, oids);
        SourceTypes types = new SourceTypes(session);
        Map<Long, List<ColumnType>> columns = columns(oids);
        List<TableToCreate> planned = arriving.stream()
                .map(table -> table(table, columns.getOrDefault(table.base().oid(), List.of()), types))
                .toList();
        List<String> leftOut = new ArrayList<>();
        SourceForeignKeys keys = new SourceForeignKeys(session, foreignKeys ? arriving : List.of());
        Set<Long> wanted = keys.indexes();
        List<TargetIndex> made = indexes || !wanted.isEmpty()
                ? new SourceIndexes(session, types, leftOut).of(arriving, index -> indexes || wanted.contains(index))
                : List.of();
        List<TargetForeignKey> referring = keys.find(leftOut);
        leftOut.addAll(0, types.leftOut());
        return new TargetPlan(types.found(), planned, made, referring, leftOut);
    }

    private List<Arriving> arriving(List<Arrival> arrivals) {
        Map<TableName, Optional<Key>> told = new HashMap<>();
        arrivals.forEach(arrival -> told.put(arrival.table(), arrival.key()));
        SourceTableReader known = tables.knowing(told.keySet(), name -> told.getOrDefault(name, Optional.empty()));
        return arrivals.stream().map(arrival -> arriving(known, arrival)).toList();
    }

    private static Arriving arriving(SourceTableReader tables, Arrival arrival) {
        Relation base = tables.require(arrival.table());
        Key key = tables.key(base, arrival.key());
        Table table = arrival.columns()
                .map(columns -> new Table(base.name(), columns, key))
                .orElseGet(() -> base.as(key));
        table.columns().forEach(column -> SourceText.type(column.type()));
        return new Arriving(base, table, arrival);
    }

    private static TableToCreate table(Arriving arriving, List<ColumnType> ofTheSource, SourceTypes types) {
        Map<Identifier, String> collations = new HashMap<>();
        Set<Identifier> multiranges = new HashSet<>();
        for (ColumnType column : columns(arriving, ofTheSource)) {
            if (types.gather(column.type())) {
                multiranges.add(column.name());
            }
            types.gatherCollation(column.collation());
            types.nameOfCollation(column.collation()).ifPresent(collation -> collations.put(column.name(), collation));
        }
        return new TableToCreate(arriving.table(), collations, multiranges, arriving.relaxed());
    }

    private static List<ColumnType> columns(Arriving arriving, List<ColumnType> ofTheSource) {
        List<ColumnType> columns = new ArrayList<>();
        ofTheSource.stream().filter(column -> arriving.isAsItIs(column.name())).forEach(columns::add);
        arriving.arrival().made().forEach((column, type) -> columns.add(new ColumnType(column, type, 0)));
        return columns;
    }

    private Map<Long, List<ColumnType>> columns(Long[] oids) {
        Map<Long, List<ColumnType>> columns = new HashMap<>();
        session.query(
                """
                select a.attrelid::bigint as table, a.attname, a.atttypid::bigint as type,
                    case when a.attcollation <> t.typcollation then a.attcollation else 0 end::bigint as used_collation
                from pg_attribute a join pg_type t on t.oid = a.atttypid
                where a.attrelid = any (?::oid[]) and a.attnum > 0 and not a.attisdropped
                order by a.attrelid, a.attnum""",
                row -> columns.computeIfAbsent(row.number("table"), table -> new ArrayList<>())
                        .add(new ColumnType(
                                new Identifier(row.text("attname")), row.number("type"), row.number("used_collation"))),
                (Object) oids);
        return columns;
    }

    /** A row type is rendered as a composite type of the table's name, which the table itself then could not have. */
    private void refuseRowTypes(List<Arriving> arriving, Long[] oids) {
        Map<Long, Relation> relations = new HashMap<>();
        arriving.forEach(table -> relations.put(table.base().oid(), table.base()));
        session.first(
                        """
                        select a.attrelid::bigint as table, a.attname, o.oid::bigint as other
                        from pg_attribute a
                        join pg_type t on t.oid = a.atttypid left join pg_type e on e.oid = t.typelem
                        cross join lateral (values (t.typrelid), (e.typrelid)) as o (oid)
                        where a.attrelid = any (?::oid[]) and a.attnum > 0 and not a.attisdropped
                            and o.oid <> 0 and o.oid = any (?::oid[])
                        order by array_position(?::oid[], a.attrelid), a.attnum limit 1""",
                        row -> rowType(
                                Objects.requireNonNull(relations.get(row.number("table"))),
                                new Identifier(row.text("attname")),
                                Objects.requireNonNull(relations.get(row.number("other")))),
                        oids,
                        oids,
                        oids)
                .ifPresent(failure -> {
                    throw failure;
                });
    }

    private static Failure rowType(Relation base, Identifier column, Relation other) {
        return new Failure(
                        Family.SOURCE,
                        base.name() + " has the column " + column + " of the row type of " + other.name()
                                + ", and a target cannot have both under one name")
                .hint("Give it a composite type of its own, made by create type, in place of the table's row type.");
    }

    /** A column's type and, where it is not the type's own, its collation. */
    private record ColumnType(Identifier name, long type, long collation) {}
}
