package org.rowferry.apply;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Relation;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** The rights that the role that imports needs, which the server would ask for only while rows are written. */
final class Rights {
    private final Session session;

    Rights(Session session) {
        this.session = session;
    }

    /** Refuses tables that the role may not write, and a database where it may not keep what waits to be merged. */
    void require(List<TargetTable> tables) {
        Identifier role = new Catalog(session).currentRole();
        for (TargetTable table : tables) {
            requireToWrite(role, table.relation(), table.isFull() || table.mustMerge());
        }
        if (tables.stream().anyMatch(table -> !table.isFull())) {
            requireTemporary(role);
        }
    }

    /** Refuses a table that the role may not write in every way that rows may come. */
    void requireToWrite(Relation table) {
        requireToWrite(new Catalog(session).currentRole(), table, true);
    }

    private void requireToWrite(Identifier role, Relation table, boolean merged) {
        List<String> missing = missing(table, merged);
        if (!missing.isEmpty()) {
            throw missing(role, table.name(), String.join(", ", missing));
        }
    }

    /** Refuses tables that the role may not read. */
    void requireToRead(List<Relation> tables) {
        Set<Long> refused = new HashSet<>(session.query(
                "select t::bigint as oid from unnest(?::oid[]) as t where not has_any_column_privilege(t, 'select')",
                row -> row.number("oid"),
                (Object) tables.stream().map(Relation::oid).toArray(Long[]::new)));
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

    private List<String> missing(Relation table, boolean merged) {
        return session.query("""
                select word from unnest(array['select', 'insert', 'update', 'delete']) with ordinality as r (word, place)
                where not case word when 'delete' then has_table_privilege(?::oid, 'delete')
                    when 'update' then has_any_column_privilege(?::oid, 'update') or not ?::boolean
                    else has_any_column_privilege(?::oid, word) end
                order by place""", row -> row.text("word"), table.oid(), table.oid(), merged, table.oid());
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
