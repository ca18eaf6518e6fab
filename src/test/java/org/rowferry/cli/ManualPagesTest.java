package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual pages say what the commands say of themselves, in a form that man reads. */
class ManualPagesTest {
    private static final Map<String, String> PAGES = ManualPages.all("2026-11-21");

    @TempDir
    private Path folder;

    @Test
    void everyVerb_hasAPageWithAnExampleAndAllExitCodes() {
        List<String> named = new ShownCommands()
                .verbs().stream()
                        .map(verb -> "rowferry-" + verb.replace(' ', '-'))
                        .toList();
        assertThat(PAGES).containsKey("rowferry").containsKeys(named.toArray(String[]::new));
        PAGES.forEach((name, page) -> {
            assertThat(page).as(name).containsPattern("\\.SH EXAMPLES\n\\.nf\n.*rowferry ");
            for (ExitCode code : ExitCode.values()) {
                assertThat(page)
                        .as(name)
                        .contains("\\fB" + code.number() + " " + code.name().toLowerCase(Locale.ROOT) + "\\fR\nCheck: "
                                + code.toCheck().replace("-", "\\-"));
            }
        });
    }

    @Test
    void page_showsOptionsAndKeepsTheirHyphens() {
        assertThat(PAGES.get("rowferry-export"))
                .startsWith(".TH ROWFERRY-EXPORT 1 2026-11-21 \"rowferry ")
                .contains(".TP\n\\fB\\-\\-config FILE\\fR\nThe exporter's configuration.\n")
                .contains("rowferry export \\-\\-config exporter.yaml \\-\\-target reporting\n");
    }

    /** The role of a configuration is the job's, which owns nothing. */
    @Test
    void exampleThatAppliesAScript_namesTheOwner() {
        PAGES.forEach((name, page) -> {
            String examples = page.substring(page.indexOf(".SH EXAMPLES"), page.indexOf(".SH SEE ALSO"));
            if (examples.contains("\\-\\-apply")) {
                assertThat(examples).as(name).containsPattern("(source|target) postgresql://\\w+_owner@");
            }
        });
        assertThat(PAGES.get("rowferry-generate-tracking")).contains("\\-\\-apply");
    }

    @Test
    void pages_areAcceptedByAFormatterWithoutAWarning() throws IOException, InterruptedException {
        assumeTrue(OperatorShell.installed("groff").isPresent(), "groff is not installed: apt-get install groff");
        List<String> command = new ArrayList<>(List.of("groff", "-man", "-ww", "-z", "-Tutf8"));
        for (Map.Entry<String, String> page : PAGES.entrySet()) {
            command.add(Files.writeString(folder.resolve(page.getKey() + ".1"), page.getValue())
                    .toString());
        }
        Process groff = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(groff.waitFor()).as(said).isZero();
        assertThat(said).isEmpty();
    }
}
