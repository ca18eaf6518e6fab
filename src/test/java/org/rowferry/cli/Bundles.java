package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.BundleReader;
import org.rowferry.bundle.Limits;

/** The files in a folder, as a test looks at them. */
final class Bundles {
    private Bundles() {}

    /** Returns the bundles that anybody sees, by their names. */
    static List<Path> in(Path folder) {
        return list(folder)
                .filter(file -> BundleName.parse(file.getFileName().toString()).isPresent())
                .sorted()
                .toList();
    }

    static Path newest(Path folder) {
        List<Path> all = in(folder);
        return all.get(all.size() - 1);
    }

    static Stream<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the digest of every file in the folder and below it, by its path there. */
    static Map<String, String> digests(Path folder) {
        Map<String, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> digests.put(folder.relativize(file).toString(), digest(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return digests;
    }

    static String digest(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fails unless every file that is seen as a bundle is whole. */
    static void assertWhole(Path folder) {
        for (Path bundle : in(folder)) {
            try (InputStream in = Files.newInputStream(bundle)) {
                String name = bundle.getFileName().toString();
                assertThat(BundleReader.verify(in, name, Limits.NONE)
                                .manifest()
                                .to()
                                .position())
                        .isEqualTo(BundleName.parse(name).orElseThrow().position());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes the files of a folder and leaves the folders below it empty. */
    static void clear(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
