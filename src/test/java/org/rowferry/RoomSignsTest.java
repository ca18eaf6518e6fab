package org.rowferry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every package opens with the sentence that says what it holds; a room also says what it leans on and never sees. */
class RoomSignsTest {
    private static final Path HOUSE = Path.of("src/main/java/org/rowferry");

    static List<Path> packages() throws IOException {
        try (Stream<Path> files = Files.walk(HOUSE)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> HOUSE.relativize(file.getParent()))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("packages")
    void package_opensWithASentence(Path folder) throws IOException {
        Path sign = HOUSE.resolve(folder).resolve("package-info.java");
        assertThat(sign).as("the sign of %s", folder).exists();
        String text = Files.readString(sign).replaceAll("\\s+\\*?\\s*", " ");
        assertThat(text).containsPattern("^/\\*\\* [A-Z][^.]+\\. ").contains("@NullMarked");
        if (folder.getNameCount() == 1) {
            assertThat(text).as("the sign of the room %s", folder).contains("Leans on ", "Must never ");
        }
    }
}
