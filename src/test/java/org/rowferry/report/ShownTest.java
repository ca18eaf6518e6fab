package org.rowferry.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    /** A hint with such a name can be pasted still. */
    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "it's\n'", "\\\n\\n", "x\33[0m", "\u202eab", "$HOME\n`x`", "plain", "it's"})
    void wordForAShell_isOnOneLineAndMeansTheText(String text) throws IOException, InterruptedException {
        String word = Shell.word(text);
        assertThat(Shown.line(word)).isEqualTo(word);
        Process bash = new ProcessBuilder("bash", "-c", "printf %s " + word).start();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(text);
        assertThat(bash.waitFor()).isZero();
    }
}
