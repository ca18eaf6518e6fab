package org.rowferry.connection;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.config.Configuration;
import org.rowferry.config.Section;
import org.rowferry.report.Failure;
import org.rowferry.report.Shell;

/**
 * A database to connect to, as libpq would read the same text in the same environment, and as the JDBC driver is told.
 *
 * <p>The one difference: where no host is given, it is localhost, since the driver has no Unix-domain sockets.
 */
public final class Endpoint {
    private final List<Address> addresses;
    private final String database;
    private final String user;
    private final Properties properties;
    private final boolean password;
    private final Map<String, String> shared;
    private final String mendedPassword;

    private Endpoint(Settings settings, Map<String, String> environment) {
        this.addresses = Address.of(settings);
        this.user = settings.value(Parameter.USER).orElseGet(() -> System.getProperty("user.name", ""));
        this.database = settings.value(Parameter.DBNAME).orElse(user);
        this.password = settings.passwordInText();
        this.shared = settings.sharedByRoles();
        this.properties = DriverProperties.of(settings, addresses);
        Tls tls = new Tls(settings, environment);
        tls.addTo(properties);
        refuseNameThatCannotBeVerified(tls);
        properties.setProperty("user", user);
        properties.setProperty("PGDBNAME", database);
        PasswordFile file = PasswordFile.of(settings, environment);
        Address first = addresses.get(0);
        this.mendedPassword = settings.setting(Parameter.PASSWORD)
                .map(Setting::corrected)
                .orElseGet(() -> file.mended(first.name(), first.port(), database, user));
        settings.value(Parameter.PASSWORD)
                .or(() -> filed(file))
                .ifPresent(word -> properties.setProperty("password", word));
    }

    /**
     * Reads a URI, a keyword string, or {@code service=…}; empty text leaves all to the environment.
     *
     * @param environment the variables of the process, such as {@code System.getenv()}: PGHOST and its kin, HOME
     * @throws Failure of the configuration if the text, the service file, the password file or a variable cannot be
     *     used; it never quotes a password
     */
    public static Endpoint parse(String connection, Map<String, String> environment) {
        return new Endpoint(Settings.read(connection, environment), environment);
    }

    /**
     * Reads the connection that a key of the configuration holds; problems are noted in the section. A password in a
     * file that others than its owner can read is one of them.
     */
    public static Optional<Endpoint> read(Section section, String key, Map<String, String> environment) {
        return section.value(key, text -> parse(text, environment).allowedIn(section.configuration()));
    }

    /** Reads a connection that must be there; where it is not, a problem is noted and the value is of no use. */
    public static Endpoint required(Section section, String key, Map<String, String> environment) {
        section.required(key);
        return read(section, key, environment).orElseGet(() -> parse("user=nobody", Map.of()));
    }

    /** Returns the URL that leaves all to {@link #properties()}, so that no log shows more than that. */
    public String jdbcUrl() {
        return "jdbc:postgresql:///";
    }

    /** Returns the driver's properties, the password among them, as a copy. */
    public Properties properties() {
        Properties copy = new Properties();
        copy.putAll(properties);
        return copy;
    }

    public String database() {
        return database;
    }

    public String user() {
        return user;
    }

    /** Returns whether the text itself holds a password; those of the environment and of files do not count. */
    boolean hasPassword() {
        return password;
    }

    /** Returns a sentence that says how the password file gets the role's password. */
    public String mendedPassword() {
        return mendedPassword;
    }

    /** Returns the same database as a URI for another role: without what is this role's alone, or the environment's. */
    public String urlFor(String role) {
        String parameters = shared.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + PercentCoding.encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        return "postgresql://" + PercentCoding.encode(role) + "@" + places() + "/" + PercentCoding.encode(database)
                + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    private String places() {
        return addresses.stream().map(Address::toString).collect(Collectors.joining(","));
    }

    /** Returns {@code user@host:port/database}, without a password. */
    @Override
    public String toString() {
        return user + "@" + places() + "/" + database;
    }

    private Endpoint allowedIn(Configuration configuration) {
        if (password && !configuration.isPrivate()) {
            throw UnreadableText.of("holds a password, and others than its owner can read " + configuration.file())
                    .hint("Run 'chmod 600 " + Shell.word(configuration.file())
                            + "', or move the password to ~/.pgpass, which PGPASSFILE may name elsewhere.");
        }
        return this;
    }

    /** The driver takes one password for all hosts. */
    private Optional<String> filed(PasswordFile file) {
        Set<Optional<String>> found = addresses.stream()
                .map(address -> file.find(address.name(), address.port(), database, user))
                .collect(Collectors.toSet());
        if (found.size() > 1) {
            throw UnreadableText.of("has hosts whose passwords in the password file are not the same")
                    .hint("Give the password file the same password for all of " + this + ", or name one host.");
        }
        return found.iterator().next();
    }

    /** The driver would compare the certificate with the address instead of the name. */
    private void refuseNameThatCannotBeVerified(Tls tls) {
        if (tls.verifiesName() && addresses.stream().anyMatch(Address::isNamedOtherwise)) {
            throw UnreadableText.of(
                            "gives a hostaddr besides host, with which the JDBC driver cannot verify the host's name")
                    .hint("Leave out hostaddr, and PGHOSTADDR, where sslmode is verify-full.");
        }
    }
}
