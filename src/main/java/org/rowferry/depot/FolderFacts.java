package org.rowferry.depot;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A folder as the user that runs Rowferry finds it.
 *
 * @param mode as {@code ls} shows it: {@code rwxr-x---}
 * @param openToOthers others than its owner and its group may write there
 * @param writable this user may write there
 * @param readOnly its file system is mounted so
 * @param usable the bytes that this user may still write
 */
record FolderFacts(
        Path folder, String owner, String mode, boolean openToOthers, boolean writable, boolean readOnly, long usable) {

    static FolderFacts read(Path folder) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(folder, PosixFileAttributes.class);
        FileStore store = Files.getFileStore(folder);
        return new FolderFacts(
                folder,
                attributes.owner().getName(),
                PosixFilePermissions.toString(attributes.permissions()),
                attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE),
                Files.isWritable(folder) && Files.isExecutable(folder),
                store.isReadOnly(),
                store.getUsableSpace());
    }
}
