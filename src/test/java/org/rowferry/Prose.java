package org.rowferry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The sentences of a file that people read: a paper's text, or the comments and messages of code. */
final class Prose {
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern TEXT_BLOCK = Pattern.compile("(?s)\"\"\".*?\"\"\"");
    private static final Pattern JAVA =
            Pattern.compile("(?s)/\\*.*?\\*/|\"((?:[^\"\\\\\n]|\\\\.)*)\"|//[^\n]*(?:\n *//[^\n]*)*");
    private static final Pattern SQL = Pattern.compile("(?s)/\\*.*?\\*/|--[^\n]*(?:\n *--[^\n]*)*");
    private static final Pattern YAML = Pattern.compile("#[^\n]*(?:\n *#[^\n]*)*");

    /** A line end before an item, a heading or an empty line, a cell's border, a tag of Javadoc or HTML. */
    private static final Pattern END_OF_BLOCK =
            Pattern.compile("\n\\s*(?=\n|[-*#] |\\d+\\. )|\\||</?[a-z]+>|@(?:param|throws) \\S+|@return");

    private static final Pattern END_OF_SENTENCE = Pattern.compile("(?<=[.!?]\\*{0,2}) ");

    private Prose() {}

    static List<String> of(Path file) {
        try {
            return file.toString().matches(".*\\.(md|java|sql|yaml)") ? of(file, Files.readString(file)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> of(Path file, String text) {
        String name = file.toString();
        if (name.endsWith(".md")) {
            return sentences(FENCED.matcher(text).replaceAll("").replaceAll("(?m)^ {4}.*$", ""));
        }
        Pattern comments = name.endsWith(".java") ? JAVA : name.endsWith(".sql") ? SQL : YAML;
        return comments.matcher(TEXT_BLOCK.matcher(text).replaceAll("``"))
                .results()
                .map(MatchResult::group)
                .flatMap(comment -> sentences(bare(comment)).stream())
                .toList();
    }

    private static String bare(String comment) {
        return comment.replaceAll("^/\\*+|\\*/$", "").replaceAll("(?m)^ *(\\*|//|--|#) ?", "");
    }

    private static List<String> sentences(String text) {
        String prose = text.replaceAll("(?s)`[^`]*`|\\{@\\w+ [^}]*}", "`code`");
        return END_OF_BLOCK
                .splitAsStream(prose)
                .map(block -> block.strip().replaceAll("\\s+", " "))
                .flatMap(END_OF_SENTENCE::splitAsStream)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }
}
