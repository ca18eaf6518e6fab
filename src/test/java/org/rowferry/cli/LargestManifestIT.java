package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.bundle.Forge;

/** The largest manifest that the format's bounds allow is read in the smallest heap, 64 MB. */
final class LargestManifestIT {
    private static final int MOST_BYTES = 16 << 20;

    @TempDir
    private Path folder;

    @Test
    void tenThousandTablesWithAHundredThousandColumns_areRead() {
        Map<String, String> members = new LinkedHashMap<>();
        String columns = many(10, i -> column(name(i, 60), "character varying(" + (i + 1) + ")"));
        members.put("manifest.json", manifest("5:9:6", "", many(10_000, i -> table("t" + i, columns))));
        String csv = "name,type,not_null,key\n"
                + IntStream.range(0, 10)
                        .mapToObj(i -> "\"" + name(i, 60) + "\",\"character varying(" + (i + 1) + ")\",t,\n")
                        .collect(Collectors.joining());
        StringBuilder counts = new StringBuilder("folder,content,records,bytes\n");
        for (int i = 0; i < 10_000; i++) {
            members.put("s.t" + i + "/columns.csv", csv);
            members.put("s.t" + i + "/rows.csv", "");
            counts.append("s.t").append(i).append(",rows,0,0\n");
        }
        members.put("counts.csv", counts.toString());
        assertRead(members);
    }

    @Test
    void allTransactionsAncestorsTypesAndLabels_areRead() {
        String running = many(65_500, i -> String.valueOf(9_000_000_000_000_000_000L + 2L * i));
        String snapshot = "9000000000000000000:9200000000000000000:" + running;
        String types = many(
                10_000,
                i -> "{\"name\":\"s." + name(i, 60) + "\",\"kind\":\"enum\",\"labels\":["
                        + many(10, label -> "\"" + name(label, 60) + "\"") + "]}");
        Map<String, String> members = new LinkedHashMap<>();
        members.put("manifest.json", manifest(snapshot, ", \"types\": [" + types + "]", ""));
        members.put("counts.csv", "folder,content,records,bytes\n");
        assertRead(members);
    }

    private void assertRead(Map<String, String> members) {
        assertThat(members.getOrDefault("manifest.json", "").length()).isBetween(MOST_BYTES / 2, MOST_BYTES);
        Path file = folder.resolve("reporting-0000000001.tar.zst");
        Bundles.write(file, Forge.pack(members));
        ChildProcess child = ChildProcess.start("inspect", file.toString());
        assertThat(child.await()).as("%s", child.err()).isZero();
    }

    private static String manifest(String snapshot, String types, String tables) {
        String ancestors = many(10_000, i -> String.format(Locale.ROOT, "\"00000000-0000-4000-8000-%012x\"", i + 1));
        return "{\"format\":1,\"tool\":\"" + "x".repeat(4_000)
                + "\",\"source\":{\"name\":\"shop\",\"system\":\"1\",\"server\":\"18.6\"},"
                + "\"incarnation\":{\"id\":\"00000000-0000-4000-8000-000000000000\",\"ancestors\":[" + ancestors
                + "]},\"target\":\"reporting\",\"number\":1,\"snapshot\":\"" + snapshot
                + "\",\"time\":\"2026-03-01T02:00:00Z\",\"tables\":[" + tables + "]" + types + "}";
    }

    private static String table(String name, String columns) {
        return "{\"schema\":\"s\",\"table\":\"" + name + "\",\"folder\":\"s." + name
                + "\",\"kind\":\"full\",\"fingerprint\":\"" + "5e".repeat(32) + "\",\"key\":[],\"columns\":[" + columns
                + "]}";
    }

    private static String column(String name, String type) {
        return "{\"name\":\"" + name + "\",\"type\":\"" + type + "\",\"notNull\":true}";
    }

    private static String name(int i, int length) {
        return "n".repeat(length - String.valueOf(i).length()) + i;
    }

    private static String many(int count, IntFunction<String> each) {
        return IntStream.range(0, count).mapToObj(each).collect(Collectors.joining(","));
    }
}
