package org.rowferry.random;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rowferry.history.Dice;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** A schema while it is drawn: features add to it, one after the other. */
final class Draft {
    private final Dice dice;
    private final ServerPair servers;
    private final UglyNames names;
    private final List<Identifier> schemas = new ArrayList<>();
    private final List<ValueType> types = new ArrayList<>();
    private final List<DraftTable> tables = new ArrayList<>();
    private final List<Singles> singles = new ArrayList<>();
    private final List<TargetForeignKey> targetForeignKeys = new ArrayList<>();
    private int columnNames;
    private boolean underWay;
    private boolean backup;
    private boolean something;
    private final List<NamedType> namedTypes = new ArrayList<>();
    private final List<String> targetOptions = new ArrayList<>();
    private final StringBuilder onSource = new StringBuilder();
    private final StringBuilder asSuperuser = new StringBuilder();
    private final StringBuilder onTarget = new StringBuilder();

    Draft(Dice dice, ServerPair servers) {
        this.dice = dice;
        this.servers = servers;
        this.names = new UglyNames(dice);
        this.types.addAll(ValueTypes.of(servers.olderMajor()));
        for (int i = dice.between(1, 2); i > 0; i--) {
            schemas.add(plainly(names));
        }
    }

    /** Types lie in schemas, and a bundle takes no type with control characters in its name. */
    private static Identifier plainly(UglyNames names) {
        Identifier name = names.next("s");
        return name.name().contains("\n") ? plainly(names) : name;
    }

    Dice dice() {
        return dice;
    }

    ServerPair servers() {
        return servers;
    }

    List<Identifier> schemas() {
        return schemas;
    }

    /** Returns the types that columns may have, to read and to add to. */
    List<ValueType> types() {
        return types;
    }

    /** Returns the tables, parents before their children. */
    List<DraftTable> tables() {
        return tables;
    }

    /** Returns a name in some schema that nothing else has. */
    TableName newName(String plain) {
        return new TableName(dice.any(schemas), names.next(plain));
    }

    /** Returns a name in some schema that nothing else has, for a type. */
    TableName newTypeName() {
        return new TableName(dice.any(schemas), plainly(names));
    }

    /** Returns a name for a column, which no other of this draft has. */
    Identifier newColumnName(String plain) {
        return new Identifier(plain + " " + ++columnNames);
    }

    /** Draws a type; the plain ones often enough that tables look like tables. */
    ValueType anyType() {
        if (dice.oneIn(3)) {
            return dice.any(ValueTypes.INTEGER, ValueTypes.TEXT);
        }
        ValueType type = dice.any(types);
        return dice.oneIn(8) && type.hasArrays() ? type.array() : type;
    }

    /** Draws a type that has a btree equality. */
    ValueType anyKeyType() {
        ValueType type = anyType();
        return type.ordered() ? type : anyKeyType();
    }

    /** Has a type be made, before there are tables. */
    void make(NamedType type) {
        namedTypes.add(type);
    }

    List<NamedType> namedTypes() {
        return namedTypes;
    }

    /** Has the product make the target's tables with an option. */
    void generateWith(String option) {
        targetOptions.add(option);
    }

    List<String> targetOptions() {
        return targetOptions;
    }

    /** Adds a statement that the source's owner runs when the tables are there. */
    void onSource(String statement) {
        onSource.append(statement).append(";\n");
    }

    /** Adds a statement that the target's owner runs when the product has made the tables there. */
    void onTarget(String statement) {
        onTarget.append(statement).append(";\n");
    }

    /** Has the target check a foreign key, by the clause that adds it there. */
    void onTarget(DraftTable child, DraftForeignKey foreign, String clause) {
        onTarget("alter table " + child.name() + " " + clause);
        targetForeignKeys.add(new TargetForeignKey(child, foreign, clause));
    }

    /** Expects the target to check a foreign key that the product makes there, without actions. */
    void expectOnTarget(DraftTable child, DraftForeignKey foreign) {
        targetForeignKeys.add(new TargetForeignKey(child, foreign, ""));
    }

    /** A foreign key that the target checks. */
    private record TargetForeignKey(DraftTable child, DraftForeignKey foreign, String clause) {
        /** Returns whether no row that it leads to can be deleted and inserted again in one statement. */
        boolean actsOnDelete() {
            return Stream.of("cascade", "set null", "restrict")
                    .anyMatch(action -> clause.contains("on delete " + action));
        }

        /** Returns a query on the source for rows that are shipped, and whose parents are not. */
        String orphans() {
            return "select from " + child.name() + " as c where "
                    + child.shipping().filter()
                    + foreign.columns().stream()
                            .map(column -> " and num_nulls(c." + column + ") = 0")
                            .collect(joining())
                    + " and (" + list(foreign.columns()) + ") not in (select "
                    + list(foreign.parent().key()) + " from "
                    + foreign.parent().name() + " where "
                    + foreign.parent().shipping().filter() + ")";
        }

        private static String list(List<Identifier> names) {
            return DraftTable.list(names);
        }
    }

    /** Has bundles be made from now on. */
    void getUnderWay() {
        underWay = true;
    }

    /** Returns whether a bundle was made before. */
    boolean isUnderWay() {
        return underWay;
    }

    /** Has a backup of Rowferry's schema be there from now on. */
    void backUp() {
        backup = true;
    }

    boolean hasBackup() {
        return backup;
    }

    /** Has the next bundle be written even where nothing changed. */
    void sendSomething() {
        something = true;
    }

    /** Returns whether the next bundle has to be written, and forgets that it has. */
    boolean takeSomething() {
        boolean wanted = something;
        something = false;
        return wanted;
    }

    /** Returns whether the target must not delete a row of the table that stays on the source. */
    boolean actsOnTarget(DraftTable table) {
        return targetForeignKeys.stream().anyMatch(key -> key.foreign().parent() == table && key.actsOnDelete());
    }

    /** Returns whether a foreign key of the source leads to the table. */
    boolean isReferredTo(DraftTable table) {
        return tables.stream()
                .flatMap(child -> child.foreignKeys().stream())
                .anyMatch(foreign -> foreign.parent() == table);
    }

    /** Returns what has each writer end its transaction, so that none is in the way of an owner. */
    List<SchemaEvent> quiesce() {
        return IntStream.range(0, SchemaWorld.WRITERS)
                .<SchemaEvent>mapToObj(writer -> new SchemaEvent.Write(writer, dice.any("commit", "rollback")))
                .toList();
    }

    /** Returns whether the target checks a foreign key that leads to the table. */
    boolean isReferredToOnTarget(DraftTable table) {
        return targetForeignKeys.stream().anyMatch(key -> key.foreign().parent() == table);
    }

    /** Returns what the target must hold, with the tables as they are drawn by now. */
    Expected expected() {
        List<String> queries =
                new ArrayList<>(singles.stream().map(Singles::doubles).toList());
        targetForeignKeys.stream()
                .filter(foreign -> foreign.foreign().parent().shipping().isFiltered())
                .forEach(foreign -> queries.add(foreign.orphans()));
        return new Expected(
                tables.stream().map(table -> table.shipping().expected(table)).toList(), queries);
    }

    /** Returns both configurations, with the tables in whatever order. */
    SchemaEvent configure() {
        StringBuilder exporter = new StringBuilder();
        StringBuilder importer = new StringBuilder();
        for (DraftTable table : dice.some(tables, tables.size())) {
            exporter.append(table.shipping().exporterEntry(table.name()));
            importer.append(table.shipping().importerEntry(table.name()));
        }
        return new SchemaEvent.Configure(exporter.toString(), importer.toString());
    }

    /** Expects a refusal where rows that are shipped have the same values in these columns. */
    void refuseDoubles(DraftTable table, List<Identifier> columns) {
        singles.add(new Singles(table, columns));
    }

    /** Columns whose values the target alone has once. */
    private record Singles(DraftTable table, List<Identifier> columns) {
        /**
         * Returns a query on the source for values that are shipped more than once. A composite value with a null in it
         * IS NOT NULL to nobody but an index.
         */
        String doubles() {
            String present = columns.stream()
                    .map(column -> " and num_nulls(" + column + ") = 0")
                    .collect(joining());
            return "select from " + table.name() + " where " + table.shipping().filter() + present + " group by "
                    + DraftTable.list(columns) + " having count(*) > 1";
        }
    }

    /** Adds a statement that gives the roles of the target some right. */
    void onTargetAsSuperuser(String statement) {
        asSuperuser.append(statement).append(";\n");
    }

    String sqlOnTargetAsSuperuser() {
        return asSuperuser.toString();
    }

    String sqlOfTypes() {
        return namedTypes.stream().map(type -> type.definition() + ";\n").collect(joining());
    }

    /** Returns what makes the types that are not there: the product makes those alone that a table has by then. */
    String sqlOfMissingTypes() {
        return namedTypes.stream()
                .map(type -> "do $type$ begin " + type.definition()
                        + "; exception when duplicate_object then null; end $type$;\n")
                .collect(joining());
    }

    String sqlOnSource() {
        return onSource.toString();
    }

    String sqlOnTarget() {
        return onTarget.toString();
    }
}
