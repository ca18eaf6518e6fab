package org.rowferry.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ShownTest {
    @Test
    void textWithoutLineEnds_isShownAsItIs() {
        assertThat(Shown.line("plain 'text' \\ \"é\" 日本 😀")).isEqualTo("plain 'text' \\ \"é\" 日本 😀");
    }

    @Test
    void whatATerminalObeysOrHides_isEscaped() {
        assertThat(Shown.line("a\nb\r\tc\33[2J\u0085\u202e\u2028\ufeff\ud800\udb40\udc41"))
                .isEqualTo("a\\nb\\r\\tc\\u001b[2J\\u0085\\u202e\\u2028\\ufeff\\ud800\\udb40\\udc41");
    }

    @ParameterizedTest
    @MethodSource("lines")
    void namesAndConstantsOfALine_haveTheEscapesOfSql(String line, String shown) {
        assertThat(Shown.line(line)).isEqualTo(shown);
        assertThat(Shown.line(shown)).isEqualTo(shown);
    }

    static Stream<Arguments> lines() {
        return Stream.of(
                arguments("grant select on s.\"x\ty\nz\" to r;", "grant select on s.U&\"x\\0009y\\000az\" to r;"),
                arguments("\"a\"\"\33\\b\".\"c\"", "U&\"a\"\"\\001b\\\\b\".\"c\""),
                arguments("U&\"a\\0041\t\"", "U&\"a\\0041\\0009\""),
                arguments("\"a\udb40\udc41\u202e\"", "U&\"a\\+0e0041\\202e\""),
                arguments("the owner's table \"a\tb\"", "the owner's table U&\"a\\0009b\""),
                arguments("t = 'it''s\t\\ \u2028'", "t = E'it''s\\t\\\\ \\u2028'"),
                arguments("t = '\udb40\udc41'", "t = E'\\U000e0041'"),
                arguments("t = E'\\t\t' or U&'\\0009\t'", "t = E'\\t\\t' or U&'\\0009\\0009'"),
                arguments("to_regclass('s.\"a\tb\"')", "to_regclass(E's.\"a\\tb\"')"),
                arguments("'a \"b' of \"c\td\"", "'a \"b' of U&\"c\\0009d\""),
                arguments("no end \"of\tthis", "no end \"of\\tthis"),
                arguments("isn't 'it\t", "isn't 'it\\t"));
    }

    @Test
    void value_isEscapedAndNoSql() {
        assertThat(Shown.value("\"a\tb\"")).isEqualTo("\"a\\tb\"");
    }

    /** A hint with such a name can be pasted still. */
    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "it's\n'", "\\\n\\n", "x\33[0m", "\u202eab", "$HOME\n`x`", "plain", "it's"})
    void wordForAShell_isOnOneLineAndMeansTheText(String text) throws IOException, InterruptedException {
        String word = Shell.word(text);
        assertThat(Shown.line(word)).isEqualTo(word);
        ProcessBuilder withoutLocale = new ProcessBuilder("bash", "-c", "printf %s " + word);
        withoutLocale.environment().put("LC_ALL", "C");
        Process bash = withoutLocale.start();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(text);
        assertThat(bash.waitFor()).isZero();
    }
}
