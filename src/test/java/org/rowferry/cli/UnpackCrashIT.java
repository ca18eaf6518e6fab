package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An unpacking may be killed anywhere: its folder is whole or not there, and the next run mends what is left. */
final class UnpackCrashIT {
    @TempDir
    private Path folder;

    @Test
    void unpacking_killedAtEveryPoint_leavesNoHalfFolder() throws IOException {
        Path bundle = folder.resolve("bundle");
        UnpackTest.writeSample(bundle);
        Path into = folder.resolve("into");
        String[] command = {"unpack", bundle.toString(), "--into", into.toString()};
        List<String> points = ChildProcess.pointsOf(command);
        assertThat(points).contains("moved#1", "written#1", "synced#1", "renamed#1");
        Map<String, String> whole = Bundles.digests(into);
        assertThat(whole).hasSize(6);
        for (String point : points) {
            Bundles.clear(into);
            Files.delete(into);
            assertThat(ChildProcess.isKilledAt(point, command)).as(point).isTrue();
            if (Files.exists(into)) {
                assertThat(Bundles.digests(into)).as(point).containsAllEntriesOf(whole);
            }
            Ran.of(command).assertOk();
            assertThat(Bundles.digests(into)).as(point).containsAllEntriesOf(whole);
            assertThat(Bundles.list(folder).map(file -> file.getFileName().toString()))
                    .as(point)
                    .containsExactlyInAnyOrder("bundle", "into");
        }
    }
}
