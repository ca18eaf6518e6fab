package org.rowferry.unpack;

/**
 * The form that files are asked for in.
 *
 * @param header each file begins with the names of its columns
 * @param op keys and rows are in one file, and a first column tells deletes from inserts
 * @param zstd files are compressed
 * @param duckdb a script for DuckDB is beside them; its reader takes U+FEFF at a file's beginning away, so there is a header
 */
public record Form(boolean header, boolean op, boolean zstd, boolean duckdb) {
    public Form {
        if (op && duckdb) {
            throw new IllegalArgumentException("the script for DuckDB reads keys and rows apart");
        }
        header = header || duckdb;
    }

    String suffix() {
        return zstd ? ".csv.zst" : ".csv";
    }
}
