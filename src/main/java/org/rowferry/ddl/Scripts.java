package org.rowferry.ddl;

import static java.util.Comparator.comparing;

import java.util.List;
import java.util.Optional;
import org.rowferry.report.Invocation;
import org.rowferry.report.Local;
import org.rowferry.report.Mention;
import org.rowferry.report.Surroundings;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.Sha256;
import org.rowferry.schema.TableName;

/**
 * Renders the SQL that prepares a source or a target. Every script may be run twice. Tables come in the order of their
 * names, so that two scripts lock them in the same order.
 *
 * <p>Every method throws a {@code Failure} if an operator's own template is at fault.
 */
public final class Scripts {
    /**
     * The common options of the scripts for a source.
     *
     * @param schema the schema that Rowferry keeps its own tables in
     * @param captureRole the role that owns the trigger functions, where there is one: who runs the script must be a member
     *     of it that inherits its rights
     * @param exporterRole the role that exports, where there is one
     */
    public record SourceOptions(
            Identifier schema, Optional<Identifier> captureRole, Optional<Identifier> exporterRole) {}

    /**
     * The options of the script for a target.
     *
     * @param schema the schema that Rowferry keeps its own tables in
     * @param importerRole the role that imports, where there is one
     * @param fillfactor how full INSERT and COPY make a page of a new table that has a key, in percent
     */
    public record TargetOptions(Identifier schema, Optional<Identifier> importerRole, int fillfactor) {
        /** Leaves room for updated rows, at the price of a table that is a ninth larger. */
        public static final int FILLFACTOR = 90;

        public TargetOptions {
            if (fillfactor < 10 || fillfactor > 100) {
                throw new IllegalArgumentException("PostgreSQL has no fillfactor " + fillfactor);
            }
        }
    }

    /**
     * The options of the script for a target's foreign tables.
     *
     * @param schema the schema that Rowferry keeps its own tables in
     * @param importerRole the role that reads them
     * @param major the target's
     * @param reimport drops and imports again what is there
     */
    public record ForeignOptions(Identifier schema, Identifier importerRole, int major, boolean reimport) {}

    /**
     * A script in its two forms.
     *
     * @param printed for {@code psql -f} and for eyes: with a header, in a transaction of its own
     * @param body the same statements without header, {@code begin} and {@code commit}, to be run in one READ COMMITTED
     *     transaction; it sets its own {@code lock_timeout} and {@code search_path} for that transaction
     */
    public record Script(String printed, String body) {}

    /** How a source's incarnation changes when its tracking is generated. */
    public enum IncarnationChange {
        /** Begins the first one where there is none. */
        NONE,
        /** Begins another one: transactions may have been lost or undone, so every target gets its tables in full. */
        RENEW,
        /** Goes on with the newest one on the server as it is now: a failover that lost no transaction. */
        KEEP
    }

    private final SqlMustache mustache;
    private final String version;
    private final Surroundings surroundings;

    /** Makes the scripts of somebody who named no file yet. */
    public Scripts(Templates templates, String version) {
        this(templates, version, Surroundings.UNKNOWN);
    }

    /**
     * Makes the scripts.
     *
     * @param version Rowferry's own, for the scripts' headers
     * @param surroundings complete the commands that a script's hints tell
     */
    public Scripts(Templates templates, String version, Surroundings surroundings) {
        this.mustache = new SqlMustache(templates);
        this.version = version;
        this.surroundings = surroundings;
    }

    /** Returns the script that makes Rowferry's schema on a source. */
    public Script tracking(SourceOptions options, IncarnationChange change) {
        Variables values = source(options)
                .set("renew", change == IncarnationChange.RENEW)
                .set("keep", change == IncarnationChange.KEEP);
        return script("source/tracking.sql", values, options.toString());
    }

    /** Returns the script that has the changes of tables captured. It wants the schema that {@link #tracking} makes. */
    public Script exporter(SourceOptions options, List<TableToCapture> tables) {
        List<TableToCapture> ordered =
                tables.stream().sorted(comparing(TableToCapture::name)).toList();
        List<Variables> each = ordered.stream()
                .map(table -> TableVariables.of(table, options.schema()))
                .toList();
        String names = options.toString() + tables;
        Variables values = source(options)
                .set("drops", false)
                .set(
                        "arrayShadows",
                        Variables.list(
                                ordered.stream()
                                        .filter(table -> table.arrays().isPresent())
                                        .map(table -> new Variables().setShadow(table.shadow(), options.schema()))
                                        .toList(),
                                ","))
                .set("functionsDigest", new Literal(functionsDigest(options, DollarQuote.around(names))));
        return script("source/exporter.sql", withTables(values, each), names);
    }

    /** Returns the digest of the functions that {@link #tracking} makes for the scripts of tables, whatever their line ends. */
    private String functionsDigest(SourceOptions options, DollarQuote quote) {
        Variables values = source(options).set("quote", quote);
        String functions = mustache.render("source/capture_functions.sql", values.values());
        return Sha256.of(quote.bodies(functions).replace("\r", ""));
    }

    /** Returns the script that takes capture off tables, whatever of them and of it is still there. */
    public Script reset(Identifier schema, List<TableName> tables) {
        List<Variables> each = tables.stream()
                .sorted()
                .map(table -> TableVariables.of(table, schema))
                .toList();
        Variables values = new Variables().setOwnSchema(schema).set("drops", true);
        return script("source/reset.sql", withTables(values, each), schema.toString() + tables);
    }

    /** Returns the script that makes all that a target is to have, and Rowferry's schema beside it. */
    public Script importer(TargetOptions options, TargetPlan plan) {
        List<Variables> each = plan.tables().stream()
                .sorted(comparing(target -> target.table().name()))
                .map(target -> TableVariables.of(target, options.fillfactor()))
                .toList();
        String names = options.toString() + plan;
        Variables values = new Variables()
                .setOwnSchema(options.schema())
                .set("helpers", options.schema())
                .setRole("importerRole", options.importerRole())
                .set("schemas", TargetVariables.schemas(plan))
                .set("prerequisites", TargetVariables.prerequisites(plan))
                .set("indexes", TargetVariables.indexes(plan))
                .set("foreignKeys", TargetVariables.foreignKeys(plan))
                .set("leftOut", TargetVariables.leftOut(plan))
                .set("leavesOut", !plan.leftOut().isEmpty())
                .set("innerQuote", DollarQuote.around(names, "index"));
        return script("target/importer.sql", withTables(values, each), names);
    }

    /** Returns the script that lets targets read tables of a source over postgres_fdw. */
    public Script fdwSource(FdwReader reader) {
        if (reader.tables().isEmpty()) {
            throw new IllegalArgumentException("a script is for one table or more");
        }
        return script("fdw/source.sql", FdwVariables.of(reader), reader.toString());
    }

    /** Returns the script that makes foreign tables on a target. */
    public Script fdwTarget(ForeignOptions options, List<ForeignServer> servers) {
        return script("fdw/target.sql", FdwVariables.of(options, servers), options.toString() + servers);
    }

    /** Returns the script that makes materialized views of foreign tables. */
    public Script fdwMirror(Identifier importerRole, List<MirrorView> mirrors, boolean recreate) {
        String names = importerRole.toString() + mirrors;
        Variables values = FdwVariables.of(importerRole, mirrors)
                .set("recreate", recreate)
                .set("innerQuote", DollarQuote.around(names, "query"));
        return script("fdw/mirror.sql", values, names);
    }

    /** Returns the script that brings tables of a DuckDB up to date from the files of a bundle. */
    public String duckdb(DuckBundle bundle) {
        Variables values = new DuckVariables(bundle).all().set("version", version);
        return mustache.render("duckdb/merge.sql", values.values());
    }

    /** @param names a text in which every name that the script holds stands somewhere */
    private Script script(String template, Variables values, String names) {
        String all = names + surroundings;
        values.set("version", version)
                .set("versionLiteral", new Literal(version))
                .set("sourceOptions", told(Mention.SOURCE_OPTIONS))
                .set("targetOptions", told(Mention.TARGET_OPTIONS))
                .set("importerFile", told(Mention.IMPORTER_FILE))
                .set("importCommand", told(Invocation.ofImporter("import", "")))
                .set("quote", DollarQuote.around(all))
                .set("ownerQuote", DollarQuote.around(all, "owner"));
        return new Script(
                mustache.render(template, values.set("printed", true).values()),
                mustache.render(template, values.set("printed", false).values()));
    }

    private Literal told(Local local) {
        return new Literal(local.in(surroundings));
    }

    private static Variables source(SourceOptions options) {
        return new Variables()
                .setOwnSchema(options.schema())
                .setRole("captureRole", options.captureRole())
                .setRole("exporterRole", options.exporterRole());
    }

    private static Variables withTables(Variables values, List<Variables> tables) {
        if (tables.isEmpty()) {
            throw new IllegalArgumentException("a script is for one table or more");
        }
        return values.set("tables", Variables.list(tables, ","));
    }
}
