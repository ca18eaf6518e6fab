package org.rowferry.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Rights that the session's role lacks, of a list of rights that it needs. */
public final class Grants {
    private final Family side;
    private final Identifier role;

    /** Words what a role lacks on one side. */
    public Grants(Family side, Identifier role) {
        this.side = side;
        this.role = role;
    }

    /** Returns those of the rights that the session's role does not have. A table that does not exist gives nothing. */
    public static List<Grant> lacking(Session session, List<Grant> needed) {
        List<Grant> lacking = new ArrayList<>();
        session.query(
                """
                select n.place - 1 as place
                from unnest(?::text[], ?::text[], ?::text[]) with ordinality as n (schema_name, table_name, named, place)
                join pg_namespace s on s.nspname = n.schema_name
                join pg_class c on c.relnamespace = s.oid and c.relname = n.table_name
                cross join lateral (
                    select split_part(n.named, ' ', 1) as word, substring(n.named from '\\((.*)\\)') as column_name) as r
                where not case when r.column_name is null then has_table_privilege(c.oid, r.word)
                    else has_column_privilege(c.oid, r.column_name, r.word) end
                order by n.place""",
                row -> lacking.add(needed.get((int) row.number("place"))),
                needed.stream().map(grant -> grant.table().schema().name()).toArray(String[]::new),
                needed.stream().map(grant -> grant.table().name().name()).toArray(String[]::new),
                needed.stream().map(Grant::right).toArray(String[]::new));
        return lacking;
    }

    /** Returns one failure for each table, with the statement by which its owner grants what lacks. */
    public Map<TableName, Failure> failures(Collection<Grant> lacking) {
        Map<TableName, List<String>> rights = new LinkedHashMap<>();
        lacking.forEach(grant -> rights.computeIfAbsent(grant.table(), table -> new ArrayList<>())
                .add(grant.right()));
        Map<TableName, Failure> failures = new LinkedHashMap<>();
        rights.forEach((table, words) -> failures.put(table, failure(table, String.join(", ", words))));
        return failures;
    }

    private Failure failure(TableName table, String rights) {
        return new Failure(
                        side,
                        "permission denied for table " + table.name().name() + ": " + role + " has no right to "
                                + rights + " on " + table)
                .hint("Run as the owner: grant " + rights + " on " + table + " to " + role + ";");
    }

    /** Returns the failure of a role that may not make temporary tables, which an import needs; empty where it may. */
    public Optional<Failure> temporary(Session session) {
        return session.first(
                "select format('%I', current_database()) as name"
                        + " where not has_database_privilege(current_database(), 'temporary')",
                row -> new Failure(side, "permission denied to create temporary tables in database " + row.text("name"))
                        .hint("Run as the database's owner: grant temporary on database " + row.text("name") + " to "
                                + role + ";"));
    }
}
