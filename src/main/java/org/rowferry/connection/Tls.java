package org.rowferry.connection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * How the connection is encrypted and whom it trusts, by libpq's rules. Source: libpq's manual, 'SSL Support'.
 *
 * <p>The client's key may be PEM, DER or PKCS-12; the driver takes them all.
 */
final class Tls {
    private static final List<String> MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    /** The word for the certificates that the system trusts: here those of the Java runtime. */
    private static final String SYSTEM = "system";

    private final Settings settings;
    private final Path folder;

    Tls(Settings settings, Map<String, String> environment) {
        this.settings = settings;
        this.folder = HomeFolder.of(environment).resolve(".postgresql");
    }

    void addTo(Properties properties) {
        Optional<String> root = file(Parameter.SSLROOTCERT, "root.crt");
        boolean system = root.filter(SYSTEM::equals).isPresent();
        properties.setProperty("sslmode", system ? systemMode() : mode(root));
        if (system) {
            properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        } else {
            root.ifPresent(path -> properties.setProperty("sslrootcert", path));
        }
        file(Parameter.SSLCERT, "postgresql.crt").ifPresent(path -> properties.setProperty("sslcert", path));
        file(Parameter.SSLKEY, "postgresql.key").ifPresent(path -> properties.setProperty("sslkey", path));
        settings.value(Parameter.SSLPASSWORD).ifPresent(word -> properties.setProperty("sslpassword", word));
        settings.setting(Parameter.SSLNEGOTIATION)
                .map(setting -> setting.among(List.of("postgres", "direct")))
                .ifPresent(value -> properties.setProperty("sslNegotiation", value));
    }

    boolean verifiesName() {
        return file(Parameter.SSLROOTCERT, "root.crt").filter(SYSTEM::equals).isPresent()
                || given().filter("verify-full"::equals).isPresent();
    }

    /** With a root certificate at hand libpq checks the server's under {@code require}, too; the driver would not. */
    private String mode(Optional<String> root) {
        String mode = given().orElse("prefer");
        boolean atHand = root.map(Path::of).filter(Files::exists).isPresent();
        return mode.equals("require") && atHand ? "verify-ca" : mode;
    }

    private String systemMode() {
        given().filter(mode -> !mode.equals("verify-full")).ifPresent(mode -> {
            throw settings.setting(Parameter.SSLMODE)
                    .orElseThrow()
                    .refused(" is too weak for sslrootcert=system, which needs verify-full");
        });
        return "verify-full";
    }

    private Optional<String> given() {
        return settings.setting(Parameter.SSLMODE).map(setting -> setting.among(MODES));
    }

    /** Returns the file that was named, or the user's own by libpq's name for it, if there is one. */
    private Optional<String> file(Parameter parameter, String name) {
        return settings.value(parameter)
                .or(() ->
                        Optional.of(folder.resolve(name)).filter(Files::exists).map(Path::toString));
    }
}
