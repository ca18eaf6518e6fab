package org.rowferry.depot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.rowferry.report.Finding;
import org.rowferry.report.Findings;
import org.rowferry.report.Level;

/** A folder that cannot be written fails; one that is nearly full, or open to every user, is a warning. */
class FolderVerdictTest {
    private static Finding found(boolean open, boolean writable, boolean readOnly, long usable) {
        Findings findings = new Findings();
        new FolderVerdict(new FolderFacts(Path.of("/out box"), "ferry", "rwxr-x---", open, writable, readOnly, usable))
                .tell(5_000_000, findings);
        return findings.all().get(0);
    }

    @Test
    void folderWithRoom_passes_withOwnerAndModeAndSpace() {
        assertThat(found(false, true, false, 9_000_000).lines()).containsExactly("rwxr-x--- of ferry, 9 MB free");
    }

    @Test
    void folderThatCannotBeWritten_fails() {
        assertThat(found(false, false, false, 9_000_000).level()).isEqualTo(Level.FAIL);
        assertThat(found(false, true, true, 9_000_000).level()).isEqualTo(Level.FAIL);
    }

    @Test
    void folderWithoutRoomForTheLargestBundle_isAWarning() {
        Finding finding = found(false, true, false, 5_000_000);
        assertThat(finding.level()).isEqualTo(Level.WARN);
        assertThat(finding.lines()).containsExactly("/out box has 5 MB free, and a bundle has had 5 MB");
        assertThat(finding.problem().orElseThrow().hints())
                .singleElement()
                .asString()
                .contains("df -h '/out box'");
    }

    @Test
    void folderThatEveryUserMayWrite_isAWarning() {
        assertThat(found(true, true, false, 9_000_000).problem().orElseThrow().hints())
                .containsExactly("Run: chmod o-w '/out box'");
    }
}
