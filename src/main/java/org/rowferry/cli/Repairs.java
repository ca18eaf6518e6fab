package org.rowferry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.TableName;

/** Reads which buckets of which tables are to be mended: {@code TABLE:BUCKETS}, or a file with a line of that for each. */
final class Repairs {
    private Repairs() {}

    /**
     * Reads the arguments of {@code --repair}.
     *
     * @throws Failure of the family USAGE for what is neither
     */
    static Map<TableName, BucketNumbers> read(List<String> arguments) {
        Map<TableName, BucketNumbers> repairs = new HashMap<>();
        for (String argument : arguments) {
            if (isFile(argument)) {
                lines(Path.of(argument)).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .forEach(line -> add(repairs, line));
            } else {
                add(repairs, argument);
            }
        }
        return repairs;
    }

    private static boolean isFile(String argument) {
        return argument.indexOf('\0') < 0 && Files.isRegularFile(Path.of(argument));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new Failure(Family.USAGE, "the file " + file + " cannot be read: " + e.getMessage())
                    .hint("Give a text file that this user may read, or the buckets themselves.");
        }
    }

    private static void add(Map<TableName, BucketNumbers> repairs, String text) {
        int colon = text.lastIndexOf(':');
        try {
            if (colon < 1) {
                throw new IllegalArgumentException("there is no file of this name, and it has no colon");
            }
            TableName table = TableName.parse(text.substring(0, colon));
            BucketNumbers numbers = BucketNumbers.parse(text.substring(colon + 1));
            if (repairs.putIfAbsent(table, numbers) != null) {
                throw new IllegalArgumentException(table + " is named twice");
            }
        } catch (IllegalArgumentException e) {
            throw new Failure(Family.USAGE, "--repair does not take '" + text + "': " + e.getMessage())
                    .hint(
                            "Give a table with buckets as the target prints it, such as public.orders:1024/3,17, or a file with a"
                                    + " line of that for each table.");
        }
    }
}
