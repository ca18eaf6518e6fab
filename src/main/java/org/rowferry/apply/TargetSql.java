package org.rowferry.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rowferry.catalog.Reference;
import org.rowferry.schema.Identifier;

/**
 * The SQL that brings one table to what waits for it in temporary tables.
 *
 * <p>Statements that change rows end with a condition, so that {@link CombinedWrite} can add another. In all of them the table is
 * {@code t}, its staged rows are {@code r} and its staged keys {@code k}.
 */
final class TargetSql {
    private final TargetTable table;
    private final Staged waiting;
    private final Staged staged;

    TargetSql(TargetTable table, Staged staged) {
        this.table = table;
        this.waiting = staged;
        this.staged = staged.qualified();
    }

    /**
     * The temporary tables that something came for.
     *
     * @param keys the keys that changed
     * @param allKeys all keys that there are on the source
     * @param rows the rows as they are to be
     */
    record Staged(Optional<String> keys, Optional<String> allKeys, Optional<String> rows) {
        boolean isAny() {
            return !names().isEmpty();
        }

        List<String> names() {
            return Stream.of(keys, allKeys, rows).flatMap(Optional::stream).toList();
        }

        private Staged qualified() {
            return new Staged(keys.map(Staged::qualified), allKeys.map(Staged::qualified), rows.map(Staged::qualified));
        }

        private static String qualified(String temporary) {
            return "pg_temp." + temporary;
        }
    }

    Staged staged() {
        return waiting;
    }

    /** Rows of the table: those for which a condition holds, beside another table or none. */
    private record Rows(Optional<String> beside, String condition) {
        Rows and(String more) {
            return new Rows(beside, condition + " and " + more);
        }

        String from(String keyword) {
            return beside.map(other -> keyword + other).orElse("") + " where " + condition;
        }
    }

    /** Deletes the rows that go. */
    Optional<String> deletion() {
        return going().map(this::delete);
    }

    /** Updates the rows that differ; an identity column that is always generated is left alone, as it has to be. */
    Optional<String> update() {
        List<Identifier> settable = table.columns().stream()
                .filter(column -> !table.identities().contains(column))
                .toList();
        return settable.isEmpty()
                ? Optional.empty()
                : differing(table.columns())
                        .map(rows -> "update " + table.name() + " as t set "
                                + listed(settable, column -> column + " = r." + column) + rows.from(" from "));
    }

    /** Inserts the rows that are new. */
    Optional<String> insertion() {
        return insertion("not exists (select from " + table.name() + " as t where " + sameRow("r") + ")");
    }

    /**
     * Inserts the rows that are new and updates those that differ, by the key's index alone, and asks for the number of both. A
     * row that was there is locked before it is updated, so its new version has the lock's {@code xmax}; a new row has none.
     */
    Optional<String> upsert() {
        return staged.rows()
                .map(rows -> "with written as (insert into " + table.name() + " as t (" + table.insertedList()
                        + ") overriding system value select " + table.insertedValues("r") + " from " + rows
                        + " as r where true on conflict ("
                        + listed(table.key().key().columns(), Identifier::toString) + ") do update set "
                        + listed(table.columns(), column -> column + " = excluded." + column) + " where "
                        + differs(table.columns(), "excluded") + " returning t.xmax = 0 as added)"
                        + " select count(*) filter (where not added) as updated,"
                        + " count(*) filter (where added) as inserted from written");
    }

    /** Inserts all rows. */
    Optional<String> insertionOfAll() {
        return insertion("true");
    }

    private Optional<String> insertion(String condition) {
        return staged.rows()
                .map(rows -> "insert into " + table.name() + " (" + table.insertedList()
                        + ") overriding system value select " + table.insertedValues("r") + " from " + rows
                        + " as r where " + condition);
    }

    /**
     * Deletes the rows whose keys are staged, and those of keys that are not among all keys; without a key, all rows. Keys
     * that wait where those of other tables did have other names there.
     */
    List<String> clearance() {
        if (table.isFull()) {
            return List.of(delete(new Rows(Optional.empty(), "true" + table.ofTheFeed("t"))));
        }
        List<String> statements = new ArrayList<>();
        staged.keys().map(this::clearance).ifPresent(statements::add);
        staged.allKeys().map(this::without).map(this::delete).ifPresent(statements::add);
        return statements;
    }

    /** Deletes the rows whose keys a table or an expression gives, as SQL. */
    String clearance(String keys) {
        return delete(
                new Rows(Optional.of(keys + " as k (" + table.keyList(Identifier::toString) + ")"), sameRow("k")));
    }

    /** Deletes the rows that differ and returns of each what {@link #putBack} needs. */
    Optional<String> takeOut() {
        return differing(table.columns()).map(this::delete);
    }

    /** Returns a row's key, and what the target has in columns of its own. */
    String takenOut() {
        return listed(
                Stream.concat(table.key().key().columns().stream(), table.ownColumns().stream())
                        .distinct()
                        .toList(),
                column -> "t." + column);
    }

    /** Inserts again the rows that were taken out, which {@code takenOut} names, as they are to be. */
    Optional<String> putBack(String takenOut) {
        List<Identifier> own = table.ownColumns();
        List<Identifier> all =
                Stream.concat(table.columns().stream(), own.stream()).toList();
        return staged.rows()
                .map(rows -> "insert into " + table.name() + " (" + listed(all, Identifier::toString)
                        + ") overriding system value select "
                        + listed(all, column -> (own.contains(column) ? "o." : "r.") + column) + " from " + takenOut
                        + " as o join " + rows + " as r on " + table.sameKey("o", "r") + " where true");
    }

    /** Asks whether a row differs in a column that no update may set. */
    Optional<String> identityDiffers() {
        List<Identifier> fixed =
                table.columns().stream().filter(table.identities()::contains).toList();
        return fixed.isEmpty()
                ? Optional.empty()
                : differing(fixed)
                        .map(rows -> "select exists (select from " + table.name() + " as t" + rows.from(", ")
                                + ") as differs");
    }

    /**
     * Asks for the values {@code o0, o1, …} of rows that go, in the columns that a foreign key leads to. The rows are
     * locked, so that no other session comes to refer to them.
     */
    Optional<String> valuesThatGo(Reference reference) {
        return going().map(rows -> values(reference, List.of(), rows));
    }

    /** Asks for the values that an update changes, likewise, with the new ones as {@code n0, n1, …}. */
    Optional<String> valuesThatChange(Reference reference) {
        List<Identifier> columns = reference.parent().columns();
        List<Identifier> changing =
                columns.stream().filter(table.columns()::contains).toList();
        List<String> now = columns.stream()
                .map(column -> (changing.contains(column) ? "r." : "t.") + column)
                .toList();
        return changing.isEmpty() ? Optional.empty() : differing(changing).map(rows -> values(reference, now, rows));
    }

    /** The role that imports may have no right on a partition itself, so its rows are read through the table. */
    private String values(Reference reference, List<String> now, Rows rows) {
        long leadsTo = reference.parent().oid();
        boolean whole = leadsTo == table.relation().oid();
        Stream<String> before = reference.parent().columns().stream().map(column -> "t." + column);
        return "select "
                + Stream.concat(numbered("o", before.toList()), numbered("n", now))
                        .collect(Collectors.joining(", "))
                + " from " + (whole ? reference.parent().only() : table.name()) + " as t"
                + (whole ? rows : rows.and("t.tableoid in (select relid from pg_partition_tree(" + leadsTo + "))"))
                        .from(", ")
                + " for update of t";
    }

    /** Returns the condition that the bundle decides what becomes of a row of the table, known by an alias. */
    Optional<String> decidesOn(String alias) {
        if (table.isFull()) {
            return staged.rows().map(rows -> "true" + table.ofTheFeed(alias));
        }
        List<String> reasons = new ArrayList<>();
        staged.keys().ifPresent(keys -> reasons.add("exists (" + sameKey(keys, alias, "k") + ")"));
        staged.allKeys().ifPresent(keys -> reasons.add("not exists (" + sameKey(keys, alias, "k") + ")"));
        return reasons.isEmpty()
                ? Optional.empty()
                : Optional.of("(" + String.join(" or ", reasons) + ")" + table.ofTheFeed(alias));
    }

    /** Asks for columns {@code c0, c1, …} of all rows that are staged, as they will be once they are written. */
    Optional<String> coming(List<Identifier> columns) {
        List<String> values =
                columns.stream().map(column -> table.value(column, "r", "t")).toList();
        String kept =
                table.columns().containsAll(columns) ? "" : " left join " + table.name() + " as t on " + sameRow("r");
        return staged.rows()
                .map(rows -> "select " + numbered("c", values).collect(Collectors.joining(", ")) + " from " + rows
                        + " as r" + kept);
    }

    private Optional<Rows> going() {
        if (table.isFull()) {
            return staged.rows().map(this::without);
        }
        return staged.allKeys().map(this::without).or(() -> staged.keys().map(this::withKeyAlone));
    }

    /** Returns the rows whose keys are not in a temporary table. */
    private Rows without(String temporary) {
        return new Rows(Optional.empty(), "not exists (" + sameKey(temporary, "t", "k") + ")" + table.ofTheFeed("t"));
    }

    /** Returns the rows whose keys are staged while no row is. */
    private Rows withKeyAlone(String keys) {
        Rows known = new Rows(Optional.of(keys + " as k"), sameRow("k"));
        return staged.rows()
                .map(rows -> known.and("not exists (" + sameKey(rows, "k", "r") + ")"))
                .orElse(known);
    }

    private Optional<Rows> differing(List<Identifier> columns) {
        return staged.rows()
                .map(rows -> new Rows(Optional.of(rows + " as r"), sameRow("r")).and(differs(columns, "r")));
    }

    /**
     * Compares bytes, which every type has; an equality operator, not every type. Called as the function, since between
     * two row constructors PostgreSQL takes the operator {@code *<>} column by column, where no type has it.
     */
    private static String differs(List<Identifier> columns, String other) {
        return "record_image_ne(row(" + listed(columns, column -> "t." + column) + "), row("
                + listed(columns, column -> other + "." + column) + "))";
    }

    private String delete(Rows rows) {
        return "delete from " + table.name() + " as t" + rows.from(" using ");
    }

    /** Returns the condition that a row of the table is the feed's own, and has the key of another. */
    private String sameRow(String other) {
        return table.sameKey("t", other) + table.ofTheFeed("t");
    }

    private String sameKey(String temporary, String outer, String inner) {
        return "select from " + temporary + " as " + inner + " where " + table.sameKey(outer, inner);
    }

    private static String listed(List<Identifier> columns, Function<Identifier, String> form) {
        return columns.stream().map(form).collect(Collectors.joining(", "));
    }

    private static Stream<String> numbered(String letter, List<String> values) {
        return IntStream.range(0, values.size()).mapToObj(i -> values.get(i) + " as " + letter + i);
    }
}
