package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.rowferry.history.Trail;
import org.rowferry.history.World;
import org.rowferry.testing.Server;
import org.rowferry.testing.TestDatabase;
import org.rowferry.testing.TestFolder;

/**
 * One set of target tables with two sources: bundles come from the south, a link leads to the north. Both have customers
 * and their lines, which stand side by side here; notes come from the south alone, sites from the north alone.
 */
final class MixedFeeds implements World {
    static final String CUSTOMERS = "\"My Shop's\".\"Cust'omers\"";
    static final String LINES = "\"My Shop's\".\"Order-\"\"Lines\"";
    static final String NOTES = "\"My Shop's\".\"group\"";
    static final String SITES = "\"My Shop's\".sites";
    static final String ALL_CUSTOMERS = "public.\"All Cust'omers\"";
    static final String ALL_LINES = "public.\"Order-\"\"Lines\"";

    private static final int OF_NORTH = 1;
    private static final int OF_SOUTH = 2;

    private static final String OF_A_SOURCE = """
            create schema "My Shop's";
            create table "My Shop's"."Cust'omers" ("group" int primary key, "na me" text, changed timestamptz);
            create table "My Shop's"."Order-""Lines" (
                no int, "Qty ""x"" s" text, "group" int not null references "My Shop's"."Cust'omers",
                changed timestamptz, primary key (no, "Qty ""x"" s"));
            create table %s (id int primary key, body text, changed timestamptz);
            """;

    private static final String OF_THE_TARGET = """
            create table public."All Cust'omers" (
                "id source" smallint, "group" int, name text, changed timestamptz, note text default 'own',
                primary key ("id source", "group"));
            create table public."Order-""Lines" (
                no int, "Qty ""x"" s" text, "group" int not null, changed timestamptz, "id source" smallint,
                note text default 'own', primary key ("id source", no, "Qty ""x"" s"),
                foreign key ("id source", "group") references public."All Cust'omers");
            create table public."group" (id int primary key, body text, changed timestamptz) with (fillfactor = 50);
            create table public.sites (id int primary key, body text, changed timestamptz) with (fillfactor = 70);
            """;

    private static final String ROWS_OF_THE_TARGET = """
            insert into public."All Cust'omers" select 3, i, 'of the target', null from generate_series(1, 9) as i;
            insert into public."Order-""Lines" select i, 'own', i, null, 3 from generate_series(1, 9) as i;
            """;

    private static final String FIRST_ROWS = """
            insert into "My Shop's"."Cust'omers" select i, 'customer ' || i, now() from generate_series(1, 40) as i;
            insert into "My Shop's"."Order-""Lines"
                select i %% 20, 'line ' || i, i, now() from generate_series(1, 30) as i;
            insert into %s select i, 'body ' || i, now() from generate_series(1, 20) as i
            """;

    /** Leaves the captures and the incarnation, and nothing that was exported or applied. */
    private static final String FORGET_ON_SOURCE = """
            truncate "My Shop's"."Cust'omers", "My Shop's"."Order-""Lines", %s;
            do $$
            declare
                shadow text;
            begin
                set local rowferry.purging = on;
                for shadow in select shadow_name from rowferry.capture loop
                    execute format('delete from rowferry.%%I', shadow);
                end loop;
                delete from rowferry.export_target;
                update rowferry.capture set purged_to = null;
            end $$;
            """;

    private static final String FORGET_ON_TARGET = """
            truncate public."All Cust'omers", public."Order-""Lines", public."group", public.sites;
            do $$
            declare
                tracking text;
            begin
                for tracking in select tablename from pg_tables where schemaname = 'rowferry'
                        and tablename in ('import_tracking', 'import_bundle', 'link_tracking') loop
                    execute format('delete from rowferry.%I', tracking);
                end loop;
            end $$;
            """;

    private final SyncStage stage;
    private final TestDatabase north;
    private final TestDatabase south;
    private final Path folder;
    private Trail trail = new Trail();
    private Contents ofNorth = Contents.NONE;
    private Contents ofSouth = Contents.NONE;
    private Contents shipped = Contents.NONE;

    private MixedFeeds(SyncStage stage, TestDatabase north, TestDatabase south, Path folder) {
        this.stage = stage;
        this.north = north;
        this.south = south;
        this.folder = folder;
    }

    /** What one of the sources has, as the target is to have it. */
    private record Contents(List<List<String>> customers, List<List<String>> lines, List<List<String>> alone) {
        static final Contents NONE = new Contents(List.of(), List.of(), List.of());

        static Contents of(TestDatabase source, int id, String alone) {
            return new Contents(
                    source.query("select " + id + ", \"group\", \"na me\", changed from " + CUSTOMERS),
                    source.query("select " + id + ", no, \"Qty \"\"x\"\" s\", \"group\", changed from " + LINES),
                    source.query("select * from " + alone));
        }
    }

    /** Makes all of it, in a folder of its own; nothing is fed yet. */
    static MixedFeeds between(Server sources, Server target) {
        Path folder = TestFolder.make("rowferry-mixed");
        SyncStage stage = new SyncStage(target, folder);
        MixedFeeds feeds = new MixedFeeds(
                stage,
                stage.captured(sources, String.format(Locale.ROOT, OF_A_SOURCE, SITES), CUSTOMERS, LINES, SITES),
                stage.captured(sources, String.format(Locale.ROOT, OF_A_SOURCE, NOTES), CUSTOMERS, LINES, NOTES),
                folder);
        stage.importer().execute(OF_THE_TARGET);
        feeds.generate();
        return feeds;
    }

    /** Begins anew: the sources have their first rows, the target its own, and nothing was ever exported or applied. */
    @Override
    public void begin(Trail told) {
        trail = told;
        ofNorth = Contents.NONE;
        ofSouth = Contents.NONE;
        shipped = Contents.NONE;
        for (Path part : List.of(outbox(), inbox())) {
            TestFolder.delete(part);
            makeFolder(part);
        }
        configure("trigger");
        stage.target().execute(FORGET_ON_TARGET + ROWS_OF_THE_TARGET);
        north.execute(String.format(Locale.ROOT, FORGET_ON_SOURCE + FIRST_ROWS, SITES, SITES));
        south.execute(String.format(Locale.ROOT, FORGET_ON_SOURCE + FIRST_ROWS, NOTES, NOTES));
    }

    @Override
    public void mustHold() {
        assertUnion();
    }

    @Override
    public void finish() {
        export();
        importAll().assertOk();
        sync().assertOk();
        assertUnion();
    }

    @Override
    public void end() {}

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void generate() {
        makeFolder(outbox());
        makeFolder(inbox());
        ShopPipeline.write(
                exporterYaml(),
                String.format(Locale.ROOT, """
                source: %s
                retain: 0s
                targets:
                  mixed:
                    outbox: %s
                    tables: ['%s', '%s', '%s']
                """, south.url(), outbox(), yaml(CUSTOMERS), yaml(LINES), yaml(NOTES)));
        configure("trigger");
        stage.makeForeignTables();
    }

    /** Configures the target: {@code capture} is how it becomes known what changed in the north. */
    void configure(String capture) {
        configure(capture, "{ '\"id source\"': 2 }", "{ '\"id source\"': 1 }");
    }

    /** Configures the target likewise, and tells how the rows of the inbox and of the link are set apart. */
    void configure(String capture, String ofInbox, String ofLink) {
        String entry = "- { table: '%s', into: '%s', rename: %s, set: %s%s }\n";
        String customers = yaml(ALL_CUSTOMERS);
        String lines = yaml(ALL_LINES);
        String names = "{ '\"na me\"': name }";
        String how = ", capture: " + capture;
        stage.configureBeside(
                "inboxes:\n  south:\n    from: " + inbox() + "\n    tables:\n"
                        + (String.format(Locale.ROOT, entry, yaml(CUSTOMERS), customers, names, ofInbox, "")
                                        + String.format(Locale.ROOT, entry, yaml(LINES), lines, "{}", ofInbox, "")
                                        + String.format(
                                                Locale.ROOT,
                                                "- { table: '%s', into: 'public.\"group\"' }\n",
                                                yaml(NOTES)))
                                .indent(6),
                stage.link(
                        "north",
                        north,
                        String.format(Locale.ROOT, entry, yaml(LINES), lines, "{}", ofLink, how),
                        String.format(Locale.ROOT, entry, yaml(CUSTOMERS), customers, names, ofLink, how),
                        String.format(Locale.ROOT, "- { table: '%s', into: public.sites%s }\n", yaml(SITES), how)));
    }

    /** Returns a name as it stands between YAML's single quotes. */
    private static String yaml(String name) {
        return name.replace("'", "''");
    }

    private String exporterYaml() {
        return folder.resolve("exporter.yaml").toString();
    }

    private Path outbox() {
        return folder.resolve("outbox");
    }

    Path inbox() {
        return folder.resolve("inbox");
    }

    SyncStage stage() {
        return stage;
    }

    /** Returns the source that the link leads to. */
    TestDatabase north() {
        return north;
    }

    /** Returns the source whose bundles arrive. */
    TestDatabase south() {
        return south;
    }

    /** Exports from the south and carries the bundle over, if there is one; it waits in the inbox. */
    void export(String... options) {
        tell(Ran.of(Stream.concat(Stream.of("export", "--config", exporterYaml()), Stream.of(options))
                        .toArray(String[]::new)))
                .assertOk();
        Bundles.in(outbox()).forEach(bundle -> Bundles.copy(bundle, inbox().resolve(bundle.getFileName())));
        Bundles.clear(outbox());
        shipped = Contents.of(south, OF_SOUTH, NOTES);
    }

    private Ran tell(Ran ran) {
        trail.answer(ran.out() + ran.err());
        return ran;
    }

    Ran importAll(String... options) {
        Ran ran = tell(stage.types(Stream.concat(Stream.of("import", "--config", stage.yaml()), Stream.of(options))
                .toArray(String[]::new)));
        if (ran.code() == 0 && options.length == 0) {
            ofSouth = shipped;
        }
        return ran;
    }

    Ran sync(String... options) {
        Ran ran = tell(stage.sync(options));
        if (ran.code() == 0 && !List.of(options).contains("--dry-run")) {
            ofNorth = Contents.of(north, OF_NORTH, SITES);
        }
        return ran;
    }

    /** Fails unless each table of the target holds what came last from each source, what is its own, and nothing else. */
    void assertUnion() {
        TestDatabase all = stage.target();
        assertSame(
                all.query("select \"id source\", \"group\", name, changed from " + ALL_CUSTOMERS
                        + " where \"id source\" <> 3"),
                ofNorth.customers(),
                ofSouth.customers());
        assertSame(
                all.query("select \"id source\", no, \"Qty \"\"x\"\" s\", \"group\", changed from " + ALL_LINES
                        + " where \"id source\" <> 3"),
                ofNorth.lines(),
                ofSouth.lines());
        assertSame(all.query("select * from public.\"group\""), ofSouth.alone());
        assertSame(all.query("select * from public.sites"), ofNorth.alone());
        assertThat(all.query("select count(*), count(distinct \"group\"), min(name), max(name) from " + ALL_CUSTOMERS
                        + " where \"id source\" = 3"))
                .isEqualTo(List.of(List.of("9", "9", "of the target", "of the target")));
        assertThat(all.value("select count(*) from " + ALL_LINES
                        + " where \"id source\" = 3 and no = \"group\" and \"Qty \"\"x\"\" s\" = 'own'"))
                .isEqualTo("9");
        assertThat(all.query("select note from " + ALL_CUSTOMERS + " union select note from " + ALL_LINES))
                .isEqualTo(List.of(List.of("own")));
    }

    @SafeVarargs
    private static void assertSame(List<List<String>> held, List<List<String>>... parts) {
        List<List<String>> expected = new ArrayList<>();
        for (List<List<String>> part : parts) {
            expected.addAll(part);
        }
        assertThat(held).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Reads the north while something happens at every step; what is of it is known after the next {@link #sync}. */
    Ran syncBeside(Consumer<String> meanwhile) {
        return stage.syncBeside(meanwhile);
    }

    /** Runs a statement on one of the sources. */
    void write(TestDatabase source, String sql) {
        trail.tell((source == north ? "-- north\n" : "-- south\n") + sql + ";");
        source.execute(sql);
    }

    @Override
    public void close() {
        stage.close();
        TestFolder.delete(folder);
    }
}
