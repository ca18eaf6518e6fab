package org.rowferry.capture;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.report.Shown;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TypeText;

/** The size past which the server makes no text of a row: it would end with a number of bytes and name nothing. */
final class TextLimit {
    /** MaxAllocSize of PostgreSQL. */
    private static final long MOST = (1L << 30) - 1;

    private final Session session;
    private final ShippedTable shipped;

    TextLimit(Session session, ShippedTable shipped) {
        this.session = session;
        this.shipped = shipped;
    }

    record Found(List<Long> bytes, String row) {}

    /**
     * Refuses a row past the limit.
     *
     * @param query gives the large rows alone, with all columns that are shipped
     */
    void require(String query) {
        String sizes = shipped.columns().stream().map(TextLimit::size).collect(Collectors.joining(", "));
        Optional<Found> found = session.untrusted()
                .first(
                        "select array(select unnest(l.sizes)::text) as sizes, l.row from (select array[" + sizes
                                + "]::bigint[] as sizes, " + row() + " as row from (" + query
                                + ") as b offset 0) as l where (select sum(size) from unnest(l.sizes) as size) > "
                                + MOST
                                + " limit 1",
                        TextLimit::found);
        if (found.isPresent()) {
            throw refused(found.get());
        }
    }

    private static Found found(Row row) {
        return new Found(row.texts("sizes").stream().map(Long::valueOf).toList(), row.text("row"));
    }

    /** Bytes are worded as hexadecimal digits; a type whose text is short counts for nothing. */
    static String size(Column column) {
        String value = "b." + column.name();
        return switch (TypeText.bare(column.type())) {
            case "bytea" -> "coalesce(octet_length(" + value + "), 0)::bigint * 2";
            case "text", "character varying", "character" -> "coalesce(octet_length(" + value + "), 0)";
            default -> "0";
        };
    }

    String row() {
        List<Identifier> key = shipped.source().key().key().columns();
        return key.isEmpty()
                ? "'no key tells it from others'"
                : key.stream()
                        .map(column -> new Literal(column + " = ") + " || quote_nullable((b." + column + ")::text)")
                        .collect(Collectors.joining(" || ' and ' || "));
    }

    Failure refused(Found found) {
        int largest = 0;
        for (int i = 1; i < found.bytes().size(); i++) {
            largest = found.bytes().get(i) > found.bytes().get(largest) ? i : largest;
        }
        Identifier column = shipped.columns().get(largest).name();
        String size = String.format(Locale.ROOT, "%,d", found.bytes().get(largest));
        return new Failure(
                        Family.SOURCE,
                        shipped.name() + " has a row of which the server can make no text, where " + found.row()
                                + ": the column " + column + " takes " + size + " bytes as text, and 1 GB is the most")
                .hint(
                        "Leave such rows out with \"where: coalesce(octet_length(" + Shown.line(column.toString())
                                + "), 0) < 500000000\" at the table's entry in ",
                        Mention.ENTRY_FILE,
                        ".")
                .hint(
                        "Or leave the column out: name the others under 'columns' at the table's entry in ",
                        Mention.ENTRY_FILE,
                        ".");
    }
}
