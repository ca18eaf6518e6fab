package org.rowferry.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.config.Configuration;
import org.rowferry.report.Failure;

class EndpointTest {
    private static final String ME = System.getProperty("user.name");

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void setHome() {
        environment.put("HOME", home.toString());
    }

    @Test
    void parse_fallsBackOnLibpqsDefaults() {
        Endpoint endpoint = parse("");
        assertThat(endpoint).hasToString(ME + "@localhost:5432/" + ME);
        assertThat(endpoint.properties())
                .containsEntry("PGHOST", "localhost")
                .containsEntry("PGPORT", "5432")
                .containsEntry("PGDBNAME", ME)
                .containsEntry("user", ME)
                .containsEntry("sslmode", "prefer")
                .containsEntry("tcpKeepAlive", "true")
                .containsEntry("hostRecheckSeconds", "0")
                .containsEntry("prepareThreshold", "1")
                .containsEntry("preferQueryMode", "extendedForPrepared")
                .containsEntry("ApplicationName", "rowferry")
                .hasSize(10);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            postgresql://localhost/db                  | ME@localhost:5432/db
            postgresql://u:secret@h                    | u@h:5432/u
            host=h user='' dbname=''                   | ME@h:5432/ME
            postgresql://u@[::1]:5418/d                | u@[::1]:5418/d
            postgresql://u@h1:1,h2,[::1]:3/d           | u@h1:1,h2:5432,[::1]:3/d
            host=a,b,c port=7 user=u dbname=d          | u@a:7,b:7,c:7/d
            host=a,,c port=1,,3 user=u dbname=d        | u@a:1,localhost:5432,c:3/d
            hostaddr=10.0.0.1 user=u dbname=d          | u@10.0.0.1:5432/d
            host=h hostaddr=10.0.0.1 user=u dbname=d   | u@h:5432/d
            host=h port=' 5418 ' user=u dbname=d       | u@h:5418/d
            """)
    void toString_namesWhereItLeadsWithoutAPassword(String text, String expected) {
        assertThat(parse(text)).hasToString(expected.replace("ME", ME));
    }

    @Test
    void environment_fillsWhatTheTextLeavesOut() {
        set("PGHOST=h1,h2", "PGPORT=1,2", "PGDATABASE=d", "PGUSER=u", "PGPASSWORD=p", "PGAPPNAME=a");
        set("PGCONNECT_TIMEOUT=3", "PGOPTIONS=-c x=1", "PGTARGETSESSIONATTRS=read-write");
        Endpoint endpoint = parse("");
        assertThat(endpoint).hasToString("u@h1:1,h2:2/d");
        assertThat(endpoint.hasPassword()).isFalse();
        assertThat(endpoint.properties())
                .containsEntry("password", "p")
                .containsEntry("ApplicationName", "a")
                .containsEntry("connectTimeout", "3")
                .containsEntry("loginTimeout", "6")
                .containsEntry("options", "-c x=1")
                .containsEntry("targetServerType", "primary");
        assertThat(parse("host=h port=9 user=v dbname=e")).hasToString("v@h:9/e");
        assertThat(parse("host='' port=9 user=v dbname=e")).hasToString("v@localhost:9/e");
        assertThat(parse("postgresql:///e")).hasToString("u@h1:1,h2:2/e");
    }

    @Test
    void environment_hasTlsFilesAndAddress() {
        set("PGHOSTADDR=10.0.0.1", "PGSSLMODE=verify-ca", "PGSSLROOTCERT=/r", "PGSSLCERT=/c", "PGSSLKEY=/k");
        assertThat(parse("host=h").properties())
                .containsEntry("PGHOST", "10.0.0.1")
                .containsEntry("sslmode", "verify-ca")
                .containsEntry("sslrootcert", "/r")
                .containsEntry("sslcert", "/c")
                .containsEntry("sslkey", "/k");
    }

    @ParameterizedTest
    @CsvSource({
        "target_session_attrs=any, targetServerType, any",
        "target_session_attrs=primary, targetServerType, primary",
        "target_session_attrs=read-only, targetServerType, secondary",
        "target_session_attrs=standby, targetServerType, secondary",
        "target_session_attrs=prefer-standby, targetServerType, preferSecondary",
        "load_balance_hosts=random, loadBalanceHosts, true",
        "load_balance_hosts=disable, loadBalanceHosts, false",
        "connect_timeout=0, connectTimeout, 0",
        "connect_timeout=-1, connectTimeout, 0",
        "keepalives=0, tcpKeepAlive, false",
        "fallback_application_name=x, ApplicationName, x",
        "channel_binding=require, channelBinding, require",
        "require_auth=scram-sha-256, requireAuth, scram-sha-256",
        "gssencmode=disable, gssEncMode, disable",
        "krbsrvname=pg, kerberosServerName, pg",
        "sslnegotiation=direct, sslNegotiation, direct",
        "sslpassword=x, sslpassword, x",
        "sslmode=verify-full, sslmode, verify-full",
        "sslmode=require, sslmode, require"
    })
    void properties_translateForTheDriver(String text, String property, String value) {
        assertThat(parse(text).properties()).containsEntry(property, value);
    }

    @Test
    void properties_areAllKnownToTheDriver() throws SQLException {
        set("PGSSLROOTCERT=system", "PGCONNECT_TIMEOUT=1", "PGOPTIONS=-c x=1", "PGPASSWORD=p", "PGSSLCERT=/c");
        set("PGSSLKEY=/k", "PGSSLNEGOTIATION=direct", "PGCHANNELBINDING=prefer", "PGREQUIREAUTH=md5");
        set("PGGSSENCMODE=prefer", "PGKRBSRVNAME=x", "PGTARGETSESSIONATTRS=any", "PGLOADBALANCEHOSTS=random");
        Endpoint endpoint = parse("sslpassword=x");
        DriverPropertyInfo[] known =
                DriverManager.getDriver(endpoint.jdbcUrl()).getPropertyInfo(endpoint.jdbcUrl(), new Properties());
        assertThat(Arrays.stream(known).map(info -> info.name))
                .containsAll(endpoint.properties().stringPropertyNames());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            host=/tmp                     | parameter host '/tmp' is a Unix-domain socket, which the JDBC driver cannot use
            postgresql://%2Ftmp/d         | parameter host '/tmp' is a Unix-domain socket, which the JDBC driver cannot use
            host=@x                       | parameter host '@x' is a Unix-domain socket, which the JDBC driver cannot use
            host=h port=0                 | parameter port '0' is not a port from 1 to 65535
            host=h port=65536             | parameter port '65536' is not a port from 1 to 65535
            host=h port=x                 | parameter port 'x' is not a port from 1 to 65535
            host=a,b port=1,2,3           | has 3 ports and 2 hosts
            host=a,b hostaddr=10.0.0.1    | has 2 hosts and 1 values of hostaddr
            connect_timeout=soon          | parameter connect_timeout 'soon' is not a whole number
            target_session_attrs=master   | parameter target_session_attrs 'master' is none of any, read-write, read-only, primary, standby, prefer-standby
            sslmode=''                    | parameter sslmode '' is none of disable, allow, prefer, require, verify-ca, verify-full
            sslmode=verify_full           | parameter sslmode 'verify_full' is none of disable, allow, prefer, require, verify-ca, verify-full, did you mean 'verify-full'?
            sslrootcert=system sslmode=require | parameter sslmode 'require' is too weak for sslrootcert=system, which needs verify-full
            host=h hostaddr=10.0.0.1 sslmode=verify-full | gives a hostaddr besides host, with which the JDBC driver cannot verify the host's name
            """)
    void parse_refusesWhatCannotWork(String text, String message) {
        Failure failure = failure(text);
        assertThat(failure).hasMessage("connection " + message);
        assertThat(failure.hints()).isNotEmpty();
    }

    @Test
    void parse_namesTheVariableThatAWrongValueComesFrom() {
        set("PGHOST=/run/postgresql");
        assertThat(failure(""))
                .hasMessage("connection parameter host '/run/postgresql' from PGHOST is a Unix-domain socket, which"
                        + " the JDBC driver cannot use");
        set("PGSSLMODE=on");
        assertThat(failure("host=h").getMessage()).startsWith("connection parameter sslmode 'on' from PGSSLMODE is");
    }

    @Test
    void parse_ignoresWhatMakesNoDifference() {
        assertThat(parse("host=h user=u dbname=d keepalives_idle=60 client_encoding=UTF8 sslsni=1"))
                .hasToString("u@h:5432/d");
    }

    @Test
    void require_verifiesTheCertificateWhereTheUserHasARootCertificate() throws IOException {
        Path root = Files.createDirectory(home.resolve(".postgresql")).resolve("root.crt");
        Files.createFile(root);
        assertThat(parse("sslmode=require").properties())
                .containsEntry("sslmode", "verify-ca")
                .containsEntry("sslrootcert", root.toString());
        assertThat(parse("sslmode=prefer").properties()).containsEntry("sslmode", "prefer");
        assertThat(parse("sslmode=require sslrootcert=/nowhere").properties()).containsEntry("sslmode", "require");
    }

    @Test
    void systemCertificates_areThoseOfTheRuntime() {
        assertThat(parse("sslrootcert=system").properties())
                .containsEntry("sslmode", "verify-full")
                .containsEntry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory")
                .doesNotContainKey("sslrootcert");
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://u:p@h/d, true",
        "postgresql://h/d?password=p, true",
        "host=h password=p, true",
        "host=h sslpassword=p, true",
        "postgresql://u@h/d, false",
        "postgresql://u:@h/d, false",
        "host=h passfile=/x, false"
    })
    void hasPassword_tellsWhetherTheTextHoldsOne(String text, boolean expected) {
        set("PGPASSWORD=q");
        assertThat(parse(text).hasPassword()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql://u:p@db1/shop | postgresql://OWNER@db1:5432/shop",
                "postgresql://u@a:1,[::1]:2/d%20b%2F%C3%A9?sslmode=verify-full&sslcert=/c"
                        + " | postgresql://OWNER@a:1,[::1]:2/d%20b%2F%C3%A9?sslmode=verify-full",
                "host=db1 user=u password=p options=-cx=1 | postgresql://OWNER@db1:5432/u"
            })
    void urlFor_namesTheSameDatabaseForAnotherRole(String text, String expected) {
        set("PGAPPNAME=nightly", "PGSSLROOTCERT=/root.crt");
        String url = parse(text).urlFor("OWNER");
        assertThat(url).isEqualTo(expected);
        assertThat(parse(url).urlFor("OWNER")).isEqualTo(url);
    }

    @Test
    void properties_areACopy() {
        Endpoint endpoint = parse("host=h");
        endpoint.properties().clear();
        assertThat(endpoint.properties()).containsEntry("PGHOST", "h");
    }

    @Test
    void read_refusesAPasswordInAFileThatOthersCanRead() throws IOException {
        Path file = home.resolve("exporter.yaml");
        Files.writeString(file, "source: postgresql://u:hidden@h/d\n");
        assertThat(read(file, "rw-------")).map(Endpoint::user).contains("u");
        Configuration configuration = Configuration.read(file);
        assertThat(read(configuration, "rw-r--r--")).isEmpty();
        Failure failure = catchThrowableOfType(Failure.class, configuration::finish);
        assertThat(failure)
                .hasMessage(
                        "configuration %s has 1 problem\n  source: connection holds a password, and others than its"
                                + " owner can read %s",
                        file, file);
        assertThat(failure.hints()).anyMatch(hint -> hint.startsWith("Run 'chmod 600 " + file + "'"));
    }

    @Test
    void read_doesNotMindOthersWhereThereIsNoPassword() throws IOException {
        Path file = home.resolve("exporter.yaml");
        Files.writeString(file, "source: postgresql://u@h/d\n");
        assertThat(read(file, "rw-r--r--")).map(Endpoint::toString).contains("u@h:5432/d");
    }

    private Optional<Endpoint> read(Path file, String permissions) throws IOException {
        return read(Configuration.read(file), permissions);
    }

    private Optional<Endpoint> read(Configuration configuration, String permissions) throws IOException {
        Files.setPosixFilePermissions(configuration.file(), PosixFilePermissions.fromString(permissions));
        return Endpoint.read(configuration.root(), "source", environment);
    }

    private void set(String... assignments) {
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
    }

    private Endpoint parse(String text) {
        return Endpoint.parse(text, environment);
    }

    private Failure failure(String text) {
        return catchThrowableOfType(Failure.class, () -> parse(text));
    }
}
