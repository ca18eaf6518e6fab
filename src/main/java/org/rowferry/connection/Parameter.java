package org.rowferry.connection;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rowferry.config.DidYouMean;

/**
 * A connection parameter of libpq with the environment variable that stands in for it; the keyword is the constant's
 * name in lower case.
 *
 * <p>Source: libpq's own table, as {@code PQconndefaults()} of PostgreSQL 15 and 18 lists it.
 */
enum Parameter {
    SERVICE("PGSERVICE"),
    HOST("PGHOST"),
    HOSTADDR("PGHOSTADDR"),
    PORT("PGPORT"),
    DBNAME("PGDATABASE"),
    USER("PGUSER"),
    PASSWORD("PGPASSWORD"),
    PASSFILE("PGPASSFILE"),
    CONNECT_TIMEOUT("PGCONNECT_TIMEOUT"),
    OPTIONS("PGOPTIONS"),
    APPLICATION_NAME("PGAPPNAME"),
    FALLBACK_APPLICATION_NAME,
    KEEPALIVES,
    SSLMODE("PGSSLMODE"),
    SSLNEGOTIATION("PGSSLNEGOTIATION"),
    SSLCERT("PGSSLCERT"),
    SSLKEY("PGSSLKEY"),
    SSLPASSWORD,
    SSLROOTCERT("PGSSLROOTCERT"),
    CHANNEL_BINDING("PGCHANNELBINDING"),
    REQUIRE_AUTH("PGREQUIREAUTH"),
    GSSENCMODE("PGGSSENCMODE"),
    KRBSRVNAME("PGKRBSRVNAME"),
    TARGET_SESSION_ATTRS("PGTARGETSESSIONATTRS"),
    LOAD_BALANCE_HOSTS("PGLOADBALANCEHOSTS"),

    /** The driver speaks UTF-8 alone. */
    CLIENT_ENCODING(Treatment.IGNORED, "PGCLIENTENCODING"),
    KEEPALIVES_IDLE(Treatment.IGNORED),
    KEEPALIVES_INTERVAL(Treatment.IGNORED),
    KEEPALIVES_COUNT(Treatment.IGNORED),
    TCP_USER_TIMEOUT(Treatment.IGNORED),
    SSLCOMPRESSION(Treatment.IGNORED, "PGSSLCOMPRESSION"),
    SSLSNI(Treatment.IGNORED, "PGSSLSNI"),
    SSLKEYLOGFILE(Treatment.IGNORED),
    GSSLIB(Treatment.IGNORED, "PGGSSLIB"),
    GSSDELEGATION(Treatment.IGNORED, "PGGSSDELEGATION"),
    MIN_PROTOCOL_VERSION(Treatment.IGNORED, "PGMINPROTOCOLVERSION"),
    MAX_PROTOCOL_VERSION(Treatment.IGNORED, "PGMAXPROTOCOLVERSION"),
    /** Only for Unix-domain sockets. */
    REQUIREPEER(Treatment.IGNORED, "PGREQUIREPEER"),

    SSLCRL(Treatment.REFUSED, "PGSSLCRL"),
    SSLCRLDIR(Treatment.REFUSED, "PGSSLCRLDIR"),
    SSLCERTMODE(Treatment.REFUSED, "PGSSLCERTMODE"),
    SSL_MIN_PROTOCOL_VERSION(Treatment.REFUSED, "PGSSLMINPROTOCOLVERSION"),
    SSL_MAX_PROTOCOL_VERSION(Treatment.REFUSED, "PGSSLMAXPROTOCOLVERSION"),
    REPLICATION(Treatment.REFUSED),
    SCRAM_CLIENT_KEY(Treatment.REFUSED),
    SCRAM_SERVER_KEY(Treatment.REFUSED),
    OAUTH_ISSUER(Treatment.REFUSED),
    OAUTH_CLIENT_ID(Treatment.REFUSED),
    OAUTH_CLIENT_SECRET(Treatment.REFUSED),
    OAUTH_SCOPE(Treatment.REFUSED);

    /** How a parameter is treated when the driver connects. */
    enum Treatment {
        USED,
        /** The driver has no such setting, and neither rows nor security depend on it. */
        IGNORED,
        /** The driver has no such setting, and security or meaning depend on it. */
        REFUSED
    }

    /** Names that people know from elsewhere. */
    private static final Map<String, Parameter> SYNONYMS = Map.of(
            "database",
            DBNAME,
            "db",
            DBNAME,
            "username",
            USER,
            "pass",
            PASSWORD,
            "passwd",
            PASSWORD,
            "server",
            HOST,
            "ssl",
            SSLMODE,
            "timeout",
            CONNECT_TIMEOUT,
            "targetservertype",
            TARGET_SESSION_ATTRS);

    private final Treatment treatment;
    private final String variable;

    Parameter(Treatment treatment, String variable) {
        this.treatment = treatment;
        this.variable = variable;
    }

    Parameter(Treatment treatment) {
        this(treatment, "");
    }

    Parameter(String variable) {
        this(Treatment.USED, variable);
    }

    Parameter() {
        this(Treatment.USED, "");
    }

    static Optional<Parameter> named(String keyword) {
        return Arrays.stream(values())
                .filter(parameter -> parameter.keyword().equals(keyword))
                .findFirst();
    }

    /** Returns the end of a message about a keyword that is unknown. */
    static String didYouMean(String keyword) {
        List<String> known = Arrays.stream(values()).map(Parameter::keyword).toList();
        Parameter synonym = SYNONYMS.get(keyword.toLowerCase(Locale.ROOT));
        return DidYouMean.suffix(synonym == null ? keyword : synonym.keyword(), known);
    }

    String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether the value must never be shown. */
    boolean isSecret() {
        return switch (this) {
            case PASSWORD, SSLPASSWORD, SCRAM_CLIENT_KEY, SCRAM_SERVER_KEY, OAUTH_CLIENT_SECRET -> true;
            default -> false;
        };
    }

    /** Returns whether it belongs to the way to the server, for any role. */
    boolean isSharedByRoles() {
        return switch (this) {
            case HOSTADDR,
                    CONNECT_TIMEOUT,
                    SSLMODE,
                    SSLNEGOTIATION,
                    SSLROOTCERT,
                    CHANNEL_BINDING,
                    GSSENCMODE,
                    TARGET_SESSION_ATTRS -> true;
            default -> false;
        };
    }

    Treatment treatment() {
        return treatment;
    }

    /**
     * Returns the value of the environment variable for this, if there is one and it is set. The value may be empty.
     */
    Optional<String> in(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(variable));
    }

    /** Returns the environment variable's name; empty where there is none. */
    String variable() {
        return variable;
    }
}
