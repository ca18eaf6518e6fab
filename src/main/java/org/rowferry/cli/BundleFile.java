package org.rowferry.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.bundle.BundleReader;
import org.rowferry.bundle.Limits;
import org.rowferry.bundle.Verified;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;
import org.rowferry.schema.TableName;

/** A bundle's file that a command is given: it is verified first, then read again. */
record BundleFile(Path path) {
    /** Reads an open bundle to its end, and finishes it. */
    interface Reading {
        void read(BundleReader reader) throws IOException;
    }

    Verified verify() {
        try (InputStream in = open()) {
            return BundleReader.verify(in, path.toString(), Limits.NONE);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Reads the file a second time; it is still the one that was verified, or the reading fails. */
    void again(Verified verified, Reading reading) {
        try (BundleReader reader = BundleReader.again(open(), path.toString(), Limits.NONE, verified)) {
            reading.read(reader);
        } catch (IOException e) {
            throw unreadable(e);
        } catch (OutOfMemoryError e) {
            throw BundleReader.unforeseen(path.toString(), e);
        }
    }

    private InputStream open() throws IOException {
        return new BufferedInputStream(Files.newInputStream(path));
    }

    private Failure unreadable(IOException e) {
        String why = e instanceof NoSuchFileException ? "it does not exist" : String.valueOf(e.getMessage());
        return new Failure(Family.DEPOT, "cannot read " + path + ": " + why)
                .because(e)
                .hint("Give the path of a bundle's file: ls shows what is there.");
    }

    /**
     * Returns the tables that are asked for, or all of the bundle's where none is.
     *
     * @throws Failure of the family USAGE if the bundle lacks one
     */
    static Set<TableName> chosen(Verified verified, List<TableName> asked) {
        Set<TableName> all = verified.manifest().tables().stream()
                .map(content -> content.table().name())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Set<TableName> missing = new HashSet<>(asked);
        missing.removeAll(all);
        if (!missing.isEmpty()) {
            throw new Failure(
                            Family.USAGE,
                            "the bundle holds no table " + missing.iterator().next())
                    .hint("Name one of its tables: "
                            + all.stream().map(Shell::word).collect(Collectors.joining(", ")) + ".");
        }
        return asked.isEmpty() ? all : Set.copyOf(asked);
    }
}
