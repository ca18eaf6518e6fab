package org.rowferry.unpack;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rowferry.bundle.Manifest;
import org.rowferry.ddl.DuckBundle;
import org.rowferry.ddl.DuckFile;
import org.rowferry.ddl.DuckTable;
import org.rowferry.ddl.Scripts;
import org.rowferry.ddl.Templates;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Column;
import org.rowferry.schema.Content;
import org.rowferry.schema.Identifier;

/** Makes the script that merges the files into a DuckDB. */
final class DuckScript {
    private DuckScript() {}

    /** Refuses tables that DuckDB cannot hold: it does not tell {@code a} from {@code A}, and has no table without columns. */
    static void requireFit(List<UnpackedTable> tables) {
        List<String> problems = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (UnpackedTable each : tables) {
            String name = each.table().name().toString();
            if (each.table().columns().isEmpty()) {
                problems.add(name + " has no columns");
            }
            if (!taken.add(folded(each.table().name().schema().name()
                    + '\0'
                    + each.table().name().name().name()))) {
                problems.add(name + " has the name of another table but for upper and lower case");
            }
            twice(each)
                    .ifPresent(column ->
                            problems.add(name + " has the column " + column + " twice but for upper and lower case"));
        }
        if (!problems.isEmpty()) {
            throw new Failure(Family.USAGE, "DuckDB cannot hold tables of this bundle:", problems)
                    .hint("Name the tables that DuckDB gets with --table TABLE, once for each, or leave out --duckdb.");
        }
    }

    private static Optional<Identifier> twice(UnpackedTable each) {
        Set<String> taken = new HashSet<>();
        return each.table().columnNames().stream()
                .filter(column -> !taken.add(folded(column.name())))
                .findFirst();
    }

    /** Returns a name as DuckDB compares it: only letters of ASCII have another case there. */
    private static String folded(String name) {
        StringBuilder folded = new StringBuilder();
        name.chars().forEach(c -> folded.append((char) (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)));
        return folded.toString();
    }

    /** @param longest the bytes of the longest record of each file, by its name */
    static String of(Manifest manifest, List<UnpackedTable> tables, Map<String, Long> longest, String version) {
        DuckBundle bundle = new DuckBundle(
                manifest.target(),
                manifest.to(),
                manifest.incarnation(),
                manifest.types(),
                tables.stream().map(each -> table(each, longest)).toList());
        return new Scripts(Templates.packaged(), version).duckdb(bundle);
    }

    private static DuckTable table(UnpackedTable each, Map<String, Long> longest) {
        return new DuckTable(
                each.table(),
                each.content().from(),
                file(each, Content.IDS, longest),
                file(each, Content.KEYS, longest),
                file(each, Content.ROWS, longest).orElseThrow());
    }

    private static Optional<DuckFile> file(UnpackedTable each, Content content, Map<String, Long> longest) {
        List<Column> columns =
                content == Content.ROWS ? each.table().columns() : each.table().keyColumns();
        return Stream.of(each)
                .filter(table -> table.content().contents().contains(content))
                .map(table -> table.file(content))
                .map(file -> new DuckFile(file.name(), columns, file.records(), longest.getOrDefault(file.name(), 0L)))
                .findFirst();
    }
}
