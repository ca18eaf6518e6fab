package org.rowferry.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;

/**
 * The main job on each major between the oldest and the newest, which all other tests run on. {@code .ci/every-major}
 * plays the whole suite on each.
 */
final class MajorsIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17})
    void majorAsTheSource_isFollowedInFullAndByChanges(int major) {
        assertFollows(Servers.between(major), Servers.newest());
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17})
    void majorAsTheTarget_followsInFullAndByChanges(int major) {
        assertFollows(Servers.oldest(), Servers.between(major));
    }

    private void assertFollows(Server source, Server target) {
        try (ShopPipeline ferry = ShopPipeline.between(source, target, folder)) {
            ferry.exportAndImport();
            ferry.assertEqual();
            KilledRuns journey = new KilledRuns(ferry, source.major() * 100L + target.major());
            for (int night = 1; night <= 2; night++) {
                journey.changeAll();
                ferry.exportAndImport();
                ferry.assertEqual();
            }
            Ran.of("status", "--config", ferry.exporterYaml()).assertOk();
            Ran.of("status", "--config", ferry.importerYaml()).assertOk();
        }
    }
}
