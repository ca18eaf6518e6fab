package org.rowferry.exporter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.rowferry.schema.Table;

/** A table's columns and key as one text; where it changes, rows that were shipped before no longer fit. */
record Shape(String text) {
    static Shape of(Table table) {
        String columns = table.columns().stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", "));
        return new Shape(columns + ", key " + table.key().columns());
    }

    /** Returns the shape's SHA-256 in hexadecimal. */
    String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
