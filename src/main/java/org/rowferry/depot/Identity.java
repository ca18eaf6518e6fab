package org.rowferry.depot;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * The file that has a name, and when it was last written, renamed or given to somebody: nobody but root can set that time.
 *
 * @param device with {@code inode}, what tells it from every other file of the host
 */
record Identity(long device, long inode, FileTime changed) {
    static Identity of(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:dev,ino,ctime", LinkOption.NOFOLLOW_LINKS);
        return new Identity(
                (Long) requireNonNull(attributes.get("dev")), (Long) requireNonNull(attributes.get("ino")), (FileTime)
                        requireNonNull(attributes.get("ctime")));
    }

    /** Returns whether it is the same file, whatever became of it. */
    boolean isFile(Identity other) {
        return device == other.device && inode == other.inode;
    }
}
