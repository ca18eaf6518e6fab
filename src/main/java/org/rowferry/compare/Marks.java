package org.rowferry.compare;

import java.util.Iterator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.proof.RowsQuery;

/** Reads the rows of one side in the order of their keys and hashes, which no locale decides. */
final class Marks {
    private static final int HELD = 2_000;
    private static final int HELD_WITH_VALUES = 100;

    private Marks() {}

    /** Returns the query for marks of rows. */
    static String of(String rows, int values) {
        return "select r.bucket, encode(r.key, 'hex') as key, encode(r.hash, 'hex') as hash, r.times, false as waits"
                + each(values) + " from (" + rows + ") as r order by r.key, r.hash";
    }

    /** Returns the query for marks of rows, where changes of some keys wait. */
    static String among(String rows, String keys, int values) {
        return "select coalesce(r.bucket, w.bucket) as bucket, encode(coalesce(r.key, w.key), 'hex') as key,"
                + " coalesce(encode(r.hash, 'hex'), '') as hash, coalesce(r.times, 0) as times, w.key is not null as waits"
                + each(values) + " from (" + rows + ") as r full join (" + keys
                + ") as w on w.key = r.key order by coalesce(r.key, w.key), r.hash";
    }

    private static String each(int values) {
        return IntStream.range(0, values)
                .mapToObj(place -> ", r." + RowsQuery.value(place))
                .collect(Collectors.joining());
    }

    static Iterator<RowMark> read(Session session, String sql, int values) {
        return Cursor.open(session, sql, values == 0 ? HELD : HELD_WITH_VALUES, row -> mark(row, values));
    }

    private static RowMark mark(Row row, int values) {
        return new RowMark(
                (int) row.number("bucket"),
                row.text("key"),
                row.text("hash"),
                row.number("times"),
                row.flag("waits"),
                IntStream.range(0, values)
                        .mapToObj(place -> row.optionalText(RowsQuery.value(place)))
                        .toList());
    }
}
