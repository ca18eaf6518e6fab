package org.rowferry.link;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.apply.AfterImport;
import org.rowferry.apply.Feed;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.config.TableList;
import org.rowferry.connection.Endpoint;
import org.rowferry.connection.PasswordFile;
import org.rowferry.postgres.Session;
import org.rowferry.proof.Verify;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * A source that the target reaches through postgres_fdw.
 *
 * @param name the source's name on this side, and the one under which the source knows this target
 * @param server the foreign server
 * @param schema the local schema that holds the foreign tables
 * @param sourceSchema Rowferry's own schema on the source
 * @param options those of the server
 * @param user those of the user mapping, except for its secrets
 * @param importOptions those of IMPORT FOREIGN SCHEMA
 * @param statementTimeout the longest that the source may take over one query
 * @param verify how often tables whose entries say nothing of it are compared with the source's
 * @param after the operator's wishes for the time when rows were written
 */
public record Link(
        StreamName name,
        Identifier server,
        Identifier schema,
        Identifier sourceSchema,
        Map<String, String> options,
        Map<String, String> user,
        Map<String, String> importOptions,
        Optional<Duration> statementTimeout,
        Verify verify,
        TableList<LinkTable> list,
        AfterImport after) {
    /** The view on a source that shows what a link has to know of it, in Rowferry's schema there. */
    public static final Identifier SOURCE_VIEW = new Identifier("link_source");

    /** The view on a source that shows what a link has to know of the captured tables. */
    public static final Identifier CAPTURE_VIEW = new Identifier("link_capture");

    /** The view on a source that takes what was applied. */
    public static final Identifier APPLIED_VIEW = new Identifier("link_applied");

    /** The foreign table, beside all others of a link, that shows the columns which the source's tables have. */
    public static final Identifier COLUMNS = new Identifier("link_columns");

    /** The foreign tables, beside all others of a link, that show the source's catalog. */
    static final List<String> CATALOG = List.of("namespace", "class", "attribute", "type", "range", "enum");

    public Link {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        user = Collections.unmodifiableMap(new LinkedHashMap<>(user));
        importOptions = Collections.unmodifiableMap(new LinkedHashMap<>(importOptions));
    }

    /** Returns its tables, once the patterns of its list are resolved. */
    public List<LinkTable> tables() {
        return list.entries();
    }

    /** Returns the link of the tables that the configuration names. */
    Link named() {
        return with(list.named());
    }

    /** Returns the link with the tables that its patterns take, of those that the target has and may write. */
    Link resolved(Collection<TableName> found) {
        return with(list.resolved(found, table -> true));
    }

    private Link with(TableList<LinkTable> other) {
        return new Link(
                name,
                server,
                schema,
                sourceSchema,
                options,
                user,
                importOptions,
                statementTimeout,
                verify,
                other,
                after);
    }

    /** Makes a link of named tables, after whose sync nothing is done. */
    public Link(
            StreamName name,
            Identifier server,
            Identifier schema,
            Identifier sourceSchema,
            Map<String, String> options,
            Map<String, String> user,
            Map<String, String> importOptions,
            Optional<Duration> statementTimeout,
            List<LinkTable> tables) {
        this(
                name,
                server,
                schema,
                sourceSchema,
                options,
                user,
                importOptions,
                statementTimeout,
                Verify.NEVER,
                TableList.of(tables, table -> table.entry().table()),
                AfterImport.NOTHING);
    }

    /** Returns how often a table is compared with the source's. */
    Verify verify(TableName table) {
        return list.entry(table).flatMap(LinkTable::verify).orElse(verify);
    }

    /** Returns the foreign table that stands for a table of the source. */
    public TableName foreign(LinkTable table) {
        return new TableName(schema, table.foreignName());
    }

    /** Returns the foreign table that stands for a table's shadow table. */
    TableName foreignShadow(LinkTable table) {
        return ShadowName.of(table.remote()).in(schema);
    }

    /** Returns the foreign table of that name, one of Rowferry's own. */
    TableName own(Identifier name) {
        return new TableName(schema, name);
    }

    /** Returns the foreign table that stands for one of {@link #CATALOG}. */
    static Identifier catalog(String name) {
        return new Identifier("link_pg_" + name);
    }

    /** Returns the tables that are mirrored so. */
    public List<LinkTable> tables(Mirror mirror) {
        return tables().stream().filter(table -> table.mirror() == mirror).toList();
    }

    /** Returns this link as a feed of the tables that rows are written to. */
    Feed feed() {
        return feed(tables(Mirror.TABLE));
    }

    /** Returns this link as a feed of some of its tables. */
    Feed feed(List<LinkTable> some) {
        return new Feed(name, some.stream().map(LinkTable::entry).toList(), after);
    }

    /** Returns the source's shadow table of a table. */
    public TableName remoteShadow(LinkTable table) {
        return new TableName(sourceSchema, foreignShadow(table).name());
    }

    /** Returns all tables of the source that are read, its shadow tables among them. */
    Stream<TableName> remotes() {
        return tables().stream()
                .flatMap(table -> readsShadowTable(table)
                        ? Stream.of(table.remote(), remoteShadow(table))
                        : Stream.of(table.remote()));
    }

    /** Returns whether the operator asked IMPORT FOREIGN SCHEMA for something that it leaves out by itself. */
    boolean imports(String option) {
        return Boolean.parseBoolean(importOptions.get(option));
    }

    /**
     * Returns the condition that a row's schema_name and table_name are those of one of these tables. It compares with texts:
     * postgres_fdw sends no condition that compares with a name, since no constant of its own has that type's collation.
     */
    static String naming(Stream<TableName> tables) {
        return tables.map(table -> "schema_name = " + new Literal(table.schema().name()) + "::text and table_name = "
                        + new Literal(table.name().name()) + "::text")
                .collect(Collectors.joining(" or "));
    }

    /** Returns whether triggers on the source tell what changed, so that Rowferry's own schema there is read. */
    public boolean readsShadowTables() {
        return tables().stream().anyMatch(Link::readsShadowTable);
    }

    /** Returns whether triggers on the source tell what changed in a table. */
    public static boolean readsShadowTable(LinkTable table) {
        return table.mirror() == Mirror.TABLE && table.capture().method() instanceof CaptureMethod.Triggers;
    }

    /** Returns the source for a role of the operator's choice, where the server's options say which host it is on. */
    public Optional<String> sourceUrl(String role) {
        Map<String, String> places = new LinkedHashMap<>();
        for (FdwOption place : List.of(FdwOption.HOST, FdwOption.HOSTADDR, FdwOption.PORT)) {
            Optional.ofNullable(options.get(place.keyword())).ifPresent(text -> places.put(place.keyword(), text));
        }
        boolean somewhere =
                places.containsKey(FdwOption.HOST.keyword()) || places.containsKey(FdwOption.HOSTADDR.keyword());
        String database = said(FdwOption.DBNAME, user.getOrDefault(FdwOption.USER_NAME.keyword(), ""));
        if (!somewhere || database.isEmpty()) {
            return Optional.empty();
        }
        places.put(FdwOption.DBNAME.keyword(), database);
        String text = places.entrySet().stream()
                .map(place -> place.getKey() + "='" + place.getValue().replaceAll("([\\\\'])", "\\\\$1") + "'")
                .collect(Collectors.joining(" "));
        try {
            return Optional.of(Endpoint.parse(text, Map.of()).urlFor(role));
        } catch (Failure ofASocket) {
            // The target's server may reach it so, and no client elsewhere.
            return Optional.empty();
        }
    }

    /**
     * Returns the options of the server as it gets them on a target of that major: a copy is not written to, unless the
     * operator says otherwise.
     *
     * @throws Failure of the family CONFIGURATION that names every option which that major does not know
     */
    public Map<String, String> serverOptions(int major) {
        refuseWhatIsUnknownTo(major);
        Map<String, String> all = new LinkedHashMap<>();
        for (FdwOption option : List.of(FdwOption.UPDATABLE, FdwOption.TRUNCATABLE)) {
            if (option.isKnownTo(major)) {
                all.put(option.keyword(), "false");
            }
        }
        all.putAll(options);
        // Else row security would leave rows out without a word.
        String session = "-c row_security=off"
                + statementTimeout
                        .map(most -> " -c statement_timeout=" + Session.milliseconds(most))
                        .orElse("");
        all.merge(FdwOption.OPTIONS.keyword(), session, (said, ours) -> said + " " + ours);
        return all;
    }

    private void refuseWhatIsUnknownTo(int major) {
        List<String> unknown = Stream.concat(
                        Stream.of(options, user, importOptions),
                        tables().stream().map(LinkTable::options))
                .flatMap(said -> said.keySet().stream())
                .distinct()
                .flatMap(keyword -> FdwOption.named(keyword).stream())
                .filter(option -> !option.isKnownTo(major))
                .map(option -> option.keyword() + " (known from " + option.since() + " on)")
                .toList();
        if (!unknown.isEmpty()) {
            throw new Failure(
                            Family.CONFIGURATION,
                            "the link " + name + " has options that postgres_fdw of the target's PostgreSQL " + major
                                    + " does not know: " + String.join(", ", unknown))
                    .hint("Take them out of links." + name + " in ", Mention.IMPORTER_FILE, ".");
        }
    }

    /** Returns the environment variable that a secret option of the user mapping is taken from. */
    public String variable(FdwOption secret) {
        return "ROWFERRY_" + plainName().toUpperCase(Locale.ROOT) + "_" + secret.name();
    }

    /** Returns the setting of a session that holds a secret while a script runs. */
    public String setting(FdwOption secret) {
        return "rowferry.link_" + plainName() + "_" + secret.keyword();
    }

    /**
     * Returns the secrets of the user mapping that are at hand: in the environment, or in the pass file.
     *
     * @throws Failure of the configuration if the pass file cannot be used; no secret is quoted
     */
    public Map<FdwOption, String> secrets(Map<String, String> environment) {
        Map<FdwOption, String> secrets = new EnumMap<>(FdwOption.class);
        for (FdwOption secret : List.of(FdwOption.PASSWORD, FdwOption.SSLPASSWORD)) {
            Optional.ofNullable(environment.get(variable(secret)))
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> secrets.put(secret, text));
        }
        if (!secrets.containsKey(FdwOption.PASSWORD)) {
            filed(environment).ifPresent(password -> secrets.put(FdwOption.PASSWORD, password));
        }
        return secrets;
    }

    /** libpq looks each host up, but a user mapping has one password: that of the first host that has any. */
    private Optional<String> filed(Map<String, String> environment) {
        String remoteUser = user.getOrDefault(FdwOption.USER_NAME.keyword(), "");
        if (remoteUser.isEmpty()) {
            return Optional.empty();
        }
        PasswordFile file = PasswordFile.of(environment);
        String[] hosts =
                said(FdwOption.HOST, said(FdwOption.HOSTADDR, "localhost")).split(",", -1);
        String[] ports = said(FdwOption.PORT, "5432").split(",", -1);
        for (int i = 0; i < hosts.length; i++) {
            String port = ports.length == hosts.length ? ports[i] : ports[0];
            Optional<String> found = port.matches("\\d{1,5}")
                    ? file.find(hosts[i], Integer.parseInt(port), said(FdwOption.DBNAME, remoteUser), remoteUser)
                    : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private String said(FdwOption option, String otherwise) {
        return options.getOrDefault(option.keyword(), otherwise);
    }

    /** Returns the name as it stands in a variable's name, in which it may be that of another link too. */
    String plainName() {
        return name.name().toLowerCase(Locale.ROOT).replace('-', '_');
    }
}
