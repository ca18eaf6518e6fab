package org.rowferry.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * PostgreSQL's {@code pg_snapshot}: which transactions are visible. Transaction ids are 64 bits wide and never reused.
 *
 * @param xmin the lowest transaction id that was still running; all below it are visible or rolled back
 * @param xmax one past the highest transaction id that had ended; none from here on is visible
 * @param running the transaction ids between the two that were running, ascending
 */
public record Snapshot(long xmin, long xmax, List<Long> running) {
    public Snapshot {
        running = List.copyOf(running);
        if (xmin < 1 || xmax < xmin) {
            throw new IllegalArgumentException("no snapshot runs from " + xmin + " to " + xmax);
        }
        long last = xmin - 1;
        for (long xid : running) {
            if (xid <= last || xid >= xmax) {
                throw new IllegalArgumentException("no snapshot from " + xmin + " to " + xmax + " lists " + running);
            }
            last = xid;
        }
    }

    /**
     * Reads the form that the server prints: {@code xmin:xmax:xid,xid,…}.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static Snapshot parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("'" + text + "' is not a snapshot");
        }
        List<Long> running = new ArrayList<>();
        for (String xid : parts[2].isEmpty() ? new String[0] : parts[2].split(",", -1)) {
            running.add(Long.parseLong(xid));
        }
        return new Snapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), running);
    }

    /** Returns whether a transaction that committed was visible. */
    boolean sees(long xid) {
        return xid < xmax && !running.contains(xid);
    }

    /** Returns whether a later snapshot of the same server sees all that this one sees, as each of them does. */
    public boolean precedes(Snapshot later) {
        if (xmax > later.xmax) {
            return false;
        }
        Set<Long> unseen = new HashSet<>(running);
        return later.running.stream().allMatch(xid -> xid >= xmax || unseen.contains(xid));
    }

    @Override
    public String toString() {
        return xmin + ":" + xmax + ":"
                + String.join(",", running.stream().map(String::valueOf).toList());
    }
}
