package org.rowferry.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.report.Shell;

/**
 * libpq's password file: lines {@code host:port:database:user:password}, each of the first four may be {@code *}, and
 * the first line that fits counts. Source: libpq's manual, 'The Password File'.
 *
 * <p>The driver reads such files too, but looks for all of several hosts as if they were one, and knows no
 * {@code passfile} parameter.
 */
public final class PasswordFile {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final Path file;
    private final boolean missing;
    private final List<String> lines;

    private PasswordFile(Path file, boolean missing, List<String> lines) {
        this.file = file;
        this.missing = missing;
        this.lines = lines;
    }

    /** Opens the file that the settings name, or the user's own; one that is missing has no passwords, as in libpq. */
    static PasswordFile of(Settings settings, Map<String, String> environment) {
        return of(settings.value(Parameter.PASSFILE), environment);
    }

    /** Opens the file that PGPASSFILE names, or the user's own; one that is missing has no passwords. */
    public static PasswordFile of(Map<String, String> environment) {
        return of(Parameter.PASSFILE.in(environment).filter(name -> !name.isEmpty()), environment);
    }

    private static PasswordFile of(Optional<String> name, Map<String, String> environment) {
        Path file =
                name.map(Path::of).orElseGet(() -> HomeFolder.of(environment).resolve(".pgpass"));
        try {
            boolean found = Files.isRegularFile(file);
            return new PasswordFile(file, name.isPresent() && !found, found ? lines(file) : List.of());
        } catch (IOException e) {
            throw UnreadableText.of("password file " + file + " cannot be read: " + e)
                    .hint("Give " + System.getProperty("user.name")
                            + " the right to read it; who has it is shown by: ls -l " + Shell.word(file));
        }
    }

    /** Another connection's line may be of another encoding, which is no reason to fail. */
    private static List<String> lines(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /**
     * Returns the password for one of several addresses.
     *
     * @param host the host as the connection calls it, a name or an address
     */
    public Optional<String> find(String host, int port, String database, String user) {
        Optional<String> password = line(host, port, database, user).map(fields -> unescaped(fields.get(4)));
        password.ifPresent(found -> refuseIfOpenToOthers());
        return password.filter(found -> !found.isEmpty());
    }

    private Optional<List<String>> line(String host, int port, String database, String user) {
        List<String> wanted = List.of(host, Integer.toString(port), database, user);
        return lines.stream()
                .filter(line -> !line.startsWith("#"))
                .map(PasswordFile::fields)
                .filter(fields -> fields.size() >= 5 && matches(fields, wanted))
                .findFirst();
    }

    /** Says how a password for an address comes into the file. */
    String mended(String host, int port, String database, String user) {
        String line = Stream.of(host, Integer.toString(port), database, user)
                        .map(field -> field.replaceAll("([\\\\:])", "\\\\$1"))
                        .collect(Collectors.joining(":"))
                + ":PASSWORD";
        String word = Shell.word(file);
        if (line(host, port, database, user).isPresent()) {
            String anew = Shell.word(file + ".new");
            return "The password file " + file
                    + " has another password for the role. Put the right one before it: (umask 077 && echo "
                    + Shell.word(line) + " | cat - " + word + " > " + anew + ") && cat " + anew + " > " + word
                    + " && rm "
                    + anew;
        }
        return (missing ? "The password file " + file + " is not there, or is no file that can be seen. " : "")
                + "Add the role's line, with its password, to the file that PGPASSFILE names (~/.pgpass): (umask 077 && echo "
                + Shell.word(line) + " >> " + word + ") && chmod 600 " + word;
    }

    private static boolean matches(List<String> fields, List<String> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            if (!fields.get(i).equals("*") && !unescaped(fields.get(i)).equals(wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Splits at the colons that have no backslash before them. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '\\') {
                i++;
            } else if (line.charAt(i) == ':') {
                fields.add(line.substring(start, i));
                start = i + 1;
            }
        }
        fields.add(line.substring(start));
        return fields;
    }

    private static String unescaped(String field) {
        return field.replaceAll("\\\\(.)", "$1");
    }

    /** libpq warns and goes on without the password; here that would end in a message that does not tell why. */
    private void refuseIfOpenToOthers() {
        try {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(OTHERS);
            permissions.retainAll(Files.getPosixFilePermissions(file));
            if (!permissions.isEmpty()) {
                throw UnreadableText.of("password file " + file + " is open to others than its owner")
                        .hint("Run 'chmod 600 " + Shell.word(file) + "'.");
            }
        } catch (UnsupportedOperationException e) {
            // A file system without POSIX permissions: libpq does not check there either.
        } catch (IOException e) {
            throw UnreadableText.of("password file " + file + " cannot be read: " + e);
        }
    }
}
