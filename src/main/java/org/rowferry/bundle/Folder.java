package org.rowferry.bundle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.rowferry.schema.Sha256;
import org.rowferry.schema.TableName;

/**
 * Derives the folder of a table's members from its name, so that no name can be a path.
 *
 * <p>One that would not leave room for the rest of a member's name in a tar header is cut and gets a hash; {@code ~}
 * stands in no other.
 */
final class Folder {
    /** With {@code /rows.123456789.csv} behind it a name has 99 bytes, which every reader of tar takes. */
    static final int MOST_BYTES = 80;

    private static final int HASH_DIGITS = 16;

    private Folder() {}

    static String of(TableName table) {
        String folder =
                encode(table.schema().name()) + "." + encode(table.name().name());
        return folder.length() <= MOST_BYTES
                ? folder
                : folder.substring(0, MOST_BYTES - HASH_DIGITS - 1) + "~" + hash(table);
    }

    private static String encode(String name) {
        if (isPlain(name)) {
            return name;
        }
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(b)) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isPlain(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    /** Hashes the exact pair: no identifier holds the NUL between them. */
    private static String hash(TableName table) {
        MessageDigest sha256 = Sha256.digest();
        sha256.update((table.schema().name() + '\0' + table.name().name()).getBytes(StandardCharsets.UTF_8));
        return Sha256.hex(sha256.digest()).substring(0, HASH_DIGITS);
    }
}
