package org.rowferry.importer;

import java.util.Collection;
import java.util.UUID;
import java.util.stream.Collectors;
import org.rowferry.report.Failure;
import org.rowferry.report.Invocation;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * The SQL by which an operator corrects the tracking of an inbox.
 *
 * @param schema Rowferry's own on the target
 */
public record TrackingSql(Identifier schema, StreamName inbox) {
    /** Vouches for tables: whichever have their names now are taken as they are. */
    String adopt(Collection<TableName> tables) {
        return "update " + schema + ".import_tracking set table_oid = null" + ofInbox()
                + " and (schema_name, table_name) in ("
                + tables.stream()
                        .sorted()
                        .map(table -> "(" + new Literal(table.schema().name()) + ", "
                                + new Literal(table.name().name()) + ")")
                        .collect(Collectors.joining(", "))
                + ");";
    }

    /** Lets all tables begin again that follow an incarnation. */
    public String forget(UUID incarnation) {
        return "delete from " + schema + ".import_tracking" + of(incarnation) + ";";
    }

    /** Forgets the tables that follow an incarnation, and its bundles from a position on. */
    private String forgetFrom(UUID incarnation, Position position) {
        return forget(incarnation) + " delete from " + schema + ".import_bundle" + of(incarnation) + " and number >= "
                + position + ";";
    }

    /**
     * Adds to a failure how a target gets over a file that was not its source's: what is known from that position on is
     * forgotten, and a full begins again.
     *
     * @param when the condition under which that helps, the beginning of a sentence
     */
    Failure undo(Failure failure, String when, StreamName stream, UUID incarnation, Position position) {
        return failure.hint(when + ", run as the owner on the target: " + forgetFrom(incarnation, position))
                .hint("Then run on the source: ", Invocation.ofExporter("export", "--target " + stream + " --full"));
    }

    private String of(UUID incarnation) {
        return ofInbox() + " and incarnation = " + new Literal(incarnation.toString());
    }

    private String ofInbox() {
        return " where inbox = " + new Literal(inbox.name());
    }
}
