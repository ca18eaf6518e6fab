package org.rowferry.compare;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;

/** The rows of a query, a few hundred at a time, in the transaction that is open. */
final class Cursor<T> implements Iterator<T> {
    private static final String NAME = "rowferry_compared";

    private final Session session;
    private final String next;
    private final Function<Row, T> mapper;
    private final Deque<T> fetched = new ArrayDeque<>();
    private boolean ended;

    private Cursor(Session session, int rows, Function<Row, T> mapper) {
        this.session = session;
        this.next = "fetch " + rows + " from " + NAME;
        this.mapper = mapper;
    }

    /**
     * Begins a query, in which what a table's owner put into it may run. A session has one at a time, until it is settled.
     *
     * @param rows how many are held at once
     */
    static <T> Cursor<T> open(Session session, String sql, int rows, Function<Row, T> mapper) {
        session.untrusted().execute("declare " + NAME + " no scroll cursor for " + sql);
        return new Cursor<>(session, rows, mapper);
    }

    @Override
    public boolean hasNext() {
        if (fetched.isEmpty() && !ended) {
            fetched.addAll(session.untrusted().query(next, mapper));
            ended = fetched.isEmpty();
        }
        return !fetched.isEmpty();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return fetched.remove();
    }
}
