package org.rowferry.apply;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rowferry.postgres.Hundreds;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;

/**
 * Makes the temporary tables that records wait in. For a table that is written with its owner's rights, none of its columns
 * is of a type whose values an owner's code reads; where one would be, the owner makes a second table of the first.
 */
final class Staging {
    private static final String WAITING = "_waiting";

    private final Session session;
    private final Map<Long, Map<Identifier, StagedColumn>> columns = new HashMap<>();

    /** Those of which the owner is to make another, by the other's name. */
    private final Map<String, List<StagedColumn>> waiting = new HashMap<>();

    Staging(Session session) {
        this.session = session;
    }

    /**
     * Makes a temporary table with columns of a target table, without its constraints; it lives as long as the
     * transaction.
     *
     * @param access the target table's
     */
    void create(String temporary, List<Identifier> names, TargetTable table, TableSession access) {
        session.execute(creation(temporary, names, table, access));
    }

    /** Returns the statements that do so. */
    String creation(String temporary, List<Identifier> names, TargetTable table, TableSession access) {
        if (access.owner().isEmpty()) {
            return creation(
                    temporary, "select " + table.definition(names) + " from only " + table.name() + " with no data");
        }
        List<StagedColumn> staged = columns(table.relation().oid(), names);
        if (staged.stream().anyMatch(StagedColumn::converted)) {
            waiting.put(temporary, staged);
        }
        String name = nameOf(temporary);
        return creation(name, staged) + "; "
                + lending(name, "select", access.owner().orElseThrow());
    }

    /** Makes many temporary tables, a hundred of them in one round trip. */
    void createAll(List<String> creations) {
        Hundreds.of(creations).forEach(this::createTogether);
    }

    /** Where that fails, each is made by itself, so that the failure is of one table. */
    private void createTogether(List<String> creations) {
        try {
            session.savepoint(() -> {
                session.execute(String.join("; ", creations));
                return true;
            });
        } catch (Failure failure) {
            if (!session.isUsable()) {
                throw failure;
            }
            creations.forEach(session::execute);
        }
    }

    /** Makes a temporary table of what a query gives; it lives as long as the transaction. */
    void create(String temporary, String query) {
        session.execute(creation(temporary, query));
    }

    private static String creation(String temporary, String query) {
        return "drop table if exists pg_temp." + temporary + "; create temporary table " + temporary
                + " on commit drop as " + query;
    }

    private static String creation(String temporary, List<StagedColumn> columns) {
        return creationOf(temporary, listed(columns, StagedColumn::whereItWaits));
    }

    /** Returns the statements that make a temporary table of columns as SQL; it lives as long as the transaction. */
    static String creationOf(String temporary, String columns) {
        return "drop table if exists pg_temp." + temporary + "; create temporary table " + temporary + " (" + columns
                + ") on commit drop";
    }

    /** Makes a temporary table of columns of its own, which the role that {@code access} has fills with what a query gives. */
    void create(String temporary, List<StagedColumn> columns, String query, TableSession access) {
        session.execute(creation(temporary, columns));
        lend(temporary, "insert", access);
        access.update("insert into pg_temp." + temporary + " " + query);
    }

    /** Lets the owner whose rights {@code access} has use a temporary table of the session's role. */
    void lend(String temporary, String right, TableSession access) {
        access.owner().ifPresent(owner -> session.execute(lending(temporary, right, owner)));
    }

    private static String lending(String temporary, String right, Identifier owner) {
        return "grant " + right + " on pg_temp." + temporary + " to " + owner;
    }

    /**
     * Lets the statements of another table read what waits for one. A table that an owner has made is read with no rights but
     * those of owners.
     */
    void lend(String temporary, TableSession one, TableSession other) {
        if (!waiting.containsKey(temporary)) {
            lend(temporary, "select", other);
        } else {
            Identifier owner = other.owner()
                    .orElseThrow(() -> new Failure(
                                    Family.TARGET,
                                    "foreign keys tie tables of several owners together, of which one is not written with its"
                                            + " owner's rights")
                            .hint("Say as-owner: at all of them, or at none, in ", Mention.IMPORTER_FILE, "."));
            one.update("grant select on pg_temp." + temporary + " to " + owner);
        }
    }

    /** Returns columns of a table as they wait. */
    List<StagedColumn> columns(long oid, List<Identifier> names) {
        Map<Identifier, StagedColumn> all = columns.computeIfAbsent(oid, table -> StagedColumn.of(session, table));
        return names.stream()
                .map(name -> Optional.ofNullable(all.get(name)).orElseGet(() -> StagedColumn.leftOut(name)))
                .toList();
    }

    private String nameOf(String temporary) {
        return waiting.containsKey(temporary) ? temporary + WAITING : temporary;
    }

    /**
     * Writes records into a temporary table, and returns how many rows the server took. An error of the server
     * names the target's table.
     */
    long write(Records records, TargetTable table, String temporary, String columns) {
        return writeInto("pg_temp." + nameOf(temporary), records, table, columns);
    }

    /** Writes keys into a temporary table that tables share, likewise. */
    long writeKeys(Records records, TargetTable table, String shared) {
        List<Identifier> key = table.keyColumns();
        try {
            return writeInto("pg_temp." + shared, records, table, SharedKeys.columns(key.size()));
        } catch (Failure failure) {
            throw failure.reworded(SharedKeys.reworded(String.valueOf(failure.getMessage()), key));
        }
    }

    /** Writes records straight into the table, likewise. */
    long write(Records records, TargetTable table) {
        return writeInto(table.name().toString(), records, table, table.stagedList());
    }

    private long writeInto(String destination, Records records, TargetTable table, String columns) {
        try {
            return records.writeTo(destination, columns);
        } catch (Failure failure) {
            String message = String.valueOf(failure.getMessage());
            throw failure.reworded(
                    message.replace("COPY " + destination.replace("pg_temp.", "") + ",", "COPY " + table.name() + ","));
        }
    }

    /** Has the owner read the values that wait, once all are here: only now is it seen whether its types take them. */
    void convert(String temporary, TableSession access) {
        List<StagedColumn> staged = waiting.getOrDefault(temporary, List.of());
        if (staged.isEmpty()) {
            return;
        }
        String name = "pg_temp." + nameOf(temporary);
        access.update("drop table if exists pg_temp." + temporary + "; create temporary table " + temporary + " ("
                + listed(staged, StagedColumn::asInTheTable)
                + ") on commit drop; insert into pg_temp." + temporary + " select "
                + listed(staged, column -> column.value("w")) + " from " + name + " as w");
        session.execute("drop table " + name);
    }

    /** Lets the planner know what a temporary table holds; autovacuum never sees one. */
    void analyze(String temporary, TableSession access) {
        run(analysis(temporary), temporary, access);
    }

    /** Lets the planner know how many rows a temporary table holds, and of some of its columns what they hold. */
    void analyze(String temporary, String columns, TableSession access) {
        run(analysis(temporary) + " (" + columns + ")", temporary, access);
    }

    private void run(String analysis, String temporary, TableSession access) {
        if (waiting.containsKey(temporary)) {
            access.update(analysis);
        } else {
            session.execute(analysis);
        }
    }

    /** Returns the statement that does so, for the role that has made the table. */
    static String analysis(String temporary) {
        return "analyze pg_temp." + temporary;
    }

    private static String listed(List<StagedColumn> columns, Function<StagedColumn, String> form) {
        return columns.stream().map(form).collect(Collectors.joining(", "));
    }
}
