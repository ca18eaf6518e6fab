package org.rowferry.cli.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.rowferry.connection.Endpoint;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Family;
import org.rowferry.schema.TableName;

/** The demo from its first line to its last. */
public final class Demo {
    private static final String OUTBOX = "outbox";
    private static final String INBOX = "inbox";

    private final DemoServers servers;
    private final DemoFolder folder;
    private final Narrator narrator;
    private final Database source;
    private final Database target;
    private final String exporterYaml;
    private final String importerYaml;
    private int shipped;

    private Demo(Stage stage, Narrator narrator, DemoServers servers) {
        this.servers = servers;
        this.folder = servers.folder();
        this.narrator = narrator;
        this.source = stage.database(Endpoint.parse(servers.source(), folder.variables()), Family.SOURCE);
        this.target = stage.database(Endpoint.parse(servers.target(), folder.variables()), Family.TARGET);
        this.exporterYaml = folder.path("exporter.yaml").toString();
        this.importerYaml = folder.path("importer.yaml").toString();
    }

    /**
     * Runs the demo, which has succeeded when this returns.
     *
     * @param keep leaves the servers and the folder there after a success
     * @throws org.rowferry.report.Failure of the family USAGE where there are no embedded servers
     */
    public static void run(Stage stage, boolean keep) {
        Binaries binaries = Binaries.ofBuild();
        Narrator narrator = new Narrator(stage, binaries.launcher());
        narrator.heading("Two PostgreSQL servers start, each with a new database.");
        try (DemoServers servers = narrator.timed(() -> DemoServers.start(stage, binaries))) {
            new Demo(stage, narrator, servers).play();
            if (keep) {
                servers.keep();
                tellHowToGoOn(narrator, servers);
            }
        }
    }

    private void play() {
        introduce();
        openShop();
        configure();
        generate();
        firstBundle();
        changes();
        conclude();
    }

    private void introduce() {
        tell("source", source, servers.source());
        tell("target", target, servers.target());
        narrator.say("All that the demo makes is in " + folder.path());
        narrator.export(folder.variables());
    }

    private void tell(String side, Database database, String url) {
        try (Session session = database.connect("demo")) {
            String version = session.one("show server_version", row -> row.text("server_version"));
            narrator.say(side + ": PostgreSQL " + version + ", " + url);
        }
    }

    private void openShop() {
        narrator.heading("A shop opens on the source: five tables with foreign keys, one with an ugly name.");
        try (Session session = source.connect("demo")) {
            long rows = narrator.timed(() -> Shop.open(session));
            narrator.say(String.format(Locale.ROOT, "%,d rows:", rows));
            for (TableName table : Shop.TABLES) {
                narrator.say(String.format(
                        Locale.ROOT,
                        "%-20s %,7d rows  %s",
                        table,
                        Shop.rows(session, table),
                        Shop.size(session, table)));
            }
        }
    }

    private void configure() {
        narrator.heading("Two configurations say what goes where. On real hosts each side has its own.");
        String outbox = folder.makeFolder(OUTBOX).toString();
        String inbox = folder.makeFolder(INBOX).toString();
        show(folder.write("exporter.yaml", DemoFiles.exporterYaml(servers.source(), outbox)));
        show(folder.write("importer.yaml", DemoFiles.importerYaml(servers.target(), inbox)));
    }

    private void show(Path file) {
        narrator.typed("cat", file.toString());
        narrator.read(file);
    }

    private void generate() {
        narrator.heading("Both sides are prepared. Without --apply these print the SQL, for psql and for your eyes.");
        narrator.run(List.of("generate", "tracking", "--config", exporterYaml, "--apply"));
        narrator.run(withTables(List.of("generate", "exporter"), "--config", exporterYaml, "--apply"));
        narrator.run(withTables(
                List.of("generate", "importer"), "--config", exporterYaml, "--config", importerYaml, "--apply"));
    }

    private static List<String> withTables(List<String> verb, String... options) {
        Stream<String> tables = Shop.TABLES.stream().map(TableName::toString);
        return Stream.of(verb.stream(), tables, Stream.of(options))
                .flatMap(words -> words)
                .toList();
    }

    private void firstBundle() {
        narrator.heading(
                "The first export ships every table in full. Its bundle is one file, which any means may carry.");
        narrator.run(List.of("export", "--config", exporterYaml));
        ship();
        narrator.run(List.of("import", "--config", importerYaml));
        compare();
    }

    private void changes() {
        narrator.heading("The shop is busy: several connections change rows, and an export runs in the middle of it.");
        try (BusyHour hour = new BusyHour(source)) {
            hour.begin();
            narrator.say(
                    "Four clerks insert, update, delete, change keys and roll savepoints back; a TRUNCATE has been;");
            narrator.say("one transaction has written and stays open, so this export cannot see its rows.");
            narrator.run(List.of("export", "--config", exporterYaml));
            narrator.say("");
            narrator.say("Now that transaction commits, with an id that is older than what was exported.");
            narrator.say(hour.end() + " transactions have been committed; the next export has what the last had not.");
        }
        narrator.run(List.of("export", "--config", exporterYaml));
        narrator.run(List.of("export", "--config", exporterYaml));
        narrator.heading("The target applies both bundles, in their order, each in one transaction.");
        ship();
        narrator.run(List.of("inspect", lastShipped().toString()));
        narrator.run(List.of("import", "--config", importerYaml));
        compare();
        narrator.run(List.of("status", "--config", exporterYaml));
        narrator.run(List.of("status", "--config", importerYaml));
    }

    /** Does what rsync, a USB stick or a one-way gate would do. */
    private void ship() {
        List<Path> bundles = folder.files(OUTBOX);
        List<Path> fresh = bundles.subList(shipped, bundles.size());
        List<String> words = new ArrayList<>(List.of("cp"));
        fresh.forEach(bundle -> words.add(bundle.toString()));
        words.add(folder.path(INBOX).toString());
        narrator.typed(words.toArray(String[]::new));
        fresh.forEach(bundle -> folder.copy(bundle, INBOX));
        shipped = bundles.size();
    }

    private Path lastShipped() {
        List<Path> bundles = folder.files(INBOX);
        return bundles.get(bundles.size() - 1);
    }

    private void compare() {
        narrator.say("");
        narrator.say("Every row of every table, compared both ways:");
        List<Comparison> differing = new ArrayList<>();
        try (Session ofSource = source.connect("demo");
                Session ofTarget = target.connect("demo")) {
            for (TableName table : Shop.TABLES) {
                Comparison comparison = Comparison.of(table, ofSource, ofTarget);
                narrator.say(comparison.toString());
                if (!comparison.isEqual()) {
                    differing.add(comparison);
                }
            }
        }
        if (!differing.isEmpty()) {
            throw new IllegalStateException("source and target are not equal: " + differing);
        }
    }

    private void conclude() {
        narrator.heading("Done: every table is equal, both ways. The demo took " + narrator.total() + ".");
    }

    private static void tellHowToGoOn(Narrator narrator, DemoServers servers) {
        narrator.say("The servers stay. Change rows on the source, and type the commands above once more:");
        narrator.export(servers.folder().variables());
        narrator.typed("psql", servers.source());
        narrator.typed("psql", servers.target());
        narrator.say("");
        narrator.say("This stops them and deletes " + servers.folder().path() + ":");
        narrator.typed("sh", servers.folder().path("stop").toString());
    }
}
