package org.rowferry.link;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rowferry.apply.FeedEntry;
import org.rowferry.capture.Expressions;
import org.rowferry.config.DidYouMean;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Literal;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;

/**
 * The query of a materialized view over a foreign table.
 *
 * @param key the columns that identify its rows, by its own names
 */
public record MirrorQuery(List<SelectedColumn> columns, Optional<Key> key) {
    public MirrorQuery {
        columns = List.copyOf(columns);
    }

    /** A column, and the SQL expression over the foreign table's columns that it holds. */
    public record SelectedColumn(Identifier name, String expression) {}

    /**
     * Reads the foreign table, and from the source the key where the configuration tells none.
     *
     * @throws Failure if there is no such foreign table, or the configuration names columns that it lacks
     */
    public static MirrorQuery of(Session session, Link link, LinkTable table) {
        List<Identifier> there = columns(session, link, table);
        Optional<Key> key = table.capture().key().or(() -> new RemoteKeys(session, link).find(table));
        return of(link, table, there, key);
    }

    /** @param there the foreign table's columns */
    static MirrorQuery of(Link link, LinkTable table, List<Identifier> there, Optional<Key> key) {
        refuseWhatIsMissing(link, table, there);
        Selection selection = table.capture().selection();
        List<Identifier> ofKey = key.map(Key::columns).orElse(List.of());
        FeedEntry entry = table.entry();
        List<SelectedColumn> columns = new ArrayList<>();
        entry.set()
                .forEach((name, constant) -> columns.add(
                        new SelectedColumn(name, new Literal(constant) + "::" + FeedEntry.typeOf(constant))));
        there.stream()
                .filter(column -> selection.wants(column) || ofKey.contains(column))
                .forEach(column -> columns.add(new SelectedColumn(
                        named(entry, column),
                        Optional.ofNullable(selection.transform().get(column))
                                .map(Expressions::inParentheses)
                                .orElse(column.toString()))));
        refuseNamesThatStandTwice(link, entry, columns);
        return new MirrorQuery(
                columns,
                key.map(found -> new Key(found.columns().stream()
                        .map(column -> named(entry, column))
                        .toList())));
    }

    private static Identifier named(FeedEntry entry, Identifier column) {
        return entry.rename().getOrDefault(column, column);
    }

    private static List<Identifier> columns(Session session, Link link, LinkTable table) {
        TableName foreign = link.foreign(table);
        List<Identifier> columns = session.query(
                "select attname from pg_attribute where attrelid = to_regclass(?) and attnum > 0 and not attisdropped"
                        + " order by attnum",
                row -> new Identifier(row.text("attname")),
                foreign.toString());
        if (columns.isEmpty()) {
            throw ForeignTables.missing(link, foreign);
        }
        return columns;
    }

    private static void refuseWhatIsMissing(Link link, LinkTable table, List<Identifier> there) {
        Stream<Identifier> told = table.capture().key().stream().flatMap(key -> key.columns().stream());
        Stream.of(table.capture().selection().names().stream(), table.entry().rename().keySet().stream(), told)
                .flatMap(names -> names)
                .filter(name -> !there.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new Failure(
                                    Family.CONFIGURATION,
                                    "the link " + link.name() + " names the column " + name + ", which "
                                            + link.foreign(table) + " does not have"
                                            + DidYouMean.suffix(
                                                    name.name(),
                                                    there.stream()
                                                            .map(Identifier::name)
                                                            .toList()))
                            .hint(
                                    "Its columns are " + there + "; mend the table's entry in ",
                                    Mention.IMPORTER_FILE,
                                    ".")
                            .hint(
                                    "Where the source's table has the column, run as the owner: ",
                                    Invocation.ofTargetOwner(
                                            "generate fdw target", "--link " + link.name() + " --reimport"));
                });
    }

    private static void refuseNamesThatStandTwice(Link link, FeedEntry entry, List<SelectedColumn> columns) {
        Set<Identifier> names = new HashSet<>();
        for (SelectedColumn column : columns) {
            if (!names.add(column.name())) {
                throw new Failure(Family.CONFIGURATION, entry.into() + " would have two columns " + column.name())
                        .hint(
                                "Mend rename: and set: at " + entry.table() + " of the link " + link.name() + " in ",
                                Mention.IMPORTER_FILE,
                                ".");
            }
        }
    }
}
