package org.rowferry.bundle;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rowferry.bundle.Totals.TableTotal;
import org.rowferry.schema.Content;

/** Words and reads {@code counts.csv}: what each content of each table holds, in the manifest's order. */
final class CountsCsv {
    static final String MEMBER = "counts.csv";

    private static final String HEADER = "folder,content,records,bytes\n";
    private static final int MOST_LINE = Folder.MOST_BYTES + 50;
    private static final Pattern NUMBERS = Pattern.compile("(0|[1-9][0-9]{0,17}),(0|[1-9][0-9]{0,17})");

    private CountsCsv() {}

    static byte[] render(Manifest manifest, List<TableTotal> totals) {
        StringBuilder csv = new StringBuilder(HEADER);
        for (int i = 0; i < totals.size(); i++) {
            TableTotal total = totals.get(i);
            for (Content content : manifest.tables().get(i).contents()) {
                line(csv, ContentParts.of(total.table(), content), counts(total, content));
            }
        }
        return csv.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static Counts counts(TableTotal total, Content content) {
        return switch (content) {
            case IDS -> total.keys();
            case KEYS -> total.allKeys();
            case ROWS -> total.rows();
            case DIGESTS -> total.digests();
        };
    }

    private static void line(StringBuilder csv, ContentParts series, Counts counts) {
        csv.append(beginning(series))
                .append(counts.records())
                .append(',')
                .append(counts.bytes())
                .append('\n');
    }

    private static String beginning(ContentParts series) {
        return series.folder() + "," + series.content() + ",";
    }

    static long mostBytes(Manifest manifest) {
        return HEADER.length()
                + (long) Content.values().length * MOST_LINE * manifest.tables().size();
    }

    /** Reads the counts of every content that the manifest announces, and of nothing else. */
    static Map<ContentParts, Counts> parse(byte[] csv, Manifest manifest, Damage damage) {
        String text = new String(csv, StandardCharsets.ISO_8859_1);
        if (!text.startsWith(HEADER)) {
            throw damage.that("has a counts.csv that begins otherwise than with '" + HEADER.strip() + "'");
        }
        Map<ContentParts, Counts> counts = new HashMap<>();
        int at = HEADER.length();
        for (ContentParts series : MemberOrder.announced(manifest)) {
            int end = text.indexOf('\n', at);
            String begins = beginning(series);
            if (end < 0 || !text.startsWith(begins, at)) {
                throw damage.that("has a counts.csv without a line for the " + series.content() + " of "
                        + series.table() + " where it should be");
            }
            counts.put(series, numbers(text.substring(at + begins.length(), end), series, damage));
            at = end + 1;
        }
        if (at != text.length()) {
            throw damage.that("has a counts.csv with more lines than its manifest announces");
        }
        return counts;
    }

    private static Counts numbers(String text, ContentParts series, Damage damage) {
        Matcher numbers = NUMBERS.matcher(text);
        if (numbers.matches()) {
            long records = Long.parseLong(numbers.group(1));
            long bytes = Long.parseLong(numbers.group(2));
            if (records <= bytes && (records > 0 || bytes == 0)) {
                return new Counts(records, bytes);
            }
        }
        throw damage.that(String.format(
                Locale.ROOT,
                "counts the %s of %s as %s, which cannot be",
                series.content(),
                series.table(),
                Damage.show(text)));
    }
}
