package org.rowferry.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** A configuration file: its root section, and all that is wrong with it once the rooms have read their settings. */
public final class Configuration {
    private static final String SAMPLES =
            "See exporter/exporter.yaml and importer/importer.yaml in the distribution for annotated samples.";
    private static final Set<PosixFilePermission> OWNER =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Path file;
    private final List<String> problems;
    private final List<Section> sections = new ArrayList<>();
    private final Set<String> hints = new LinkedHashSet<>();
    private final Section root;

    private Configuration(Path file, Document.Contents contents) {
        this.file = file;
        this.problems = contents.problems();
        this.root = open("", contents.root());
    }

    /**
     * Reads a file of YAML in UTF-8.
     *
     * @throws Failure if it is missing, cannot be read, or is not YAML; the message never quotes a line of it, since
     *     that may hold a password
     */
    public static Configuration read(Path file) {
        try {
            return new Configuration(file, Document.read(withoutMark(Files.readString(file))));
        } catch (NoSuchFileException e) {
            throw failure(file, "does not exist").hint(SAMPLES).because(e);
        } catch (AccessDeniedException e) {
            throw failure(file, "cannot be read by " + System.getProperty("user.name"))
                    .hint("Give that user the right to read it; who has it is shown by: ls -l " + Shell.word(file))
                    .because(e);
        } catch (CharacterCodingException e) {
            throw failure(file, "is not UTF-8")
                    .hint("If it is of an older encoding, convert it with: iconv -f LATIN1 -t UTF-8 "
                            + Shell.word(file))
                    .because(e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    public Section root() {
        return root;
    }

    public Path file() {
        return file;
    }

    /** Returns whether the file's POSIX permissions give its owner alone any right; false where there are none. */
    public boolean isPrivate() {
        try {
            return OWNER.containsAll(Files.getPosixFilePermissions(file));
        } catch (UnsupportedOperationException | IOException e) {
            return false;
        }
    }

    /**
     * Ends the reading: to be called when every room has asked for its keys.
     *
     * @throws Failure that names all problems, one to a line, if there are any
     */
    public void finish() {
        List<String> all = new ArrayList<>(problems);
        sections.forEach(section -> all.addAll(section.problems()));
        if (all.isEmpty()) {
            return;
        }
        String count = all.size() == 1 ? "1 problem" : all.size() + " problems";
        Failure failure = failure(file, "has " + count, all);
        for (String hint : hints) {
            failure = failure.hint(hint);
        }
        throw failure.hint(SAMPLES);
    }

    /** Returns all that were asked for so far. */
    List<Section> sections() {
        return List.copyOf(sections);
    }

    Section open(String path, Node.Mapping content) {
        Section section = new Section(path, content, this);
        sections.add(section);
        return section;
    }

    void hint(List<String> more) {
        hints.addAll(more);
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Failure unreadable(Path file, IOException e) {
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            String place = "line " + (marked.getProblemMark().getLine() + 1) + ", column "
                    + (marked.getProblemMark().getColumn() + 1);
            return failure(file, "is not YAML: " + place + ": " + marked.getProblem())
                    .hint("Indent with blanks, put one after each colon, and quote a text that holds ': ' or ' #'.")
                    .hint(SAMPLES);
        }
        if (e instanceof JsonProcessingException broken) {
            return failure(file, "is not YAML that maps keys to values: line " + line(broken))
                    .hint(SAMPLES);
        }
        return failure(file, "cannot be read: " + e.getMessage()).hint(SAMPLES).because(e);
    }

    private static int line(JsonProcessingException broken) {
        return broken.getLocation() == null ? 1 : broken.getLocation().getLineNr();
    }

    private static Failure failure(Path file, String message) {
        return failure(file, message, List.of());
    }

    private static Failure failure(Path file, String message, List<String> problems) {
        return new Failure(Family.CONFIGURATION, "configuration " + file + " " + message, problems);
    }
}
