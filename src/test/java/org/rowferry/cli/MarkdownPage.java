package org.rowferry.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One of the project's papers, in Markdown. */
record MarkdownPage(Path file, List<String> lines) {
    private static final Pattern HEADING = Pattern.compile("#+ (.+)");
    private static final Pattern FENCE = Pattern.compile("```(\\w*) ?(\\w*)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

    MarkdownPage {
        lines = List.copyOf(lines);
    }

    /**
     * A fenced block.
     *
     * @param heading the last one above it
     * @param line where it begins, for messages
     * @param side the second word behind the fence, such as {@code source}; may be empty
     */
    record Block(Path file, String heading, int line, String language, String side, List<String> lines) {
        Block {
            lines = List.copyOf(lines);
        }

        @Override
        public String toString() {
            return file + ":" + line + " " + heading + ": " + lines.get(0);
        }
    }

    static MarkdownPage read(String file) {
        return read(Path.of(file));
    }

    static MarkdownPage read(Path file) {
        try {
            return new MarkdownPage(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns every paper of the project. */
    static List<MarkdownPage> all() {
        try (Stream<Path> files = Files.walk(Path.of("."))) {
            return files.map(Path::normalize)
                    .filter(file -> file.toString().endsWith(".md") && !file.startsWith("target"))
                    .sorted()
                    .map(MarkdownPage::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        String heading = "";
        for (int at = 0; at < lines.size(); at++) {
            Matcher title = HEADING.matcher(lines.get(at));
            Matcher fence = FENCE.matcher(lines.get(at));
            if (title.matches()) {
                heading = title.group(1);
            } else if (fence.matches()) {
                int end = at + 1 + lines.subList(at + 1, lines.size()).indexOf("```");
                blocks.add(
                        new Block(file, heading, at + 1, fence.group(1), fence.group(2), lines.subList(at + 1, end)));
                at = end;
            }
        }
        return blocks;
    }

    List<String> headings() {
        return lines.stream()
                .map(HEADING::matcher)
                .filter(Matcher::matches)
                .map(title -> title.group(1))
                .toList();
    }

    /** Returns the headings as links name them: GitHub's rule. */
    List<String> anchors() {
        return headings().stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    List<String> links() {
        return found(LINK, String.join("\n", lines));
    }

    /** Returns what stands in single backticks, outside of blocks. */
    List<String> code() {
        return found(CODE, String.join("\n", lines).replaceAll("(?sm)^```.*?^```", ""));
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }
}
