package org.rowferry.link;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.apply.EntrySettings;
import org.rowferry.apply.FeedEntry;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.config.SchemaPattern;
import org.rowferry.config.Section;
import org.rowferry.config.TableList;
import org.rowferry.link.FdwOption.Scope;
import org.rowferry.proof.Verify;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Reads a link's list of tables. */
final class LinkTableSettings {
    /** Settings without a meaning for a view, because a view is always refreshed completely. */
    private static final List<String> OF_TABLES = List.of(
            "as-owner", "apply", "on-new-column", "triggers", "capture", "watermark", "overlap", "deletes", "verify");

    private static final Set<String> OF_ONE_TABLE = Stream.concat(
                    EntrySettings.OF_ONE_TABLE.stream(),
                    Stream.of("key", "columns", "transform", "where", "options", "column-options", "indexes"))
            .collect(Collectors.toUnmodifiableSet());

    private LinkTableSettings() {}

    /** Notes a problem for a list that names none, or one of them twice, on either side. */
    static TableList<LinkTable> read(Section link, Optional<Boolean> asOwner) {
        Optional<Boolean> ofAll = EntrySettings.asOwner(link).or(() -> asOwner);
        return EntrySettings.read(link, OF_ONE_TABLE, section -> table(section, ofAll), LinkTable::entry, "");
    }

    private static Function<TableName, Optional<LinkTable>> table(Section section, Optional<Boolean> asOwner) {
        Mirror mirror = section.choice("mirror", Mirror.class, Mirror.TABLE);
        CaptureSettings capture = CaptureSettings.read(section);
        Map<String, String> options = FdwOption.read(section, "options", Scope.TABLE);
        Map<Identifier, String> columnNames = columnNames(section);
        List<String> indexes = section.texts("indexes");
        indexes.stream()
                .filter(String::isBlank)
                .forEach(blank -> section.problem("indexes", "says nothing, where one such as 'using gist (geom)' is"));
        Optional<Verify> verify = section.choice("verify", Verify.class);
        refuseWhatBelongsElsewhere(section, mirror);
        if (mirror == Mirror.VIEW
                && section.text("table").filter(SchemaPattern::isOne).isPresent()) {
            section.problem("mirror", "is view, and a pattern takes tables that the target has; name each view");
        }
        Function<TableName, Optional<FeedEntry>> entry = EntrySettings.read(section);
        return table -> entry.apply(table)
                .map(made ->
                        new LinkTable(made.asOwner(asOwner), capture, mirror, options, columnNames, indexes, verify));
    }

    private static void refuseWhatBelongsElsewhere(Section section, Mirror mirror) {
        List<String> others = mirror == Mirror.VIEW ? OF_TABLES : List.of("indexes");
        others.stream()
                .filter(section::has)
                .flatMap(key -> key.equals("indexes") && section.texts(key).isEmpty() ? Stream.empty() : Stream.of(key))
                .forEach(key -> section.problem(
                        key, "belongs to 'mirror: " + (mirror == Mirror.VIEW ? "table" : "view") + "'"));
    }

    private static Map<Identifier, String> columnNames(Section section) {
        Map<Identifier, String> names = new LinkedHashMap<>();
        section.sections("column-options").forEach((name, column) -> {
            Optional<String> remote = column.text(FdwOption.COLUMN_NAME.keyword());
            try {
                Identifier local = Identifier.parse(name);
                remote.ifPresent(other -> names.put(local, other));
            } catch (IllegalArgumentException e) {
                section.problem("column-options", String.valueOf(e.getMessage()));
            }
        });
        return names;
    }
}
