package org.rowferry.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/**
 * The servers' binaries that a checkout's build lays beside the jar, one jar for the oldest supported major and one for
 * the newest.
 *
 * @param folder where {@code oldest.jar} and {@code newest.jar} lie
 */
record Binaries(Path folder) {
    private static final String SERVER_CLASS = "io.zonky.test.db.postgres.embedded.EmbeddedPostgres";

    /**
     * Returns those of this build: the launcher knows where they are.
     *
     * @throws Failure if this is an installed Rowferry, which has none
     */
    static Binaries ofBuild() {
        Path folder = Path.of(System.getProperty("rowferry.pg", "target/pg")).toAbsolutePath();
        for (String major : new String[] {"oldest", "newest"}) {
            if (!Files.isReadable(folder.resolve(major + ".jar"))) {
                throw missing("there is no " + folder.resolve(major + ".jar"));
            }
        }
        if (!isOnClassPath()) {
            throw missing("the library that starts them is not on the class path");
        }
        return new Binaries(folder.normalize());
    }

    /** Returns the launcher as it is typed in the folder that the demo was started in. */
    String launcher() {
        Path checkout = folder.resolve("../..").normalize();
        Path here = Path.of("").toAbsolutePath();
        return checkout.equals(here)
                ? "./rowferry"
                : checkout.resolve("rowferry").toString();
    }

    /** Opens the archive of one server. The jars hold one resource name, which is why they are read as files. */
    InputStream open(String major) throws IOException {
        ZipFile zip = new ZipFile(folder.resolve(major + ".jar").toFile());
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            ZipEntry entry = entries.nextElement();
            if (entry.getName().endsWith(".txz")) {
                return zip.getInputStream(entry);
            }
        }
        zip.close();
        throw new IOException(folder.resolve(major + ".jar") + " holds no server");
    }

    /**
     * Returns where the archives are unpacked: beside them, once for a build, where that is this user's own; else in a
     * folder that goes with the demo. A server that root starts runs without root's rights, so it cannot use what lies in
     * another user's folders.
     */
    Unpacked unpacked(Path temporary) {
        return new Unpacked((isOwn() ? folder : temporary).resolve("servers"));
    }

    private boolean isOwn() {
        try {
            return Files.getOwner(folder).getName().equals(System.getProperty("user.name")) && Files.isWritable(folder);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isOnClassPath() {
        try {
            Class.forName(SERVER_CLASS, false, Binaries.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static Failure missing(String what) {
        return new Failure(Family.USAGE, "the demo finds no embedded servers: " + what)
                .hint("They come with a checkout's build and are no part of an installed Rowferry: run ./rowferry demo"
                        + " in a checkout of the sources.");
    }
}
