package org.rowferry.apply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rowferry.postgres.Hundreds;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.schema.TableName;

/** Counts the first rows of many tables, a hundred tables in one statement, in the transaction that is open. */
final class FirstRows {
    private final Session session;
    private final List<Question> questions = new ArrayList<>();

    FirstRows(Session session) {
        this.session = session;
    }

    /** How many rows a table has, up to a number. */
    private record Question(long oid, TableName table, long most) {
        String sql() {
            return "(select count(*) from (select from " + table + " limit " + most + ") as t)";
        }
    }

    /** Asks for the rows of a table; more than {@code most} are not counted. */
    void add(long oid, TableName table, long most) {
        questions.add(new Question(oid, table, most));
    }

    /** Returns the rows by the tables' oids; those of a hundred tables are left out where one of them cannot be read. */
    Map<Long, Long> count() {
        Map<Long, Long> counted = new HashMap<>();
        for (List<Question> some : Hundreds.of(questions)) {
            List<Long> rows = rows(some);
            for (int i = 0; i < rows.size(); i++) {
                counted.put(some.get(i).oid(), rows.get(i));
            }
        }
        return counted;
    }

    private List<Long> rows(List<Question> some) {
        String list = some.stream().map(Question::sql).collect(Collectors.joining(", "));
        try {
            return session
                    .savepoint(
                            () -> session.one("select array[" + list + "]::text[] as rows", row -> row.texts("rows")))
                    .stream()
                    .map(Long::valueOf)
                    .toList();
        } catch (Failure failure) {
            if (!session.isUsable()) {
                throw failure;
            }
            return List.of();
        }
    }
}
