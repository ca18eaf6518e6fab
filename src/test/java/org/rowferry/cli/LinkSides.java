package org.rowferry.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.rowferry.testing.Server;
import org.rowferry.testing.TestDatabase;

/**
 * A source that its target reaches: captured tables and a reader's role on one side, and on the other a role that is no
 * superuser, was granted the foreign data wrapper, and does everything itself.
 */
final class LinkSides implements AutoCloseable {
    static final String PASSWORD = "s3cret's \\ of the reader";
    static final String READER = "The 'Reader'";
    static final String IMPORTER = "The \"Importer\"";

    private final TestDatabase source;
    private final TestDatabase target;
    private final TestDatabase importer;
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>(Map.of("ROWFERRY_NORTH_PASSWORD", PASSWORD));

    private LinkSides(TestDatabase source, TestDatabase target, Path folder) {
        this.source = source;
        this.target = target;
        this.folder = folder;
        this.importer = target.as(IMPORTER);
    }

    static LinkSides between(Server source, Server target, Path folder) {
        LinkSides sides = new LinkSides(source.newDatabase("fdw_source"), target.newDatabase("fdw_target"), folder);
        sides.furnish();
        return sides;
    }

    private void furnish() {
        source.execute("""
                create schema "My Schema";
                create type "My Schema"."Order's Mood" as enum ('it''s ok', 'bad');
                create table public.orders (
                    id int primary key, customer text not null default 'x', amount numeric(10, 2), deleted bool not null);
                create table "My Schema"."Order-Lines" (
                    "group" int, "Qty ""x\""" text, mood text, "place's" point, primary key ("group", "Qty ""x\"""));
                create view public.totals as select customer, count(*) as orders from public.orders group by 1;
                insert into public.orders select g, 'customer ' || g % 7, g * 1.5, g % 5 = 0 from generate_series(1, 200) g;
                insert into "My Schema"."Order-Lines" select g % 9, 'it''s "' || g, 'm', point(g, g) from generate_series(1, 50) g;
                """);
        target.execute("create extension postgres_fdw; grant usage on foreign data wrapper postgres_fdw to "
                + quoted(IMPORTER) + "; grant create on database " + target.name() + " to " + quoted(IMPORTER)
                + "; grant usage, create on schema public to " + quoted(IMPORTER));
        types("generate", "tracking", "--source", source.url(), "--apply").assertOk();
        types(
                        "generate",
                        "exporter",
                        "public.orders",
                        "\"My Schema\".\"Order-Lines\"",
                        "--source",
                        source.url(),
                        "--apply")
                .assertOk();
        generateSource().assertOk();
        source.as(READER);
        source.execute("alter role " + quoted(READER) + " password " + literal(PASSWORD));
    }

    Ran generateSource(String... options) {
        return types(Stream.concat(
                        Stream.of(
                                "generate",
                                "fdw",
                                "source",
                                "public.orders",
                                "\"My Schema\".\"Order-Lines\"",
                                "public.totals",
                                "--role",
                                READER,
                                "--source",
                                source.url(),
                                "--apply"),
                        Stream.of(options))
                .toArray(String[]::new));
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Writes the target's configuration: what is said of the link, its server's options, and its tables, each as YAML. */
    void configure(String link, String options, String... tables) {
        ShopPipeline.write(
                yaml(),
                String.format(
                                Locale.ROOT,
                                """
                target: %s
                links:
                  north:
                    server: '"North''s ""1\"""'
                    schema: '"My Links"'
                    options: { host: %s, port: %d, dbname: %s%s }
                    user: { user: "%s" }
                """,
                                importer.url(),
                                source.server().host(),
                                source.server().port(),
                                source.name(),
                                options,
                                READER)
                        + link.indent(4)
                        + "    tables:\n"
                        + String.join("\n", List.of(tables)).indent(6));
    }

    String yaml() {
        return folder.resolve("importer.yaml").toString();
    }

    /** Types {@code generate fdw target} or {@code mirror} with the configuration. */
    Ran generate(String what, String... options) {
        return types(Stream.concat(Stream.of("generate", "fdw", what, "--config", yaml()), Stream.of(options))
                .toArray(String[]::new));
    }

    Ran types(String... words) {
        return Ran.in(environment, words);
    }

    Map<String, String> environment() {
        return environment;
    }

    TestDatabase source() {
        return source;
    }

    /** Returns the target as its superuser sees it. */
    TestDatabase target() {
        return target;
    }

    TestDatabase importer() {
        return importer;
    }

    @Override
    public void close() {
        target.close();
        source.close();
    }
}
