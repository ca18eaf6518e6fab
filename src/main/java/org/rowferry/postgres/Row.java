package org.rowferry.postgres;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.rowferry.schema.Snapshot;

/** One row of a result; columns are asked for by name. */
public final class Row {
    private static final String EMPTY_ARRAY = "{}";

    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    /** Returns a text that cannot be null. */
    public String text(String column) {
        return optionalText(column)
                .orElseThrow(() -> new IllegalStateException("the column " + column + " of a result is null"));
    }

    public Optional<String> optionalText(String column) {
        return Optional.ofNullable(read(() -> result.getString(column)));
    }

    /** Returns a whole number; null counts as 0. */
    public long number(String column) {
        return read(() -> result.getLong(column));
    }

    /** Returns a {@code bytea} that cannot be null. */
    public byte[] bytes(String column) {
        byte[] bytes = read(() -> result.getBytes(column));
        if (bytes == null) {
            throw new IllegalStateException("the column " + column + " of a result is null");
        }
        return bytes;
    }

    public boolean flag(String column) {
        return read(() -> result.getBoolean(column));
    }

    public Snapshot snapshot(String column) {
        return Snapshot.parse(text(column));
    }

    public Optional<Instant> time(String column) {
        return Optional.ofNullable(read(() -> result.getObject(column, OffsetDateTime.class)))
                .map(OffsetDateTime::toInstant);
    }

    /** Returns the elements of an array of text; a null array has none. */
    public List<String> texts(String column) {
        if (EMPTY_ARRAY.equals(read(() -> result.getString(column)))) {
            return List.of();
        }
        Array array = read(() -> result.getArray(column));
        return array == null ? List.of() : List.copyOf(Arrays.asList((String[]) read(array::getArray)));
    }

    private static <T> T read(ValueReader<T> reading) {
        try {
            return reading.read();
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    /** Reads one value from the driver. */
    private interface ValueReader<T> {
        T read() throws SQLException;
    }

    /** Carries the driver's exception through a mapper to the session, which translates it. */
    static final class UncheckedSqlException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException driver;

        UncheckedSqlException(SQLException driver) {
            super(driver);
            this.driver = Objects.requireNonNull(driver);
        }

        SQLException driver() {
            return driver;
        }
    }
}
