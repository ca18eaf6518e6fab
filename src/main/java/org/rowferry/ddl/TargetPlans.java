package org.rowferry.ddl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

/** Reads from a source what a target is to have: tables, what they are made of, and what hangs on them. */
public final class TargetPlans {
    private final Session session;
    private final SourceTables tables;

    /** Reads from a session on the source; {@code schema} is Rowferry's own there. */
    public TargetPlans(Session session, Identifier schema) {
        this.session = session;
        this.tables = new SourceTables(session, schema);
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
        List<Arriving> arriving = arrivals.stream().map(this::arriving).toList();
        refuseRowTypes(arriving.stream().map(Arriving::base).toList());
        SourceTypes types = new SourceTypes(session);
        List<TargetTable> planned =
                arriving.stream().map(table -> table(table, types)).toList();
        List<String> leftOut = new ArrayList<>();
        SourceForeignKeys keys = new SourceForeignKeys(session, arriving);
        SourceIndexes found = new SourceIndexes(session, types, leftOut);
        Set<Long> wanted = foreignKeys ? keys.indexes() : Set.of();
        List<TargetIndex> made = new ArrayList<>();
        for (Arriving table : arriving) {
            made.addAll(found.of(table, index -> indexes || wanted.contains(index)));
        }
        List<TargetForeignKey> referring = foreignKeys ? keys.find(leftOut) : List.of();
        leftOut.addAll(0, types.leftOut());
        return new TargetPlan(types.found(), planned, made, referring, leftOut);
    }

    private Arriving arriving(Arrival arrival) {
        Relation base = tables.require(arrival.table());
        Key key = tables.key(base, arrival.key());
        Table table = arrival.columns()
                .map(columns -> new Table(base.name(), columns, key))
                .orElseGet(() -> base.as(key));
        table.columns().forEach(column -> SourceText.type(column.type()));
        return new Arriving(base, table, arrival);
    }

    private TargetTable table(Arriving arriving, SourceTypes types) {
        Map<Identifier, String> collations = new HashMap<>();
        Set<Identifier> multiranges = new HashSet<>();
        SourceCollations named = new SourceCollations(session);
        for (ColumnType column : columns(arriving)) {
            if (types.gather(column.type())) {
                multiranges.add(column.name());
            }
            types.gatherCollation(column.collation());
            named.nameOf(column.collation()).ifPresent(collation -> collations.put(column.name(), collation));
        }
        return new TargetTable(arriving.table(), collations, multiranges, arriving.relaxed());
    }

    private List<ColumnType> columns(Arriving arriving) {
        List<ColumnType> columns = new ArrayList<>(ofTheSource(arriving));
        arriving.arrival().made().forEach((column, type) -> columns.add(new ColumnType(column, type, 0)));
        return columns;
    }

    private List<ColumnType> ofTheSource(Arriving arriving) {
        return session.query(
                """
                select a.attname, a.atttypid::bigint as type,
                    case when a.attcollation <> t.typcollation then a.attcollation else 0 end::bigint as used_collation
                from pg_attribute a join pg_type t on t.oid = a.atttypid
                where a.attrelid = ?::oid and a.attnum > 0 and not a.attisdropped and a.attname = any (?)
                order by a.attnum""",
                row -> new ColumnType(
                        new Identifier(row.text("attname")), row.number("type"), row.number("used_collation")),
                arriving.base().oid(),
                arriving.table().columnNames().stream()
                        .filter(arriving::isAsItIs)
                        .map(Identifier::name)
                        .toArray(String[]::new));
    }

    /** A row type is rendered as a composite type of the table's name, which the table itself then could not have. */
    private void refuseRowTypes(List<Relation> relations) {
        for (Relation base : relations) {
            for (Relation other : relations) {
                session.first("""
                                select a.attname from pg_attribute a
                                join pg_type t on t.oid = a.atttypid left join pg_type e on e.oid = t.typelem
                                where a.attrelid = ?::oid and a.attnum > 0 and not a.attisdropped
                                    and ?::oid in (t.typrelid, e.typrelid) limit 1""", row -> row.text("attname"), base.oid(), other.oid())
                        .ifPresent(column -> {
                            throw rowType(base, new Identifier(column), other);
                        });
            }
        }
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
