package org.rowferry.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.report.Failure;

class PasswordFileTest {
    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void writeFile() throws IOException {
        environment.put("HOME", home.toString());
        write(home.resolve(".pgpass"), """
                # db1:*:*:*:comment
                db1:5432:shop:u:first
                db1:5432:shop:u:second

                *:7:*:*:seven
                \\:\\:1:5432:shop:u:six
                h:5432:a\\:b:u:co\\:l\\\\on:rest
                r1:*:*:*:same
                r2:*:*:*:same
                r3:*:*:*:other
                too:short
                localhost:5432:u:u:local
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "host=db1 dbname=shop user=u, first",
        "host=x port=7 user=y, seven",
        "host=::1 dbname=shop user=u, six",
        "host=h dbname=a:b user=u, co:l\\on",
        "'host=r1,r2', same",
        "user=u, local",
        "host=db1 hostaddr=10.0.0.1 dbname=shop user=u, first",
        "host=db1 dbname=shop user=u password=own, own",
        "host=db1 dbname=shop user=u password='', first",
        "host=db1 dbname=shop user=v,"
    })
    void password_isThatOfTheFirstLineThatFits(String text, String password) {
        assertThat(password(text)).isEqualTo(Optional.ofNullable(password));
    }

    @Test
    void passwordFile_isNamedByParameterThenByVariable() throws IOException {
        Path one = home.resolve("one");
        write(one, "*:*:*:*:one\n");
        Path two = home.resolve("two");
        write(two, "*:*:*:*:two\n");
        environment.put("PGPASSFILE", one.toString());
        assertThat(password("host=db1")).contains("one");
        assertThat(password("host=db1 passfile=" + two)).contains("two");
        environment.put("PGPASSWORD", "env");
        assertThat(password("host=db1")).contains("env");
    }

    @Test
    void passwordFile_mayBeMissing() {
        environment.put("PGPASSFILE", "/nowhere/pgpass");
        assertThat(password("host=db1")).isEmpty();
    }

    @Test
    void passwordFileThatIsMissing_isToldWithTheLineThatItWants() {
        environment.put("PGPASSFILE", "/nowhere/pg pass");
        assertThat(Endpoint.parse("host=::1 dbname='a:b' user=u", environment).mendedPassword())
                .startsWith("The password file /nowhere/pg pass is not there")
                .endsWith(
                        "(umask 077 && echo '\\:\\:1:5432:a\\:b:u:PASSWORD' >> '/nowhere/pg pass') && chmod 600 '/nowhere/pg pass'");
    }

    @Test
    void passwordFile_isRefusedWhereOthersCanReadIt() throws IOException {
        Path file = home.resolve(".pgpass");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Failure failure = catchThrowableOfType(Failure.class, () -> password("host=db1 dbname=shop user=u"));
        assertThat(failure).hasMessage("connection password file %s is open to others than its owner", file);
        assertThat(failure.hints()).containsExactly("Run 'chmod 600 " + file + "'.");
        assertThat(password("host=db1 dbname=shop user=v")).isEmpty();
    }

    @Test
    void passwordFile_isRefusedWhereHostsHaveDifferentPasswords() {
        for (String hosts : new String[] {"r1,r3", "r1,none"}) {
            assertThat(catchThrowableOfType(Failure.class, () -> password("host=" + hosts + " user=u")))
                    .hasMessage("connection has hosts whose passwords in the password file are not the same");
        }
    }

    private Optional<String> password(String text) {
        return Optional.ofNullable(
                Endpoint.parse(text, environment).properties().getProperty("password"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
