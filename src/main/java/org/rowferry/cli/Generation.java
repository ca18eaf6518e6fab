package org.rowferry.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rowferry.apply.TargetSettings;
import org.rowferry.config.Configuration;
import org.rowferry.config.Section;
import org.rowferry.connection.Endpoint;
import org.rowferry.ddl.Scripts;
import org.rowferry.ddl.Scripts.Script;
import org.rowferry.ddl.Templates;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.TableName;
import picocli.CommandLine.Option;

/** The options that all of {@code generate} share, and what follows from them. */
final class Generation {
    @Option(
            names = "--source",
            paramLabel = "URL",
            description = "The source database, as psql takes it, with the role to connect as.")
    private @Nullable String source;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Takes the databases and the schema from a configuration. Repeatable, once for each side.")
    private Path[] configs = {};

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            description = "Rowferry's own schema. Default: that of the configuration, or 'rowferry'.")
    private @Nullable String schema;

    @Option(names = "--templates", paramLabel = "DIR", description = "Uses your copy of the templates.")
    private @Nullable Path templates;

    @Option(
            names = "--apply",
            description = "Runs the script in one transaction instead of printing it. The role must be the owner of"
                    + " Rowferry's schema and of the tables: name it in --source or --target. Without these, the"
                    + " command connects as the job's role of the configuration, which may not do this.")
    private boolean apply;

    /** Returns the scripts, with all that is known by now of the files and databases at hand. */
    Scripts scripts(Wiring wiring) {
        return new Scripts(
                templates == null ? Templates.packaged() : Templates.in(templates),
                Version.number(),
                wiring.console().surroundings());
    }

    /** Names the source, and the schema that Rowferry has there. */
    ScriptSide source(Wiring wiring) {
        return side(wiring, "source", Optional.ofNullable(source), Family.SOURCE, (root, environment) -> {
            ExporterSettings settings = ExporterFile.read(root, environment).exporter();
            return new KnownSide(settings.source(), settings.schema(), settings.retain(), settings::key);
        });
    }

    /** Names the target, from an option or a configuration, and the schema that Rowferry has there. */
    ScriptSide target(Wiring wiring, @Nullable String option) {
        return side(wiring, "target", Optional.ofNullable(option), Family.TARGET, (root, environment) -> {
            TargetSettings settings = ImporterFile.read(root, environment).target();
            return new KnownSide(
                    settings.endpoint(), settings.schema(), ExporterSettings.RETAIN, table -> Optional.empty());
        });
    }

    /** Returns the exporter's settings, where a configuration holds them. */
    Optional<ExporterSettings> exporter(Wiring wiring) {
        return config("source")
                .map(config -> wiring.settings(config, ExporterFile::read).exporter());
    }

    /** Returns the importer's settings, where a configuration holds them. */
    Optional<ImporterFile> importer(Wiring wiring) {
        return config("target").map(config -> wiring.settings(config, ImporterFile::read));
    }

    private Optional<Path> config(String key) {
        return Arrays.stream(configs)
                .filter(config -> Configuration.read(config).root().text(key).isPresent())
                .findFirst();
    }

    /** The settings of one side in a configuration. */
    private record KnownSide(
            Endpoint endpoint, Identifier schema, Duration retain, Function<TableName, Optional<Key>> keys) {}

    private ScriptSide side(
            Wiring wiring,
            String key,
            Optional<String> option,
            Family family,
            BiFunction<Section, Map<String, String>, KnownSide> read) {
        Optional.ofNullable(schema).ifPresent(name -> wiring.console().learn(all -> all.schema(name)));
        Optional<KnownSide> known = config(key).map(config -> wiring.settings(config, read));
        Optional<Endpoint> endpoint =
                option.map(text -> Endpoint.parse(text, wiring.environment())).or(() -> known.map(KnownSide::endpoint));
        Identifier own = Optional.ofNullable(schema)
                .map(Identifier::new)
                .or(() -> known.map(KnownSide::schema))
                .orElse(new Identifier("rowferry"));
        Function<TableName, Optional<Key>> keys = known.map(KnownSide::keys).orElse(table -> Optional.empty());
        Duration retain = known.map(KnownSide::retain).orElse(ExporterSettings.RETAIN);
        return new ScriptSide(key, endpoint.map(e -> wiring.databaseOfOwner(e, family)), own, retain, keys);
    }

    /**
     * One side of a generation; its database is asked for where it is needed.
     *
     * @param retain how long a source keeps what every target has
     */
    record ScriptSide(
            String key,
            Optional<Database> named,
            Identifier schema,
            Duration retain,
            Function<TableName, Optional<Key>> keys) {
        /** Returns the key that the configuration says a table has. */
        Optional<Key> told(TableName table) {
            return keys.apply(table);
        }

        Session connect(String purpose) {
            return named.orElseThrow(() -> new Failure(Family.USAGE, "no " + key + " database is named")
                            .hint("Name it with --" + key
                                    + " postgresql://user@host/database, or with --config and a file that has the key "
                                    + key + ":"))
                    .connect("generate " + purpose);
        }
    }

    boolean applies() {
        return apply;
    }

    /** Returns a role if it exists: the one that was asked for must, the one that the kit's role.sql makes may. */
    static Optional<Identifier> role(Session session, @Nullable String asked, String usual) {
        String name = asked == null ? usual : asked;
        boolean exists = session.one(
                "select exists (select from pg_roles where rolname = ?) as found", row -> row.flag("found"), name);
        if (!exists && asked != null) {
            throw new Failure(Family.USAGE, "there is no role " + name)
                    .hint("Create it with the kit's role.sql, or leave the option out.");
        }
        return exists ? Optional.of(new Identifier(name)) : Optional.empty();
    }

    /** Prints the script, or runs it and says so, where there was anything to do. */
    void conclude(Wiring wiring, Script script, Session session, String what) {
        conclude(wiring, script, session, what, Map.of());
    }

    /**
     * Prints the script, or runs it.
     *
     * @param secrets what the script finds in settings of its transaction, and nobody else sees
     */
    void conclude(Wiring wiring, Script script, Session session, String what, Map<String, String> secrets) {
        if (!apply) {
            wiring.console().printScript(script.printed().stripTrailing());
            return;
        }
        run(session, script, secrets);
        if (!what.isEmpty()) {
            wiring.console().say("applied: " + what);
        }
    }

    private static void run(Session session, Script script, Map<String, String> secrets) {
        session.transaction("begin isolation level read committed, read write", () -> {
            // As values, which no log and no statistics of statements keep.
            secrets.forEach((setting, secret) -> session.one(
                    "select set_config(?, ?, true) is not null as done", row -> row.flag("done"), setting, secret));
            session.execute(script.body());
            return true;
        });
    }
}
