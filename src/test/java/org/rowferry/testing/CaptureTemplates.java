package org.rowferry.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Templates of scripts that differ from Rowferry's own in how many keys of a statement are noted by themselves. */
public final class CaptureTemplates {
    private static final String SINGLY = "{{singly}}";
    private static final Path IN_ARRAYS = inArrays();

    private CaptureTemplates() {}

    /** Returns a folder of templates by which all keys of a statement but its first are noted in arrays. */
    public static Path inArraysFromTheSecondKey() {
        return IN_ARRAYS;
    }

    private static Path inArrays() {
        try {
            String packaged = Files.readString(Path.of("ddl-templates/source/note_statement.sql"));
            if (!packaged.contains(SINGLY)) {
                throw new AssertionError("the template has no number of single keys");
            }
            Path folder = Files.createDirectories(Path.of("target")).toAbsolutePath();
            Path templates = Files.createTempDirectory(folder, "templates");
            Files.createDirectory(templates.resolve("source"));
            Files.writeString(templates.resolve("source/note_statement.sql"), packaged.replace(SINGLY, "1"));
            return templates;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
