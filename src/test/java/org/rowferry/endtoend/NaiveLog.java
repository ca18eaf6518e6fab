package org.rowferry.endtoend;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.rowferry.testing.TestDatabase;

/**
 * The rows of a shadow table as other tools note them, with a number from a sequence and with times, and the windows
 * over them that lose changes. A trigger on the shadow table fills it, so it holds the very rows that {@code Window}
 * reads.
 */
final class NaiveLog {
    private final TestDatabase database;

    private NaiveLog(TestDatabase database) {
        this.database = database;
    }

    /** Begins to note what comes into a shadow table whose key is one column. */
    static NaiveLog of(Source source, String shadow) {
        source.owner().execute(String.format(Locale.ROOT, """
                create table rowferry.naive (
                    id bigint generated always as identity, began timestamptz default now(),
                    noted timestamptz default clock_timestamp(), k text
                );
                create function rowferry.note() returns trigger language plpgsql security definer as
                    'begin insert into rowferry.naive (k) select unnest(coalesce(new.k1s, array[new.k1])); return null; end';
                create trigger note after insert on rowferry.%s for each row execute function rowferry.note()
                """, shadow));
        return new NaiveLog(source.superuser());
    }

    /** Opens a window that begins behind the highest number of now. */
    Reader byMaxId() {
        return new Reader("id", "(select max(id) from rowferry.naive)");
    }

    /** Opens a window that begins behind the newest time of now at which a change was noted. */
    Reader byTimeOfChange() {
        return new Reader("noted", "(select max(noted) from rowferry.naive)");
    }

    /** Opens a window that begins now, by the times at which transactions began. */
    Reader byTimeOfTransaction() {
        return new Reader("began", "clock_timestamp()");
    }

    /** Opens all of them. */
    List<Reader> readers() {
        return List.of(byMaxId(), byTimeOfChange(), byTimeOfTransaction());
    }

    /** A window over one column of the log. */
    final class Reader {
        private final String column;
        private final String end;
        private String from;

        private Reader(String column, String end) {
            this.column = column;
            this.end = end;
            this.from = at();
        }

        private String at() {
            return database.value("select coalesce(" + end + "::text, '')");
        }

        /** Returns the keys that changed since it was read last, as it thinks. */
        Set<String> read() {
            Set<String> keys = new TreeSet<>();
            String to = at();
            database.query("select k from rowferry.naive where "
                            + (from.isEmpty() ? "" : column + " > '" + from + "' and ") + column + " <= '" + to + "'")
                    .forEach(row -> keys.add(row.get(0)));
            from = to;
            return keys;
        }

        @Override
        public String toString() {
            return "the window by " + column;
        }
    }
}
