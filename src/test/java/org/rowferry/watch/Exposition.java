package org.rowferry.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A strict reader of the text format of Prometheus, written from its specification: each metric with help and type, once. */
public final class Exposition {
    private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (\\S.*)");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)");
    private static final String VALUE = "\"((?:[^\\\\\"\\n]|\\\\[\\\\\"n])*)\"";
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)\\{((?:[a-zA-Z_][a-zA-Z0-9_]*=" + VALUE + ",?)*)\\} (-?[0-9]+(?:\\.[0-9]+)?)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=" + VALUE);

    private Exposition() {}

    /** Returns the values by metric and labels, as {@code metric{label=value, …}} with nothing escaped. */
    public static Map<String, Double> read(String text) {
        assertThat(text).endsWith("\n");
        Map<String, Double> values = new LinkedHashMap<>();
        Set<String> metrics = new HashSet<>();
        String metric = "";
        boolean typed = false;
        for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
            Matcher help = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (help.matches()) {
                metric = help.group(1);
                typed = false;
                assertThat(metrics.add(metric)).as("%s comes once", metric).isTrue();
            } else if (type.matches()) {
                assertThat(type.group(1)).isEqualTo(metric);
                typed = true;
            } else if (sample.matches()) {
                assertThat(sample.group(1)).isEqualTo(metric);
                assertThat(typed).isTrue();
                String key = metric + labels(sample.group(2));
                assertThat(values.put(key, Double.valueOf(sample.group(sample.groupCount()))))
                        .as(key)
                        .isNull();
            } else {
                assertThat(line).startsWith("# ").doesNotStartWith("# HELP").doesNotStartWith("# TYPE");
            }
        }
        return values;
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        Matcher label = LABEL.matcher(text);
        while (label.find()) {
            String value = label.group(2)
                    .replace("\\\\", "\0")
                    .replace("\\\"", "\"")
                    .replace("\\n", "\n")
                    .replace("\0", "\\");
            assertThat(labels.put(label.group(1), value)).isNull();
        }
        return labels;
    }
}
