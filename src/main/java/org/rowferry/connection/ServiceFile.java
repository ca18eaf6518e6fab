package org.rowferry.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.rowferry.report.Failure;
import org.rowferry.report.Shell;

/**
 * libpq's connection service file: {@code [name]} and below it {@code keyword=value} without blanks around the equals
 * sign; the first of equal keywords and of equal names counts. Source: libpq's manual, 'The Connection Service File'.
 *
 * <p>The driver reads such files too, but wants its own property names in them, not libpq's.
 */
final class ServiceFile {
    /** The folders that libpq is compiled with, in the builds of Debian, Red Hat and PostgreSQL. */
    private static final List<String> SYSTEM_FOLDERS =
            List.of("/etc/postgresql-common", "/etc/sysconfig/pgsql", "/usr/local/pgsql/etc");

    private final Path file;
    private final String service;

    private ServiceFile(Path file, String service) {
        this.file = file;
        this.service = service;
    }

    /** Returns the service's parameters from the user's file, or from the system's where that one lacks it. */
    static Map<Parameter, String> read(String service, Map<String, String> environment) {
        List<Path> files = files(environment);
        return files.stream()
                .map(file -> new ServiceFile(file, service).parameters())
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> undefined(service, files));
    }

    private static List<Path> files(Map<String, String> environment) {
        Optional<Path> named =
                Optional.ofNullable(environment.get("PGSERVICEFILE")).map(Path::of);
        if (named.isPresent() && !Files.exists(named.get())) {
            throw UnreadableText.of("service file " + named.get() + " from PGSERVICEFILE does not exist")
                    .hint("Run 'export PGSERVICEFILE=…' with its path.");
        }
        Path user = named.orElseGet(() -> HomeFolder.of(environment).resolve(".pg_service.conf"));
        Stream<String> folders = Optional.ofNullable(environment.get("PGSYSCONFDIR"))
                .map(Stream::of)
                .orElseGet(SYSTEM_FOLDERS::stream);
        return Stream.concat(Stream.of(user), folders.map(folder -> Path.of(folder, "pg_service.conf")))
                .filter(Files::exists)
                .toList();
    }

    private static Failure undefined(String service, List<Path> files) {
        String where = files.isEmpty()
                ? "no service file was found"
                : "it is not in "
                        + String.join(" or ", files.stream().map(Path::toString).toList());
        return UnreadableText.of("service '" + service + "' is unknown: " + where)
                .hint("Add [" + service + "] to ~/.pg_service.conf, or name its file by PGSERVICEFILE.");
    }

    private Optional<Map<Parameter, String>> parameters() {
        List<String> lines = lines();
        int header = indexOfHeader(lines);
        if (header < 0) {
            return Optional.empty();
        }
        Map<Parameter, String> parameters = new EnumMap<>(Parameter.class);
        for (int i = header + 1; i < lines.size() && !lines.get(i).startsWith("["); i++) {
            if (!lines.get(i).isEmpty() && !lines.get(i).startsWith("#")) {
                addTo(parameters, lines.get(i), i + 1);
            }
        }
        return Optional.of(parameters);
    }

    private int indexOfHeader(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("[" + service + "]")) {
                return i;
            }
        }
        return -1;
    }

    private void addTo(Map<Parameter, String> parameters, String line, int number) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw broken(number, "has no '='");
        }
        String keyword = line.substring(0, equals);
        Parameter parameter = Parameter.named(keyword)
                .orElseThrow(() ->
                        broken(number, "has the unknown parameter '" + keyword + "'" + Parameter.didYouMean(keyword)));
        if (parameter == Parameter.SERVICE) {
            throw broken(number, "names another service, which libpq does not follow");
        }
        parameters.putIfAbsent(parameter, line.substring(equals + 1));
    }

    private Failure broken(int line, String what) {
        return UnreadableText.of("service file " + file + " " + what + " in line " + line)
                .hint("Write 'keyword=value', without blanks around the equals sign, as psql reads it.");
    }

    private List<String> lines() {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return text.lines().map(String::strip).toList();
        } catch (IOException e) {
            throw UnreadableText.of("service file " + file + " cannot be read: " + e)
                    .hint("Run 'ls -l " + Shell.word(file) + "' and give its reader the right to.")
                    .because(e);
        }
    }
}
