package org.rowferry.ddl;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;

/** The templates that scripts are made from: those in the jar, or an operator's own copy of them in a folder. */
public final class Templates {
    private static final String PACKAGED = "/ddl-templates/";

    private final Optional<Path> folder;

    private Templates(Optional<Path> folder) {
        this.folder = folder;
    }

    /** Returns the templates that Rowferry comes with. */
    public static Templates packaged() {
        return new Templates(Optional.empty());
    }

    /**
     * Returns the templates of a folder with the subfolders {@code common}, {@code source}, {@code target} and {@code fdw}; a file
     * that is not in it is taken from those that Rowferry comes with.
     *
     * @throws Failure if there is no such folder
     */
    public static Templates in(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new Failure(Family.USAGE, "the folder of templates '" + folder + "' does not exist")
                    .hint("Copy ddl-templates from Rowferry's sources and give its path: --templates DIR.");
        }
        return new Templates(Optional.of(folder));
    }

    /** Opens a template by its path, such as {@code source/capture.sql}. */
    Reader open(String path) {
        return new StringReader(own(path).orElseGet(() -> packaged(path)));
    }

    private Optional<String> own(String path) {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        Path file = folder.get().resolve(path);
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new Failure(Family.USAGE, "the template '" + file + "' cannot be read: " + e.getMessage())
                    .because(e)
                    .hint("Let the user that runs Rowferry read it: chmod u+r " + Shell.quoted(file.toString()) + ".");
        }
    }

    private static String packaged(String path) {
        try (InputStream in = Templates.class.getResourceAsStream(PACKAGED + path)) {
            if (in == null) {
                throw new Failure(Family.USAGE, "there is no template '" + path + "'")
                        .hint("Check the names after '{{>' in your own templates against ddl-templates.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the template '" + path + "' in the jar cannot be read", e);
        }
    }
}
