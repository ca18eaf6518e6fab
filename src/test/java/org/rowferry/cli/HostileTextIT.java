package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Operators, names and constants that mean something to the driver, to a formatter or to the templates, on every path. */
class HostileTextIT {
    /** As it stands in a name, in a constant and in YAML. */
    private static final String ODD = "{d '1'} ? ?| %s%n {{x}} $$ $1 :y \\ {fn \"q\"}";

    private static final String TAGS = quoted("tags " + ODD);
    private static final String SCHEMA = quoted("s " + ODD);
    private static final String TABLE = SCHEMA + "." + quoted("t " + ODD);
    private static final String FUNNY = SCHEMA + "." + quoted("funny " + ODD);

    /** An operator class whose operators are all question marks and ampersands, under a schema of no better name. */
    private static final String OPERATORS = """
            create schema %1$s;
            create function %1$s.lt(text, text) returns boolean immutable language sql as 'select $1 < $2 collate "C"';
            create function %1$s.le(text, text) returns boolean immutable language sql as 'select $1 <= $2 collate "C"';
            create function %1$s.eq(text, text) returns boolean immutable language sql as 'select $1 = $2 collate "C"';
            create function %1$s.ge(text, text) returns boolean immutable language sql as 'select $1 >= $2 collate "C"';
            create function %1$s.gt(text, text) returns boolean immutable language sql as 'select $1 > $2 collate "C"';
            create operator %1$s.?< (leftarg = text, rightarg = text, procedure = %1$s.lt);
            create operator %1$s.?<= (leftarg = text, rightarg = text, procedure = %1$s.le);
            create operator %1$s.? (leftarg = text, rightarg = text, procedure = %1$s.eq);
            create operator %1$s.?>= (leftarg = text, rightarg = text, procedure = %1$s.ge);
            create operator %1$s.?> (leftarg = text, rightarg = text, procedure = %1$s.gt);
            create operator class %1$s."ops ?" for type text using btree as operator 1 %1$s.?<, operator 2 %1$s.?<=,
                operator 3 %1$s.?, operator 4 %1$s.?>=, operator 5 %1$s.?>, function 1 bttextcmp(text, text);
            grant usage on schema %1$s to public;
            """.replace("%1$s", SCHEMA);

    private static final String TABLES = """
            create table %1$s (id integer primary key, %2$s jsonb, note text, changed timestamptz default now());
            create index %3$s on %1$s ((%2$s ? 'public?')) where %2$s ?| array['public', '{d}'];
            create table %4$s (k text not null, %2$s jsonb, v text);
            create unique index on %4$s (k %5$s."ops ?");
            insert into %1$s (id, %2$s, note) values (1, '{"public": "?"}', 'a?b {d}'), (2, '{"private": 1}', 'no'),
                (3, '{"public": 1, "x": 2}', null);
            insert into %4$s values ('a?', '{"public": 1}', '?'), ('b{{x}}', '{}', '{d}'), ('%s', '{}', ''), ('\\', null, null);
            """;

    private static final String WHERE =
            TAGS + " ? 'public' and (" + TAGS + " ?& array['public'] or " + TAGS + " ?| array[" + literal(ODD) + "])";
    private static final String NOTE = "coalesce(note, $q$? {d 'x'} %s \\ :z ?& $$$q$) || " + literal(ODD) + " || ("
            + TAGS + " ? 'x')::text -- {fn ?}";

    @TempDir
    private Path folder;

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String tables() {
        String[] names = {TABLE, TAGS, quoted("by " + ODD), FUNNY, SCHEMA};
        String sql = TABLES;
        for (int i = 0; i < names.length; i++) {
            sql = sql.replace("%" + (i + 1) + "$s", names[i]);
        }
        return sql;
    }

    /** Returns the entries of both tables, with expressions that hold all of it. */
    private static String[] entries(String capture, String more) {
        return new String[] {
            "- { table: " + literal(TABLE) + ", where: " + literal(WHERE) + ", transform: { note: " + literal(NOTE)
                    + " }" + capture + more + " }\n",
            "- { table: " + literal(FUNNY) + capture + more + " }\n"
        };
    }

    private static void assertArrived(TestDatabase source, TestDatabase target) {
        assertThat(target.query("select id, " + TAGS + "::text, note from " + TABLE + " order by 1"))
                .isEqualTo(source.query("select id, " + TAGS + "::text, (" + NOTE + "\n) from " + TABLE + " as t where "
                        + WHERE + " order by 1"))
                .isNotEmpty();
        String funny = "select k, " + TAGS + "::text, v from " + FUNNY + " order by k collate \"C\"";
        assertThat(target.query(funny)).isEqualTo(source.query(funny)).isNotEmpty();
    }

    private static void change(TestDatabase source) {
        source.execute("update " + TABLE + " set " + TAGS
                + " = '{\"public\": 7}', changed = clock_timestamp() where id = 2; delete from "
                + TABLE + " where id = 1; update " + FUNNY + " set v = 'new' where k = '\\'; delete from " + FUNNY
                + " where k = '%s'; update " + FUNNY + " set k = 'c?' where k = 'a?'; insert into " + FUNNY
                + " values ("
                + literal(ODD) + ", null, 'x') on conflict do nothing");
    }

    private void furnish(TestDatabase target, boolean own) {
        target.execute(OPERATORS + "create table " + TABLE + " (id integer primary key, " + TAGS
                + " jsonb, note text, changed timestamptz" + (own ? ", own text default 'mine'" : "")
                + "); create table "
                + FUNNY + " (k text not null, " + TAGS + " jsonb, v text" + (own ? ", own text default 'mine'" : "")
                + "); create unique index on " + FUNNY + " (k " + SCHEMA + ".\"ops ?\")");
    }

    private Path made(String name) {
        Path path = folder.resolve(name);
        path.toFile().mkdirs();
        return path;
    }

    private static Server source(boolean oldest) {
        return oldest ? Servers.oldest() : Servers.newest();
    }

    @ParameterizedTest
    @CsvSource({"true,''", "false,''", "true,merge", "false,merge"})
    void bundles_carryThemUnharmed(boolean oldest, String apply) {
        for (String capture : List.of("", ", capture: snapshot")) {
            if (!Cases.coversPairs(oldest, apply.isEmpty(), capture.isEmpty())) {
                continue;
            }
            try (TestDatabase source = source(oldest).newDatabase("hostile");
                    TestDatabase target = source(!oldest).newDatabase("hostile")) {
                source.execute(OPERATORS + tables());
                furnish(target, !apply.isEmpty());
                String outbox = made(oldest + apply + capture.length()).toString();
                String exporter = folder.resolve("exporter.yaml").toString();
                ShopPipeline.write(
                        exporter,
                        "source: " + source.url() + "\ntargets:\n  reporting:\n    outbox: " + outbox
                                + "\n    tables:\n"
                                + String.join("", entries(capture, "")).indent(6));
                String importer = folder.resolve("importer.yaml").toString();
                String more = apply.isEmpty() ? "" : ", apply: " + apply;
                ShopPipeline.write(
                        importer,
                        "target: " + target.url() + "\ninboxes:\n  shop:\n    from: " + outbox + "\n    tables:\n"
                                + ("- { table: " + literal(TABLE) + more + " }\n- { table: " + literal(FUNNY) + more
                                                + " }\n")
                                        .indent(6));
                Ran.of("generate", "tracking", "--config", exporter, "--apply").assertOk();
                Ran.of("generate", "exporter", TABLE, FUNNY, "--config", exporter, "--apply")
                        .assertOk();
                Ran.of(
                                "generate",
                                "importer",
                                TABLE,
                                FUNNY,
                                "--indexes",
                                "--config",
                                exporter,
                                "--config",
                                importer,
                                "--apply")
                        .assertOk();
                for (int i = 0; i < 3; i++) {
                    Ran.of("status", "--config", exporter).assertOk();
                    Ran.of("export", "--config", exporter, "--allow-empty").assertOk();
                    Ran.of("import", "--config", importer).assertOk();
                    Ran.of("status", "--config", importer).assertOk();
                    assertArrived(source, target);
                    change(source);
                }
                Ran.of("generate", "reset", TABLE, "--config", exporter, "--apply")
                        .assertOk();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true,''", "false,''", "true,', capture: snapshot'", "false,', capture: snapshot'"})
    void links_readThemUnharmed(boolean oldest, String capture) {
        for (String apply : List.of("", ", apply: merge")) {
            if (!Cases.coversPairs(oldest, apply.isEmpty(), capture.isEmpty())) {
                continue;
            }
            try (SyncStage stage = new SyncStage(source(!oldest), made("of" + apply.length()))) {
                TestDatabase source = stage.captured(source(oldest), OPERATORS + tables(), TABLE, FUNNY);
                furnish(stage.target(), !apply.isEmpty());
                stage.target()
                        .execute("alter table " + TABLE + " owner to sync_importer; alter table " + FUNNY
                                + " owner to sync_importer; grant create on schema " + SCHEMA + " to sync_importer");
                String view = "- { table: " + literal(TABLE) + ", mirror: view, into: "
                        + literal(SCHEMA + "." + quoted("view " + ODD)) + ", where: " + literal(WHERE)
                        + ", transform: { note: " + literal(NOTE) + " } }\n";
                stage.configure(
                        stage.link(
                                "north",
                                source,
                                Stream.of(entries(capture, apply)).toArray(String[]::new)),
                        stage.link("south", source, view));
                stage.makeForeignTables();
                stage.types("generate", "fdw", "mirror", "--config", stage.yaml(), "--link", "south", "--apply")
                        .assertOk();
                for (int i = 0; i < 3; i++) {
                    stage.sync().assertOk();
                    stage.types("status", "--config", stage.yaml()).assertOk();
                    assertArrived(source, stage.target());
                    change(source);
                }
            }
        }
    }
}
