package org.rowferry.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.report.Findings;
import org.rowferry.report.Level;

/** A locale without UTF-8, and a key that others can use, are warnings with the command that helps. */
class HostCheckTest {
    private final Findings findings = new Findings();
    private final HostCheck host = new HostCheck(findings);

    @Test
    void localeOfUtf8_passes_andAnotherIsAWarning() {
        host.locale("UTF-8");
        assertThat(findings.worst()).isEqualTo(Level.OK);
        host.locale("ANSI_X3.4-1968");
        assertThat(findings.worst()).isEqualTo(Level.WARN);
    }

    @Test
    void keyOfItsOwnerAlone_passes() {
        host.key(Path.of("/k"), PosixFilePermissions.fromString("rw-------"));
        assertThat(findings.worst()).isEqualTo(Level.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void keyThatIsOpenToOthers_isAWarning(String mode) {
        host.key(Path.of("/a key"), PosixFilePermissions.fromString(mode));
        assertThat(findings.all()).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.WARN);
            assertThat(finding.problem().orElseThrow().hints()).containsExactly("Run: chmod 600 '/a key'");
        });
    }
}
