package org.rowferry.unpack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.Verified;
import org.rowferry.schema.Point;

/**
 * The description of the files, as programs read it from {@code tables.json}; docs/unpack.md promises its fields. It says
 * nothing that is not known before they are written, so that a second run can tell whether they are there already.
 */
record Listing(int format, Source bundle, boolean header, List<Entry> tables, List<Gone> leftOut) {
    private static final int FORMAT = 1;

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** The bundle that was unpacked. */
    record Source(
            String target,
            long number,
            String snapshot,
            String time,
            String incarnation,
            List<String> ancestors,
            String digest) {}

    /** One table. */
    record Entry(
            String schema,
            String table,
            String kind,
            @Nullable Long from,
            List<String> key,
            List<Described> columns,
            @Nullable String op,
            List<Written> files) {}

    /** One column, with its type in PostgreSQL. */
    record Described(String name, String type, boolean notNull) {}

    /** One file. */
    record Written(String file, String holds, List<String> columns, long records) {}

    /** One table that the bundle goes without. */
    record Gone(String schema, String table, String reason) {}

    static Listing of(Verified verified, List<UnpackedTable> tables, Form form) {
        Manifest manifest = verified.manifest();
        return new Listing(
                FORMAT,
                source(verified),
                form.header(),
                tables.stream().map(Listing::entry).toList(),
                manifest.leftOut().stream()
                        .map(left -> new Gone(
                                left.table().schema().name(),
                                left.table().name().name(),
                                left.reason()))
                        .toList());
    }

    private static Source source(Verified verified) {
        Manifest manifest = verified.manifest();
        return new Source(
                manifest.target().toString(),
                manifest.to().position().number(),
                manifest.to().snapshot().toString(),
                manifest.time().toString(),
                manifest.incarnation().id().toString(),
                manifest.incarnation().ancestors().stream().map(UUID::toString).toList(),
                verified.digest());
    }

    private static Entry entry(UnpackedTable unpacked) {
        return new Entry(
                unpacked.table().name().schema().name(),
                unpacked.table().name().name().name(),
                unpacked.content().kind().toString(),
                unpacked.content().from().map(Listing::number).orElse(null),
                TableFile.names(unpacked.table().key().columns()),
                unpacked.table().columns().stream()
                        .map(column -> new Described(column.name().name(), column.type(), column.notNull()))
                        .toList(),
                unpacked.form().op() ? unpacked.op() : null,
                unpacked.files().stream()
                        .map(file -> new Written(file.name(), file.holds(), file.columns(), file.records()))
                        .toList());
    }

    private static Long number(Point point) {
        return point.position().number();
    }

    String json() {
        try {
            return MAPPER.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of ours can be written", e);
        }
    }
}
