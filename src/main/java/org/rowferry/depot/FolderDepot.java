package org.rowferry.depot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.rowferry.bundle.BundleName;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.report.Shell;
import org.rowferry.schema.StreamName;

/** A folder of this host, or one that is mounted here. */
final class FolderDepot implements Depot {
    /** Hidden files are on their way. */
    private static final Pattern LOOKS_LIKE_ONE =
            Pattern.compile("[^.].*(\\.tar\\b.*|-[0-9]{10,18}.*)", Pattern.DOTALL);

    private final Path folder;
    private final Journal journal;

    /** The files that were opened, so that these and no others are put aside. */
    private final Map<BundleName, Identity> opened = new HashMap<>();

    FolderDepot(Path folder, Journal journal) {
        this.folder = folder;
        this.journal = journal;
    }

    @Override
    public List<StoredBundle> list() {
        List<StoredBundle> entries = new ArrayList<>();
        for (Path file : Folders.files(folder)) {
            BundleName.parse(file.getFileName().toString())
                    .flatMap(name -> entry(file, name))
                    .ifPresent(entries::add);
        }
        entries.sort(Comparator.comparing(StoredBundle::name));
        return List.copyOf(entries);
    }

    @Override
    public List<Stray> strays() {
        return Folders.files(folder).stream()
                .sorted()
                .flatMap(file -> stray(file).stream())
                .toList();
    }

    private Optional<Stray> stray(Path file) {
        String name = file.getFileName().toString();
        boolean named = BundleName.parse(name).isPresent();
        if (named && !isFile(file) && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(new Stray(name, 0, Files.isSymbolicLink(file) ? Stray.LINK : Stray.NO_FILE));
        }
        return !named && LOOKS_LIKE_ONE.matcher(name).matches() && isFile(file)
                ? Optional.of(new Stray(name, file.toFile().length(), Stray.MISNAMED))
                : Optional.empty();
    }

    /** Looks at one file; empty if it is none, or was taken away since the folder was read. */
    private Optional<StoredBundle> entry(Path file, BundleName name) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile()
                    ? Optional.of(new StoredBundle(
                            name,
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw cannot("look at " + file, e);
        }
    }

    @Override
    public InputStream open(BundleName name) {
        try {
            RegularFile file = RegularFile.open(path(name));
            opened.put(name, file.identity());
            return file;
        } catch (IOException e) {
            throw unopened(name, e);
        }
    }

    /** The folder was listed before: where it is still there, one file alone is at fault. */
    private Failure unopened(BundleName name, IOException e) {
        Failure failure = cannot("open bundle " + name, e);
        return Files.isDirectory(folder)
                ? new Failure(Family.BUNDLE, String.valueOf(failure.getMessage()))
                        .because(e)
                        .hint("See what lies there with 'ls -la " + Shell.word(folder)
                                + "', and give the user that runs Rowferry the"
                                + " right to read it, or take it out of the folder.")
                : failure;
    }

    @Override
    public Pending begin(BundleName name) {
        return PendingFile.begin(folder, name, journal);
    }

    @Override
    public void archive(BundleName name) {
        try {
            if (isFile(path(name))) {
                putAside(path(name), opened.getOrDefault(name, Identity.of(path(name))));
            } else if (!isFile(ArchiveFolder.name(folder).resolve(name.toString()))) {
                throw new Failure(
                                Family.DEPOT,
                                "bundle " + name + " is neither in " + folder + " nor in " + ArchiveFolder.name(folder))
                        .hint("See whether another program took it away, with 'ls -la " + Shell.word(folder) + "'.");
            }
            // Where it is comes first, then where it is not: a power cut between the two shows it twice, never not at
            // all.
            Folders.sync(ArchiveFolder.of(folder));
            Folders.sync(folder);
        } catch (IOException e) {
            throw cannot("move " + path(name) + " to " + ArchiveFolder.name(folder), e);
        }
    }

    private void putAside(Path file, Identity read) throws IOException {
        Path archive = ArchiveFolder.of(folder);
        Path before = archive.resolve(file.getFileName());
        if (isFile(before) && !RegularFile.sameBytes(before, file)) {
            keepBeside(before);
        }
        new Move(file, archive, read, journal).run();
    }

    /** A number is given twice by two sources, or by a forger: which file is whose, a person finds out. */
    private void keepBeside(Path before) throws IOException {
        int copies = 1;
        Path beside = before.resolveSibling(before.getFileName() + "." + copies);
        while (Files.exists(beside, LinkOption.NOFOLLOW_LINKS)) {
            copies++;
            beside = before.resolveSibling(before.getFileName() + "." + copies);
        }
        Files.move(before, beside);
        journal.warn(new Failure(
                        Family.DEPOT, before + " held other bytes than what is put there now; it is kept as " + beside)
                .hint("Compare both with the file in the source's outbox: sha256sum " + Shell.word(before.toString())
                        + " " + Shell.word(beside.toString())));
    }

    private static boolean isFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void sweep(StreamName stream) {
        for (Path file : Folders.files(folder)) {
            if (PendingFile.isOf(stream, file)) {
                remove(file);
            }
        }
    }

    private void remove(Path file) {
        try {
            Files.deleteIfExists(file);
            journal.say("removed " + file + ", which an earlier run left half-written");
        } catch (IOException e) {
            throw cannot("remove " + file, e);
        }
    }

    private Path path(BundleName name) {
        return folder.resolve(name.toString());
    }

    private Failure cannot(String what, IOException e) {
        return Folders.failure("cannot " + what, folder, e);
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
