package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;

/**
 * The two hosts that the papers speak of, with the operator's shell: what a block shows is run as it stands, but for the
 * names of hosts, databases and folders.
 */
final class TwoHosts implements AutoCloseable {
    private static final int NOT_AS_TOLD = 99;
    private static final Pattern TOLD = Pattern.compile("(.*?)\\s+# exit (\\d+)");

    private final Path folder;
    private final TestDatabase source;
    private final TestDatabase target;
    private final Map<String, String> substitutions = new LinkedHashMap<>();
    private final Set<String> lent = new HashSet<>();
    private final Operator operator;

    TwoHosts(Path folder) throws IOException {
        this.folder = folder;
        this.source = Servers.oldest().newDatabase("docs_shop");
        this.target = Servers.newest().newDatabase("docs_warehouse");
        substitutions.put("@db1:5432/shop", at(source));
        substitutions.put("@db2:5432/warehouse", at(target));
        substitutions.put(
                "host 'db1', port '5432', dbname 'shop'",
                String.format(
                        Locale.ROOT,
                        "host '%s', port '%d', dbname '%s'",
                        source.server().host(),
                        source.server().port(),
                        source.name()));
        substitutions.put(
                "host: db1, port: 5432, dbname: shop",
                String.format(
                        Locale.ROOT,
                        "host: %s, port: %d, dbname: %s",
                        source.server().host(),
                        source.server().port(),
                        source.name()));
        substitutions.put("rsync -a --remove-source-files --exclude='.*' db1:", "carry ");
        substitutions.put("/etc/rowferry", folder.resolve("etc").toString());
        substitutions.put("/var/lib/rowferry", folder.resolve("var").toString());
        substitutions.put("./rowferry ", "rowferry ");
        this.operator = new Operator(Map.of("PGPASSFILE", passwords().toString()));
        furnish();
    }

    private static String at(TestDatabase database) {
        return "@" + database.server().host() + ":" + database.server().port() + "/" + database.name();
    }

    /** Lays out folders, programs and the file of passwords. */
    private void furnish() throws IOException {
        for (String part : List.of("bin", "etc", "var/outbox/reporting", "var/inbox/shop")) {
            Files.createDirectories(folder.resolve(part));
        }
        for (String kit : List.of("exporter", "importer")) {
            Files.createSymbolicLink(folder.resolve(kit), Path.of(kit).toAbsolutePath());
        }
        // As installed: the launcher with the jar beside it, so that it builds nothing.
        Files.copy(Path.of("rowferry"), folder.resolve("bin/rowferry"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createSymbolicLink(folder.resolve("bin/rowferry.jar"), Path.of(System.getProperty("rowferry.jar")));
        program("carry", "for file in \"$1\"*; do if [ -e \"$file\" ]; then mv \"$file\" \"$2\"; fi; done");
        if (!isInstalled("psql")) {
            program(
                    "psql",
                    "exec java -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path") + "' "
                            + PsqlStandIn.class.getName() + " \"$@\"");
        }
        String password = source.url().replaceAll("^[^:]*://[^:]*:([^@]*)@.*", "$1");
        Files.writeString(passwords(), "*:*:*:*:" + password + "\n");
        Files.setPosixFilePermissions(passwords(), PosixFilePermissions.fromString("rw-------"));
    }

    private static boolean isInstalled(String program) {
        return Pattern.compile(":")
                .splitAsStream(System.getenv("PATH"))
                .anyMatch(bin -> Files.isExecutable(Path.of(bin, program)));
    }

    private void program(String name, String script) throws IOException {
        Path file = folder.resolve("bin").resolve(name);
        Files.writeString(file, "#!/usr/bin/env bash\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    TestDatabase source() {
        return source;
    }

    TestDatabase target() {
        return target;
    }

    Path inbox() {
        return folder.resolve("var/inbox/shop");
    }

    Path outbox() {
        return folder.resolve("var/outbox/reporting");
    }

    /** Runs a block of a paper. */
    void run(Paper.Block block) {
        switch (block.language()) {
            case "yaml" -> configure(block);
            case "sql" -> (block.side().equals("source") ? source : target).execute(text(block));
            default -> shell(script(block));
        }
        lendRoles();
    }

    /** A block of YAML begins with the file that it stands in. */
    private void configure(Paper.Block block) {
        try {
            String text = text(block);
            Files.writeString(Path.of(text.lines().findFirst().orElseThrow().substring("# ".length())), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(Paper.Block block) {
        String text = String.join("\n", block.lines());
        for (Map.Entry<String, String> substitution : substitutions.entrySet()) {
            text = text.replace(substitution.getKey(), substitution.getValue());
        }
        return text;
    }

    /** Each command must end with 0, or with the number that a comment behind it tells. */
    private String script(Paper.Block block) {
        List<String> script = new ArrayList<>(List.of("set -o pipefail", "touch env", ". ./env"));
        for (String line : text(block).replaceAll("\\\\\n\\s*", "").lines().toList()) {
            Matcher told = TOLD.matcher(line);
            String code = told.matches() ? told.group(2) : "0";
            script.add(told.matches() ? told.group(1) : line);
            script.add("code=$?; if [ $code -ne " + code + " ]; then echo \"that ended with $code, not " + code
                    + "\"; exit " + NOT_AS_TOLD + "; fi");
        }
        script.add("export -p > env");
        return String.join("\n", script);
    }

    /** Runs a script in the operator's shell; fails unless it ends with 0. */
    private void shell(String script) {
        try {
            ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                    .directory(folder.toFile())
                    .redirectErrorStream(true);
            Map<String, String> environment = builder.environment();
            environment.put("PGPASSFILE", passwords().toString());
            // Some fifty JVMs live for a second each.
            environment.put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
            environment.merge("PATH", folder.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(script + "\n" + output).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(script, e);
        }
    }

    private Path passwords() {
        return folder.resolve("etc/pgpass");
    }

    /** Gives their password to the roles that a kit's script has made. */
    private void lendRoles() {
        for (TestDatabase database : List.of(source, target)) {
            database.query(
                            "select rolname from pg_roles where rolname ~ '^rowferry_(capture|exporter|importer|reader)$'")
                    .forEach(row -> {
                        if (lent.add(database.name() + row.get(0))) {
                            database.as(row.get(0));
                        }
                    });
        }
    }

    /** Types a command with the configurations at hand; fails unless it ends with that code. */
    void types(int code, String... words) {
        String etc = folder.resolve("etc").toString();
        List<String> placed = new ArrayList<>();
        for (String word : words) {
            placed.add(word.endsWith(".yaml") ? etc + "/" + word : word);
        }
        Operator.Answer answer = operator.types(placed.toArray(String[]::new));
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
    }

    /** Carries what lies in the outbox to the inbox. */
    void carry() {
        shell("carry " + outbox() + "/ " + inbox() + "/");
    }

    /** A night without trouble: something changed, is exported, carried and imported, and all tables are equal. */
    void night(List<TableName> tables) {
        source.execute("insert into public.orders (customer) values ('night'); delete from public.\"Order-Lines\""
                + " where \"order\" = (select min(\"order\") from public.\"Order-Lines\")");
        types(0, "export", "--config", "exporter.yaml");
        carry();
        types(0, "import", "--config", "importer.yaml");
        assertEqual(tables);
    }

    private void assertEqual(List<TableName> tables) {
        try (Connection ofSource = source.connect();
                Connection ofTarget = target.connect()) {
            tables.forEach(table -> Tables.assertEqual(ofSource, ofTarget, table));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try (TestDatabase desk = source.server().newDatabase("docs_desk")) {
            desk.execute("drop database if exists " + source.name() + "_clone with (force)");
        }
        source.close();
        target.close();
    }
}
