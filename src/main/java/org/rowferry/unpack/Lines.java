package org.rowferry.unpack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Table;

/** How the records of a content become lines of a file. */
final class Lines {
    private static final byte[] INSERT = "I".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DELETE = "D".getBytes(StandardCharsets.US_ASCII);

    private Lines() {}

    /** Returns lines that are the records themselves. */
    static RecordSplitter.Piece same(OutputStream out) {
        return (bytes, from, to, last) -> out.write(bytes, from, to - from);
    }

    /** Returns lines of rows to insert. */
    static RecordSplitter.Piece inserts(OutputStream out, Table table) {
        return new Inserts(out, table.columns().isEmpty());
    }

    /** Returns lines of keys to delete, with each value in the field that it has in a row. */
    static RecordSplitter.Piece deletes(OutputStream out, Table table) {
        return new Deletes(out, table);
    }

    private static final class Inserts implements RecordSplitter.Piece {
        private final OutputStream out;
        private final boolean bare;
        private boolean within;

        private Inserts(OutputStream out, boolean bare) {
            this.out = out;
            this.bare = bare;
        }

        @Override
        public void take(byte[] bytes, int from, int to, boolean last) throws IOException {
            if (!within) {
                out.write(INSERT);
                if (!bare) {
                    out.write(',');
                }
            }
            within = !last;
            out.write(bytes, from, to - from);
        }
    }

    private static final class Deletes implements RecordSplitter.Piece {
        private final OutputStream out;
        /** For each column of the table the place that it has in the key, or -1. */
        private final int[] places;

        private final int fields;
        private final ByteArrayOutputStream record = new ByteArrayOutputStream();

        private Deletes(OutputStream out, Table table) {
            List<Identifier> key = table.key().columns();
            this.out = out;
            this.places = table.columnNames().stream().mapToInt(key::indexOf).toArray();
            this.fields = key.size();
        }

        @Override
        public void take(byte[] bytes, int from, int to, boolean last) throws IOException {
            record.write(bytes, from, to - from);
            if (last) {
                byte[] whole = record.toByteArray();
                record.reset();
                write(whole, ends(whole));
            }
        }

        private void write(byte[] key, int[] ends) throws IOException {
            out.write(DELETE);
            for (int place : places) {
                out.write(',');
                if (place >= 0) {
                    int from = place == 0 ? 0 : ends[place - 1] + 1;
                    out.write(key, from, ends[place] - from);
                }
            }
            out.write('\n');
        }

        /** Returns where each field ends: at a comma outside of quotes, and the last one at the line feed. */
        private int[] ends(byte[] key) {
            int[] ends = new int[fields];
            Arrays.fill(ends, key.length - 1);
            int field = 0;
            boolean quoted = false;
            for (int i = 0; i < key.length; i++) {
                if (key[i] == '"') {
                    quoted = !quoted;
                } else if (key[i] == ',' && !quoted) {
                    ends[field++] = i;
                }
            }
            return ends;
        }
    }
}
