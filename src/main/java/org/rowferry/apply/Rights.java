package org.rowferry.apply;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.RelationHead;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** The rights that the role that imports needs, which the server would ask for only while rows are written. */
final class Rights {
    private final Session session;
    private final Map<Long, List<String>> lacking;

    Rights(Session session) {
        this(session, Map.of());
    }

    private Rights(Session session, Map<Long, List<String>> lacking) {
        this.session = session;
        this.lacking = lacking;
    }

    /** Reads at once what is lacking to write these tables, in whichever way rows may come. */
    Rights knowing(Collection<RelationHead> tables) {
        return new Rights(session, lacking(tables));
    }

    /** Refuses tables that the role may not write, and a database where it may not keep what waits to be merged. */
    void require(List<TargetTable> tables) {
        Rights knowing =
                knowing(tables.stream().map(table -> table.relation().head()).toList());
        for (TargetTable table : tables) {
            knowing.requireToWrite(table.relation().head(), table.isFull() || table.mustMerge());
        }
        if (tables.stream().anyMatch(table -> !table.isFull())) {
            requireTemporary(new Catalog(session).currentRole());
        }
    }

    /** Refuses a table that the role may not write in every way that rows may come. */
    void requireToWrite(RelationHead table) {
        requireToWrite(table, true);
    }

    /** Rows that are not merged are not updated. */
    private void requireToWrite(RelationHead table, boolean merged) {
        List<String> missing = lacking.containsKey(table.oid())
                ? lacking.get(table.oid())
                : lacking(List.of(table)).getOrDefault(table.oid(), List.of());
        String rights = missing.stream()
                .filter(right -> merged || !right.equals("update"))
                .collect(Collectors.joining(", "));
        if (!rights.isEmpty()) {
            throw missing(new Catalog(session).currentRole(), table.name(), rights);
        }
    }

    /** Refuses tables that the role may not read. */
    void requireToRead(List<RelationHead> tables) {
        Set<Long> refused = new HashSet<>(session.query(
                "select t::bigint as oid from unnest(?::oid[]) as t where not has_any_column_privilege(t, 'select')",
                row -> row.number("oid"),
                (Object) tables.stream().map(RelationHead::oid).toArray(Long[]::new)));
        tables.stream()
                .filter(table -> refused.contains(table.oid()))
                .findFirst()
                .ifPresent(table -> {
                    throw missing(new Catalog(session).currentRole(), table.name(), "select");
                });
    }

    private static Failure missing(Identifier role, TableName table, String rights) {
        return new Failure(
                        Family.TARGET,
                        "permission denied for table " + table + ": " + role + " has no right to " + rights)
                .hint("Run on the target, as the table's owner: grant " + rights + " on " + table + " to " + role
                        + ";");
    }

    private Map<Long, List<String>> lacking(Collection<RelationHead> tables) {
        Map<Long, List<String>> lacking = new HashMap<>();
        tables.forEach(table -> lacking.put(table.oid(), new ArrayList<>()));
        session.query(
                """
                select t.oid::bigint as oid, r.word
                from unnest(?::oid[]) as t (oid)
                cross join unnest(array['select', 'insert', 'update', 'delete']) with ordinality as r (word, place)
                where not case r.word when 'delete' then has_table_privilege(t.oid, 'delete')
                    else has_any_column_privilege(t.oid, r.word) end
                order by r.place""",
                row -> lacking.computeIfAbsent(row.number("oid"), oid -> new ArrayList<>())
                        .add(row.text("word")),
                (Object) tables.stream().map(RelationHead::oid).toArray(Long[]::new));
        return lacking;
    }

    private void requireTemporary(Identifier role) {
        session.first(
                        "select format('%I', current_database()) as name"
                                + " where not has_database_privilege(current_database(), 'temporary')",
                        row -> row.text("name"))
                .ifPresent(database -> {
                    throw new Failure(
                                    Family.TARGET,
                                    "permission denied to create temporary tables in database " + database)
                            .hint("Run on the target, as the database's owner: grant temporary on database " + database
                                    + " to " + role + ";");
                });
    }
}
