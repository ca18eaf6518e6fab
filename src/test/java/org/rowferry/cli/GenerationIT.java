package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

class GenerationIT {
    @Test
    void generate_tellsWhoMayApplyAScript() {
        try (TestDatabase source = Servers.oldest().newDatabase("generation")) {
            String url = source.as("rowferry_test_clerk").url();

            Operator.Answer answer = new Operator(Map.of()).types("generate", "tracking", "--source", url, "--apply");

            assertThat(answer.code()).isEqualTo(ExitCode.SOURCE.number());
            assertThat(answer.text())
                    .startsWith("rowferry: a right is missing on rowferry_test_clerk@")
                    .contains("--source or --target postgresql://OWNER@HOST/DATABASE");
        }
    }
}
