package org.rowferry.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.ColumnDefinitions;
import org.rowferry.catalog.Definitions;
import org.rowferry.catalog.Relation;
import org.rowferry.config.DidYouMean;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;

/** Makes out what a target gets of captured tables, and refuses what cannot be selected. */
public final class ShippedTables {
    private final Session session;
    private final Catalog catalog;
    private final Set<Long> known;
    private final ColumnDefinitions definitions;
    private final Set<Long> large;

    public ShippedTables(Session session) {
        this(session, Set.of(), ColumnDefinitions.NONE, Set.of());
    }

    private ShippedTables(Session session, Set<Long> known, ColumnDefinitions definitions, Set<Long> large) {
        this.session = session;
        this.catalog = new Catalog(session);
        this.known = known;
        this.definitions = definitions;
        this.large = large;
    }

    /**
     * Reads at once what the columns of many tables depend on, so that nothing more is asked of those without
     * expressions.
     */
    public ShippedTables knowing(Collection<SourceTable> sources) {
        Set<Long> oids = sources.stream().map(source -> source.base().oid()).collect(Collectors.toSet());
        return new ShippedTables(session, oids, catalog.definitions(oids), LargeRows.possibleIn(session, oids));
    }

    /**
     * Returns a captured table as a target gets it.
     *
     * @param checked what the check of the selection's expressions has found
     * @throws Failure of the family SOURCE if a column that the selection names is not there or cannot be shipped so
     */
    public ShippedTable of(SourceTable source, Selection selection, Expressions.Checked checked) {
        requireColumns(source, selection);
        Map<Identifier, Expressions.ResultType> types = types(source, selection);
        List<Column> columns = source.base().columns().stream()
                .filter(wanted(source, selection))
                .map(column -> Optional.ofNullable(types.get(column.name()))
                        .map(type -> transformed(column.name(), type, checked))
                        .orElse(column))
                .toList();
        Set<Identifier> read = Stream.concat(columns.stream().map(Column::name), checked.uses().stream())
                .collect(Collectors.toSet());
        return new ShippedTable(
                source,
                selection,
                columns,
                definitions(source, read, types.values()),
                checked.functions(),
                mayBeLarge(source.base()));
    }

    /** Where the rows are another table's, nobody knows. */
    private boolean mayBeLarge(Relation base) {
        return switch (base.kind()) {
            case TABLE, PARTITIONED_TABLE, MATERIALIZED_VIEW -> base.traits().inherits() || isLarge(base.oid());
            default -> true;
        };
    }

    private boolean isLarge(long oid) {
        Set<Long> found = known.contains(oid) ? large : LargeRows.possibleIn(session, List.of(oid));
        return found.contains(oid);
    }

    private Definitions definitions(
            SourceTable source, Set<Identifier> columns, Collection<Expressions.ResultType> made) {
        long oid = source.base().oid();
        List<Long> types = made.stream().map(Expressions.ResultType::oid).toList();
        return known.contains(oid) && types.isEmpty()
                ? definitions.of(oid, columns, types)
                : catalog.definitions(oid, columns, types);
    }

    static Predicate<Column> wanted(SourceTable source, Selection selection) {
        return column -> selection.wants(column.name()) || source.key().key().contains(column.name());
    }

    /** Refuses a selection of columns that the table does not have. */
    public static void requireColumns(SourceTable source, Selection selection) {
        List<String> there = source.base().columns().stream()
                .map(column -> column.name().name())
                .toList();
        for (Identifier name : selection.names()) {
            if (source.base().column(name).isEmpty()) {
                throw new Failure(
                                Family.CONFIGURATION,
                                source.name() + " has no column " + name + " that could be shipped"
                                        + DidYouMean.suffix(name.name(), there))
                        .hint("Correct the table's entry in the configuration; generated columns are computed on the"
                                + " target. See the columns with: psql -c " + Shell.word("\\d " + source.name()));
            }
        }
        for (Identifier name : selection.transform().keySet()) {
            if (source.key().key().contains(name)) {
                throw new Failure(
                                Family.CONFIGURATION,
                                "the column " + name + " is in the key of " + source.name()
                                        + ", and a key is not transformed")
                        .hint("Take " + name + " out of transform: deleted rows are found by their old key.");
            }
        }
    }

    /** The check knows the length, the server of now whether it is still of the same type. */
    static Column transformed(Identifier name, Expressions.ResultType type, Expressions.Checked checked) {
        String full = Optional.ofNullable(checked.types().get(name))
                .filter(found -> found.oid() == type.oid())
                .orElse(type)
                .name();
        return new Column(name, full, false);
    }

    /** Asks for the types of the expressions; no row is read for it. */
    private Map<Identifier, Expressions.ResultType> types(SourceTable source, Selection selection) {
        Map<Identifier, Expressions.ResultType> types = new HashMap<>();
        if (selection.transform().isEmpty()) {
            return types;
        }
        List<Identifier> names = new ArrayList<>(selection.transform().keySet());
        String from =
                " from (" + Window.allRows(source) + ") as " + source.name().name() + " limit 0";
        String expressions = selection.transform().values().stream()
                .map(expression -> "pg_typeof((select " + Expressions.inParentheses(expression) + from + "))")
                .collect(Collectors.joining(", "));
        List<Expressions.ResultType> found = session.untrusted()
                .query(
                        "select t.type::oid::bigint as oid, format_type(t.type, null) as name from unnest(array["
                                + expressions + "]) with ordinality as t (type, place) order by t.place",
                        row -> new Expressions.ResultType(row.number("oid"), row.text("name")));
        for (int i = 0; i < names.size(); i++) {
            types.put(names.get(i), found.get(i));
        }
        return types;
    }
}
