package org.rowferry.apply;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.rowferry.catalog.ColumnDefinitions;
import org.rowferry.catalog.Definitions;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;

/**
 * The columns that were written, with what their values depend on: number and type, the numbers in partitions, the
 * attributes of composite types, the labels of enums.
 *
 * @param texts a letter for the kind, and the text of {@link Definitions}
 */
record WrittenColumns(List<String> texts) {
    private static final Pattern COLUMN = Pattern.compile("c(\\d+) (\"(?:[^\"]|\"\")+\"|[^\" ]+) (.*)", Pattern.DOTALL);

    /** Says that partitions were looked at, which an older Rowferry did not. */
    private static final String OF_PARTS = "looked at partitions";

    private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

    WrittenColumns {
        texts = List.copyOf(texts);
    }

    /** Reads them as they are now; those that are gone are left out. The definitions are those of the table, and others'. */
    static WrittenColumns of(Session session, ColumnDefinitions known, Stored table, Collection<Identifier> written) {
        Definitions definitions = known.of(table.oid(), written, List.of());
        List<String> texts = new ArrayList<>();
        if (table.files().size() > 1) {
            texts.add(OF_PARTS);
            parts(session, table.oid(), written).forEach(text -> texts.add("p" + text));
        }
        definitions.columns().forEach(text -> texts.add("c" + text));
        definitions.composites().forEach(text -> texts.add("t" + text));
        definitions.labels().forEach(text -> texts.add("l" + text));
        return new WrittenColumns(texts);
    }

    /** Reads the numbers that the columns have in partitions and children, where they have others than in the table. */
    private static List<String> parts(Session session, long table, Collection<Identifier> written) {
        return session.query(
                """
                with recursive tree (oid) as (
                    select ?::oid union select i.inhrelid from tree t join pg_inherits i on i.inhparent = t.oid),
                numbers (oid, list) as (
                    select t.oid, string_agg(a.attnum::text, ',' order by a.attname)
                    from tree t join pg_attribute a on a.attrelid = t.oid
                    where a.attnum > 0 and not a.attisdropped and a.attname = any (?)
                    group by t.oid)
                select format('%s %s', n.oid, n.list) as part from numbers n
                where n.list <> (select top.list from numbers top where top.oid = ?::oid)
                order by n.oid""",
                row -> row.text("part"),
                table,
                written.stream().map(Identifier::name).toArray(String[]::new),
                table);
    }

    List<Identifier> names() {
        return List.copyOf(columns().keySet());
    }

    boolean has(Identifier name) {
        return columns().containsKey(name);
    }

    /**
     * Says how they are no longer the columns that were written, though their table has the same files.
     *
     * @param parts the oids of the tables that had rows then
     */
    Optional<String> changedTo(WrittenColumns now, Set<String> parts) {
        if (texts.equals(now.texts)) {
            return Optional.empty();
        }
        Map<Identifier, NumberedColumn> columns = now.columns();
        for (Map.Entry<Identifier, NumberedColumn> before : columns().entrySet()) {
            NumberedColumn column = columns.getOrDefault(before.getKey(), before.getValue());
            if (!column.number().equals(before.getValue().number())) {
                return Optional.of("has another column " + before.getKey() + " than the one that was written to");
            }
            if (!TypeFit.fits(before.getValue().type(), column.type())) {
                return Optional.of("has the column " + before.getKey() + " as " + column.type() + ", which was "
                        + before.getValue().type() + " when it was written to");
            }
        }
        if (texts.contains(OF_PARTS) && !ofParts(parts).equals(now.ofParts(parts))) {
            return Optional.of("has a partition with other columns than those that were written to");
        }
        if (!now.ofKind('l').containsAll(ofKind('l'))) {
            return Optional.of("has labels of an enum that were renamed since it was written to");
        }
        return ofKind('t').stream().allMatch(type -> now.ofKind('t').stream().anyMatch(other -> extend(type, other)))
                ? Optional.empty()
                : Optional.of("has a composite type that was changed since it was written to");
    }

    /**
     * Returns whether a column got a wider type, in which every value is the same one. An integer that was made a narrower
     * one for a while, and was not refused, came back as it was.
     */
    boolean isWidened(Identifier name, WrittenColumns now) {
        NumberedColumn before = columns().get(name);
        NumberedColumn after = now.columns().get(name);
        return before != null
                && after != null
                && (INTEGERS.contains(after.type()) || !before.type().equals(after.type()))
                && TypeFit.fits(before.type(), after.type());
    }

    /** A composite type that got more attributes at its end has the others as they were. */
    private static boolean extend(String type, String other) {
        return other.equals(type) || other.startsWith(type.substring(0, type.length() - 1) + ", ");
    }

    private record NumberedColumn(String number, String type) {}

    private Map<Identifier, NumberedColumn> columns() {
        Map<Identifier, NumberedColumn> columns = new LinkedHashMap<>();
        texts.stream()
                .map(COLUMN::matcher)
                .filter(Matcher::matches)
                .forEach(parts ->
                        columns.put(identifier(parts.group(2)), new NumberedColumn(parts.group(1), parts.group(3))));
        return columns;
    }

    private static Identifier identifier(String text) {
        return new Identifier(
                text.startsWith("\"") ? text.substring(1, text.length() - 1).replace("\"\"", "\"") : text);
    }

    private Set<String> ofParts(Set<String> parts) {
        return ofKind('p').stream()
                .filter(text -> parts.contains(text.substring(1, text.indexOf(' '))))
                .collect(Collectors.toSet());
    }

    private List<String> ofKind(char kind) {
        return texts.stream()
                .filter(text -> text.charAt(0) == kind && !text.equals(OF_PARTS))
                .toList();
    }
}
