package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;

/**
 * The two hosts that the papers speak of, with the operator's desk: what a block shows is run as it stands, but for the
 * names of hosts, databases, folders and of the operating system's user.
 *
 * <p>Both servers ask everybody for a password. The admin may make roles and databases, each database belongs to the
 * owner of its tables, and neither is a superuser.
 */
final class TwoHosts implements AutoCloseable {
    static final String ADMIN = "admin";
    static final String SOURCE_OWNER = "shop_owner";
    static final String TARGET_OWNER = "warehouse_owner";
    static final String SECOND_OWNER = "lab_owner";

    private static final int NOT_AS_TOLD = 99;
    private static final Pattern TOLD = Pattern.compile("(.*?)\\s+# exit (\\d+)");
    private static final String TYPED = "a password of its own";
    private static final List<String> MADE = List.of(
            "rowferry_capture",
            "rowferry_exporter",
            "rowferry_importer",
            "rowferry_reader",
            "shop_reader",
            "lab_capture",
            "lab_exporter",
            "lab_importer");

    private final Path folder;
    private final TestDatabase source;
    private final TestDatabase target;
    private final Map<String, String> substitutions = new LinkedHashMap<>();
    private final OperatorShell desk;
    private final Operator operator;
    private final String password;

    TwoHosts(Path folder) throws IOException {
        this.folder = folder;
        this.source = Servers.oldest().newDatabase("docs_shop");
        this.target = Servers.newest().newDatabase("docs_warehouse");
        this.desk = new OperatorShell(folder);
        this.operator = new Operator(desk.environment());
        install();
        person(source, SOURCE_OWNER);
        person(target, TARGET_OWNER);
        substitute();
        password = source.as(ADMIN).url().replaceAll("^[^:]*://[^:]*:([^@]*)@.*", "$1");
        desk.furnish(
                Stream.of(ADMIN, SOURCE_OWNER, TARGET_OWNER, SECOND_OWNER)
                        .map(role -> "*:*:*:" + role + ":" + password)
                        .toList(),
                TYPED);
    }

    /** Makes the files that a package has for the operator. */
    private void install() throws IOException {
        Path etc = Files.createDirectories(folder.resolve("etc"));
        Path passwords = Files.createFile(etc.resolve("pgpass"));
        Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
        Files.createDirectories(folder.resolve("var/outbox"));
        Files.createDirectories(folder.resolve("var/inbox"));
    }

    private static void person(TestDatabase database, String owner) {
        database.as(ADMIN);
        database.as(owner);
        execute(
                database,
                "alter role " + ADMIN + " createrole createdb; grant " + owner + " to " + ADMIN + "; alter database "
                        + database.name() + " owner to " + owner);
    }

    private void substitute() throws IOException {
        for (Map.Entry<String, TestDatabase> host :
                Map.of("db1:5432/shop", source, "db2:5432/warehouse", target).entrySet()) {
            String[] shown = host.getKey().split("[:/]", -1);
            TestDatabase database = host.getValue();
            String server = database.server().host() + ":" + database.server().port();
            substitutions.put("@" + host.getKey(), "@" + server + "/" + database.name());
            substitutions.put(
                    "\n" + host.getKey().replace('/', ':') + ":", "\n" + server + ":" + database.name() + ":");
            for (String before : List.of("database ", "rename to ")) {
                for (String after : List.of("_", " ", "'")) {
                    substitutions.put(before + shown[2] + after, before + database.name() + after);
                }
            }
        }
        substitutions.put(
                "@db1:5432/",
                "@" + source.server().host() + ":" + source.server().port() + "/");
        String asOptions = "host '%s', port '%d', dbname '%s'";
        substitutions.put("host 'db1', port '5432', dbname 'shop'", asOnSource(asOptions));
        substitutions.put("host: db1, port: 5432, dbname: shop", asOnSource("host: %s, port: %d, dbname: %s"));
        substitutions.put(":PASSWORD", ":" + TYPED);
        substitutions.put("rsync -a --remove-source-files --exclude='.*' rowferry@db1:", "carry ");
        String user = System.getProperty("user.name");
        String group =
                Files.readAttributes(folder, PosixFileAttributes.class).group().getName();
        substitutions.put("-o rowferry -g rowferry", "-o '" + user + "' -g '" + group + "'");
        substitutions.put("/etc/rowferry", folder.resolve("etc").toString());
        substitutions.put("/var/lib/rowferry", folder.resolve("var").toString());
        substitutions.put("~/", folder.resolve("home") + "/");
        substitutions.put("./rowferry ", "rowferry ");
    }

    private String asOnSource(String format) {
        return String.format(
                Locale.ROOT, format, source.server().host(), source.server().port(), source.name());
    }

    /** Types {@code rowferry init}, and returns what it prints. */
    List<String> init() {
        Operator.Answer answer = operator.types(
                "init",
                "--source",
                withoutPassword(source.as(SOURCE_OWNER)),
                "--target",
                withoutPassword(target.as(TARGET_OWNER)),
                "--output-dir",
                folder.resolve("etc").toString());
        assertThat(answer.code()).as(answer.text()).isZero();
        return answer.text().lines().toList();
    }

    private static String withoutPassword(TestDatabase database) {
        return database.url().replaceFirst(":[^:@/]*@", "@");
    }

    /** The password of everybody who has one before the jobs' roles get theirs. */
    String password() {
        return password;
    }

    /** Runs the commands that {@code rowferry init} has printed, with the files that it has written. */
    void runPrinted(List<String> printed) throws IOException {
        Path etc = folder.resolve("etc");
        for (String side : List.of("exporter", "importer")) {
            Path file = etc.resolve(side + ".yaml");
            Files.writeString(file, placed(Files.readString(file)));
            Files.writeString(
                    etc.resolve("pgpass"), "*:*:*:rowferry_" + side + ":" + TYPED + "\n", StandardOpenOption.APPEND);
        }
        String commands = printed.stream()
                .filter(line -> line.startsWith("  "))
                .map(line -> placed(line.strip()
                        .replace("ADMIN@", ADMIN + "@")
                        .replace("rsync -a --remove-source-files --exclude='.*' rowferry@SOURCE-HOST:", "carry ")))
                .collect(Collectors.joining("\n"));
        desk.run("set -e -x\n" + commands);
    }

    private String placed(String text) {
        String placed = text;
        for (String shown : List.of("-o rowferry -g rowferry", "/etc/rowferry", "/var/lib/rowferry")) {
            placed = placed.replace(shown, substitutions.getOrDefault(shown, shown));
        }
        return placed;
    }

    TestDatabase source() {
        return source;
    }

    TestDatabase target() {
        return target;
    }

    /** Runs SQL on the source as the owner of its tables. */
    void onSource(String sql) {
        execute(source.as(SOURCE_OWNER), sql);
    }

    /** Runs SQL on the target as the owner of its tables. */
    void onTarget(String sql) {
        execute(target.as(TARGET_OWNER), sql);
    }

    /** In a session of its own, which no copy of the database has to wait for. */
    private static void execute(TestDatabase database, String sql) {
        try (Connection session = database.connect();
                Statement statement = session.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    Path inbox() {
        return folder.resolve("var/inbox/shop");
    }

    Path outbox() {
        return folder.resolve("var/outbox/reporting");
    }

    /** Runs a block of a paper. */
    void run(MarkdownPage.Block block) {
        switch (block.language()) {
            case "yaml" -> configure(block, StandardOpenOption.TRUNCATE_EXISTING);
            // Both hosts have such a file, which are one here.
            case "pgpass" -> configure(block, StandardOpenOption.APPEND);
            case "sql" -> {
                if (block.side().equals("source")) {
                    onSource(text(block));
                } else {
                    onTarget(text(block));
                }
            }
            default -> {
                desk.run(script(block));
                if (text(block).contains("rowferry init ")) {
                    placeWritten();
                }
            }
        }
    }

    /** The files that {@code rowferry init} has written name the folders, and the database, that the papers show. */
    private void placeWritten() {
        for (String file : List.of("home/exporter.yaml", "home/importer.yaml", "etc/exporter.yaml")) {
            try {
                Path written = folder.resolve(file);
                Files.writeString(
                        written,
                        placed(Files.readString(written)
                                .replace("inbox/" + source.name(), "inbox/shop")
                                .replace("\n  " + source.name() + ":\n", "\n  shop:\n")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A block of a file begins with the file's name. */
    private void configure(MarkdownPage.Block block, StandardOpenOption how) {
        try {
            String text = text(block) + "\n";
            Path file = Path.of(text.lines().findFirst().orElseThrow().substring("# ".length()));
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(MarkdownPage.Block block) {
        String text = String.join("\n", block.lines());
        for (Map.Entry<String, String> substitution : substitutions.entrySet()) {
            text = text.replace(substitution.getKey(), substitution.getValue());
        }
        return text;
    }

    /** Each command must end with 0, or with the number that a comment behind it tells. */
    private String script(MarkdownPage.Block block) {
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

    /** Runs a line of the operator's own, after what the papers' blocks have exported. */
    void shell(String line) {
        desk.run(". ./env; " + line);
    }

    /** Carries what lies in the outbox to the inbox. */
    void carry() {
        desk.run("carry " + outbox() + "/ " + inbox() + "/");
    }

    /** A night without trouble: something changed, is exported, carried and imported, and all tables are equal. */
    void night(List<TableName> tables) {
        onSource("insert into public.orders (customer) values ('night'); delete from public.\"Order-Lines\""
                + " where \"order\" = (select min(\"order\") from public.\"Order-Lines\")");
        types(0, "export", "--config", "exporter.yaml");
        carry();
        types(0, "import", "--config", "importer.yaml");
        assertEqual(tables);
    }

    void assertEqual(List<TableName> tables) {
        try (Connection ofSource = source.connect();
                Connection ofTarget = target.connect()) {
            tables.forEach(table -> Tables.assertEqual(ofSource, ofTarget, table));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try (TestDatabase other = source.server().newDatabase("docs_other")) {
            other.query("select quote_ident(datname) from pg_database where datname like '" + source.name() + "\\_%'")
                    .forEach(row -> other.execute("drop database " + row.get(0) + " with (force)"));
        }
        for (TestDatabase database : List.of(source, target)) {
            MADE.forEach(role -> forget(database, role));
            database.close();
        }
    }

    /** Roles outlive their database, and other tests' scripts would find them. */
    private static void forget(TestDatabase database, String role) {
        database.execute(String.format(Locale.ROOT, """
                do $$
                begin
                    if exists (select from pg_roles where rolname = '%1$s') then
                        drop owned by %1$s cascade;
                        drop role %1$s;
                    end if;
                end
                $$""", role));
    }
}
