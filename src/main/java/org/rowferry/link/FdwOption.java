package org.rowferry.link;

import static org.rowferry.link.FdwOption.Scope.COLUMN;
import static org.rowferry.link.FdwOption.Scope.IMPORT;
import static org.rowferry.link.FdwOption.Scope.SERVER;
import static org.rowferry.link.FdwOption.Scope.TABLE;
import static org.rowferry.link.FdwOption.Scope.USER;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.config.DidYouMean;
import org.rowferry.config.Section;

/**
 * The options that postgres_fdw takes, by their names in lower case.
 *
 * <p>Source: its manual for PostgreSQL 13 to 18, its option.c, and what servers of 13 and 18 take. Connection options
 * are those of the libpq that the server's major comes with.
 */
public enum FdwOption {
    HOST(13, OptionValue.TEXT, SERVER),
    HOSTADDR(13, OptionValue.TEXT, SERVER),
    PORT(13, OptionValue.TEXT, SERVER),
    DBNAME(13, OptionValue.TEXT, SERVER),
    SERVICE(13, OptionValue.TEXT, SERVER),
    PASSFILE(13, OptionValue.TEXT, SERVER),
    CONNECT_TIMEOUT(13, OptionValue.WHOLE, SERVER),
    APPLICATION_NAME(13, OptionValue.TEXT, SERVER),
    OPTIONS(13, OptionValue.TEXT, SERVER),
    KEEPALIVES(13, OptionValue.BIT, SERVER),
    KEEPALIVES_IDLE(13, OptionValue.WHOLE, SERVER),
    KEEPALIVES_INTERVAL(13, OptionValue.WHOLE, SERVER),
    KEEPALIVES_COUNT(13, OptionValue.WHOLE, SERVER),
    TCP_USER_TIMEOUT(13, OptionValue.WHOLE, SERVER),
    CHANNEL_BINDING(13, OptionValue.of("disable", "prefer", "require"), SERVER),
    REQUIRE_AUTH(16, OptionValue.TEXT, SERVER),
    REQUIREPEER(13, OptionValue.TEXT, SERVER),
    SSLMODE(13, OptionValue.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full"), SERVER),
    SSLNEGOTIATION(17, OptionValue.of("postgres", "direct"), SERVER),
    SSLCOMPRESSION(13, OptionValue.BIT, SERVER),
    SSLCERT(13, OptionValue.TEXT, SERVER, USER),
    SSLKEY(13, OptionValue.TEXT, SERVER, USER),
    SSLCERTMODE(16, OptionValue.of("disable", "allow", "require"), SERVER),
    SSLROOTCERT(13, OptionValue.TEXT, SERVER),
    SSLCRL(13, OptionValue.TEXT, SERVER),
    SSLCRLDIR(14, OptionValue.TEXT, SERVER),
    SSLSNI(14, OptionValue.BIT, SERVER),
    SSL_MIN_PROTOCOL_VERSION(13, OptionValue.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"), SERVER),
    SSL_MAX_PROTOCOL_VERSION(13, OptionValue.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"), SERVER),
    MIN_PROTOCOL_VERSION(18, OptionValue.of("3.0", "3.2", "latest"), SERVER),
    MAX_PROTOCOL_VERSION(18, OptionValue.of("3.0", "3.2", "latest"), SERVER),
    GSSENCMODE(13, OptionValue.of("disable", "prefer", "require"), SERVER),
    GSSLIB(13, OptionValue.TEXT, SERVER),
    GSSDELEGATION(17, OptionValue.BIT, SERVER, USER),
    KRBSRVNAME(13, OptionValue.TEXT, SERVER),
    TARGET_SESSION_ATTRS(
            13, OptionValue.of("any", "read-write", "read-only", "primary", "standby", "prefer-standby"), SERVER),
    LOAD_BALANCE_HOSTS(16, OptionValue.of("disable", "random"), SERVER),

    USE_REMOTE_ESTIMATE(13, OptionValue.FLAG, SERVER, TABLE),
    FDW_STARTUP_COST(13, OptionValue.COST, SERVER),
    FDW_TUPLE_COST(13, OptionValue.COST, SERVER),
    ANALYZE_SAMPLING(16, OptionValue.of("off", "auto", "random", "system", "bernoulli"), SERVER, TABLE),
    EXTENSIONS(13, OptionValue.NAMES, SERVER),
    FETCH_SIZE(13, OptionValue.POSITIVE, SERVER, TABLE),
    BATCH_SIZE(14, OptionValue.POSITIVE, SERVER, TABLE),
    ASYNC_CAPABLE(14, OptionValue.FLAG, SERVER, TABLE),
    PARALLEL_COMMIT(15, OptionValue.FLAG, SERVER),
    PARALLEL_ABORT(16, OptionValue.FLAG, SERVER),
    UPDATABLE(13, OptionValue.FLAG, SERVER, TABLE),
    TRUNCATABLE(14, OptionValue.FLAG, SERVER, TABLE),
    KEEP_CONNECTIONS(14, OptionValue.FLAG, SERVER),
    USE_SCRAM_PASSTHROUGH(18, OptionValue.FLAG, SERVER, USER),

    USER_NAME(13, OptionValue.TEXT, USER) {
        @Override
        public String keyword() {
            return "user";
        }
    },
    PASSWORD(13, OptionValue.TEXT, USER),
    SSLPASSWORD(13, OptionValue.TEXT, USER),
    PASSWORD_REQUIRED(13, OptionValue.FLAG, USER),

    SCHEMA_NAME(13, OptionValue.TEXT, TABLE),
    TABLE_NAME(13, OptionValue.TEXT, TABLE),
    COLUMN_NAME(13, OptionValue.TEXT, COLUMN),

    IMPORT_COLLATE(13, OptionValue.FLAG, IMPORT),
    IMPORT_DEFAULT(13, OptionValue.FLAG, IMPORT),
    IMPORT_GENERATED(13, OptionValue.FLAG, IMPORT),
    IMPORT_NOT_NULL(13, OptionValue.FLAG, IMPORT);

    /** The object that has an option, and the key of a link's configuration for it. */
    public enum Scope {
        SERVER("the server's 'options'"),
        USER("'user'"),
        TABLE("a table's 'options'"),
        COLUMN("'column-options'"),
        IMPORT("'import'");

        private final String place;

        Scope(String place) {
            this.place = place;
        }
    }

    /** The options of libpq that postgres_fdw does not take, and the reasons. */
    private static final Map<String, String> NOT_TAKEN = Map.ofEntries(
            Map.entry("client_encoding", "postgres_fdw sets it to the target's own"),
            Map.entry("fallback_application_name", "postgres_fdw sets it itself; application_name is for you"),
            Map.entry("replication", "a foreign server is queried, not replicated from"),
            Map.entry("scram_client_key", "postgres_fdw hands keys on itself: use_scram_passthrough, from 18 on"),
            Map.entry("scram_server_key", "postgres_fdw hands keys on itself: use_scram_passthrough, from 18 on"),
            Map.entry("sslkeylogfile", "it is for debugging, and postgres_fdw does not take it"),
            Map.entry("oauth_issuer", "postgres_fdw does not take OAuth"),
            Map.entry("oauth_client_id", "postgres_fdw does not take OAuth"),
            Map.entry("oauth_client_secret", "postgres_fdw does not take OAuth"),
            Map.entry("oauth_scope", "postgres_fdw does not take OAuth"),
            Map.entry("requiressl", "libpq forgot it; sslmode: require says the same"),
            Map.entry("authtype", "libpq forgot it"),
            Map.entry("tty", "libpq forgot it"));

    private final int since;

    @SuppressWarnings("ImmutableEnumChecker") // functions without a state
    private final OptionValue value;

    @SuppressWarnings("ImmutableEnumChecker") // never changed, and never handed out
    private final Set<Scope> scopes;

    FdwOption(int since, OptionValue value, Scope scope, Scope... more) {
        this.since = since;
        this.value = value;
        this.scopes = EnumSet.of(scope, more);
    }

    /**
     * Returns the options that stand below a key as the server is to be told them, in their order. An option that is
     * unknown, at the wrong place or secret, or has a wrong value, is a problem of the section.
     */
    static Map<String, String> read(Section section, String key, Scope scope) {
        Map<String, String> options = new LinkedHashMap<>();
        section.values(key).forEach((name, text) -> {
            String path = key + "." + name;
            Optional<String> fault = fault(name, scope);
            if (fault.isPresent()) {
                section.problem(path, fault.get());
                return;
            }
            try {
                options.put(name, named(name).orElseThrow().value.read(text));
            } catch (IllegalArgumentException e) {
                section.problem(path, String.valueOf(e.getMessage()));
            }
        });
        return options;
    }

    private static Optional<String> fault(String name, Scope scope) {
        Optional<FdwOption> option = named(name);
        if (option.isEmpty()) {
            return Optional.of(Optional.ofNullable(NOT_TAKEN.get(name))
                    .map(why -> "is not allowed: " + why)
                    .orElseGet(() -> "unknown option of postgres_fdw" + DidYouMean.suffix(name, keywords(scope))));
        }
        if (!option.get().scopes.contains(scope)) {
            return Optional.of("belongs to "
                    + option.get().scopes.stream().map(other -> other.place).collect(Collectors.joining(" or to "))
                    + ", not to " + scope.place);
        }
        return option.filter(FdwOption::isSecret)
                .map(secret -> "does not stand in a file: it comes from the environment, ROWFERRY_<LINK>_"
                        + secret.name()
                        + (secret == PASSWORD ? ", or from the pass file (PGPASSFILE, ~/.pgpass)" : ""));
    }

    /** Returns the names of all options of a scope. */
    static List<String> keywords(Scope scope) {
        return Arrays.stream(values())
                .filter(option -> option.scopes.contains(scope))
                .map(FdwOption::keyword)
                .toList();
    }

    static Optional<FdwOption> named(String keyword) {
        return Arrays.stream(values())
                .filter(option -> option.keyword().equals(keyword))
                .findFirst();
    }

    /** Returns the name as postgres_fdw has it. */
    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the first of the supported majors that knows it. */
    int since() {
        return since;
    }

    boolean isKnownTo(int major) {
        return major >= since;
    }

    Set<Scope> scopes() {
        return EnumSet.copyOf(scopes);
    }

    /** Returns whether the value must never be shown, nor stand in a configuration. */
    boolean isSecret() {
        return this == PASSWORD || this == SSLPASSWORD;
    }
}
