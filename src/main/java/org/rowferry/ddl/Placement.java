package org.rowferry.ddl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/**
 * Where a target has a table of the source's, and under which names.
 *
 * @param constants the columns that the target has besides, with their types
 * @param telling those of them that tell the rows of several sources apart, and so belong to the key
 */
public record Placement(
        TableName into,
        Map<Identifier, Identifier> rename,
        Map<Identifier, String> constants,
        Set<Identifier> telling) {
    public Placement {
        rename = Map.copyOf(rename);
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        telling = Set.copyOf(telling);
        if (!constants.keySet().containsAll(telling)) {
            throw new IllegalArgumentException(into + " has the constants " + constants + ", not " + telling);
        }
    }

    /** Returns the placement of a table that the target has as it is. */
    public static Placement asItIs(TableName table) {
        return new Placement(table, Map.of(), Map.of(), Set.of());
    }

    boolean isAsItIs(TableName table) {
        return into.equals(table) && rename.isEmpty() && constants.isEmpty();
    }

    /**
     * Returns a table of the source's as this has it.
     *
     * @throws Failure of the family CONFIGURATION if columns do not go together
     */
    TableToCreate place(TableToCreate target) {
        Table table = target.table();
        List<Column> columns = new ArrayList<>();
        constants.forEach((name, type) -> columns.add(new Column(name, type, telling.contains(name))));
        table.columns()
                .forEach(column -> columns.add(new Column(named(column.name()), column.type(), column.notNull())));
        refuseNamesThatDoNotHold(table, columns);
        Map<Identifier, String> collations = new HashMap<>();
        target.collations().forEach((column, collation) -> collations.put(named(column), collation));
        Set<Identifier> multiranges =
                target.multiranges().stream().map(this::named).collect(Collectors.toSet());
        return new TableToCreate(
                new Table(into, columns, new Key(keyed(table.key().columns()))),
                collations,
                multiranges,
                target.relaxed().stream().map(this::named).toList());
    }

    private void refuseNamesThatDoNotHold(Table table, List<Column> columns) {
        for (Identifier column : rename.keySet()) {
            if (table.column(column).isEmpty()) {
                throw new Failure(
                                Family.CONFIGURATION,
                                "the entry renames the column " + column + ", which " + table.name()
                                        + " does not have on the source")
                        .hint(
                                "Its columns are " + table.columnNames() + "; mend rename: in ",
                                Mention.IMPORTER_FILE,
                                ".");
            }
        }
        Set<Identifier> seen = new HashSet<>();
        for (Column column : columns) {
            if (!seen.add(column.name())) {
                throw new Failure(Family.CONFIGURATION, into + " would have two columns " + column.name())
                        .hint(
                                "Mend rename: and set: at the entry of " + table.name() + " in ",
                                Mention.IMPORTER_FILE,
                                ".");
            }
        }
    }

    private Identifier named(Identifier column) {
        return rename.getOrDefault(column, column);
    }

    /** Returns columns by the target's names, behind those that tell rows apart. */
    private List<Identifier> keyed(List<Identifier> columns) {
        List<Identifier> keyed = new ArrayList<>(
                constants.keySet().stream().filter(telling::contains).toList());
        columns.forEach(column -> keyed.add(named(column)));
        return keyed;
    }

    /** Returns a foreign key from a table of this placement to one of another, whose rows carry the same constants. */
    TargetForeignKey place(TargetForeignKey key, Placement parent) {
        Placement child = new Placement(into, rename, parent.constants, parent.telling);
        return new TargetForeignKey(
                into,
                key.name(),
                child.keyed(key.columns()),
                parent.into,
                parent.keyed(key.parentColumns()),
                key.options());
    }

    /** Returns whether rows of this placement carry what tells those of the other apart. */
    boolean carries(Placement parent) {
        return telling.containsAll(parent.telling);
    }
}
