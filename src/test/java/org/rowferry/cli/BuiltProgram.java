package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The jar of the build, as processes of their own run it: with the archive of its classes that the launcher makes. To load
 * the classes anew takes half of a short command's time.
 */
final class BuiltProgram {
    private static final Path JAR = Path.of(System.getProperty("rowferry.jar")).toAbsolutePath();
    private static final Path ARCHIVE = archive();

    private BuiltProgram() {}

    private static Path archive() {
        try {
            Path folder = Files.createTempDirectory("rowferry-program");
            folder.toFile().deleteOnExit();
            List.of("rowferry", "rowferry.jar", "rowferry.jsa", "typed.sh")
                    .forEach(name -> folder.resolve(name).toFile().deleteOnExit());
            installWithoutArchive(folder);
            new Host(folder, Map.of("PATH", System.getenv("PATH"), "JAVA_HOME", System.getProperty("java.home")), "")
                    .types("./rowferry --archive-classes");
            Path archive = folder.resolve("rowferry.jsa");
            assertThat(archive).isNotEmptyFile();
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the launcher and the jar in a folder, as a package does before it makes the archive. */
    static void installWithoutArchive(Path bin) throws IOException {
        Files.copy(Path.of("rowferry"), bin.resolve("rowferry"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createSymbolicLink(bin.resolve("rowferry.jar"), JAR);
    }

    /** Puts the launcher, the jar and the archive in a folder. */
    static void install(Path bin) throws IOException {
        installWithoutArchive(bin);
        Files.createSymbolicLink(bin.resolve("rowferry.jsa"), ARCHIVE);
    }

    static String jar() {
        return JAR.toString();
    }

    /** The options of a JVM that lives for a second. */
    static List<String> shortLived() {
        return Stream.concat(Stream.of("-XX:TieredStopAtLevel=1"), longLived().stream())
                .toList();
    }

    /** The options of a JVM that moves a hundred megabytes, for which the optimizing compiler pays. */
    static List<String> longLived() {
        return List.of("-XX:+UseSerialGC", "-Xlog:disable", "-Xshare:auto", "-XX:SharedArchiveFile=" + ARCHIVE);
    }
}
