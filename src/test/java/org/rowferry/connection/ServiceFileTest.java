package org.rowferry.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.report.Failure;

class ServiceFileTest {
    private static final String FILE = """
            # a comment
            [shop]
            host=svchost
              port=7000
            user=svc\s\s
            dbname=svcdb
            host=second

            [hots]
            hots=x
            [spaced]
            host = x
            [alone]
            host
            [nested]
            service=shop
            [secret]
            password=s3cret
            [shop]
            port=1
            """;

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void writeFile() throws IOException {
        environment.put("HOME", home.toString());
        environment.put("PGSYSCONFDIR", home.resolve("etc").toString());
        Files.writeString(home.resolve(".pg_service.conf"), FILE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            service=shop                    | svc@svchost:7000/svcdb
            service=shop host=h             | svc@h:7000/svcdb
            postgresql:///?service=shop     | svc@svchost:7000/svcdb
            postgresql://h/d?service=shop   | svc@h:7000/d
            """)
    void service_givesWayToTheText(String text, String expected) {
        assertThat(Endpoint.parse(text, environment)).hasToString(expected);
    }

    @Test
    void service_goesBeforeTheEnvironment() {
        environment.put("PGHOST", "e");
        environment.put("PGAPPNAME", "app");
        Endpoint endpoint = Endpoint.parse("service=shop", environment);
        assertThat(endpoint).hasToString("svc@svchost:7000/svcdb");
        assertThat(endpoint.properties()).containsEntry("ApplicationName", "app");
    }

    @Test
    void service_mayBeNamedByTheEnvironment() throws IOException {
        environment.put("PGSERVICE", "shop");
        assertThat(Endpoint.parse("user=t", environment)).hasToString("t@svchost:7000/svcdb");
        Path other = home.resolve("other.conf");
        Files.writeString(other, "[shop]\nhost=other\nuser=o\n");
        environment.put("PGSERVICEFILE", other.toString());
        assertThat(Endpoint.parse("", environment)).hasToString("o@other:5432/o");
    }

    @Test
    void service_isLookedForInTheSystemsFileNext() throws IOException {
        Files.createDirectory(home.resolve("etc"));
        Files.writeString(home.resolve("etc/pg_service.conf"), "[shop]\nhost=x\n[wide]\nhost=w\nuser=o\n");
        assertThat(Endpoint.parse("service=wide", environment)).hasToString("o@w:5432/o");
        assertThat(Endpoint.parse("service=shop", environment)).hasToString("svc@svchost:7000/svcdb");
    }

    @Test
    void service_mayHoldAPasswordWhichIsNotTheTexts() {
        Endpoint endpoint = Endpoint.parse("service=secret", environment);
        assertThat(endpoint.properties()).containsEntry("password", "s3cret");
        assertThat(endpoint.hasPassword()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hots   | service file FILE has the unknown parameter 'hots', did you mean 'host'? in line 10
            spaced | service file FILE has the unknown parameter 'host ', did you mean 'host'? in line 12
            alone  | service file FILE has no '=' in line 14
            nested | service file FILE names another service, which libpq does not follow in line 16
            nope   | service 'nope' is unknown: it is not in FILE
            """)
    void service_thatCannotBeReadIsToldByLine(String service, String message) {
        Failure failure = catchThrowableOfType(Failure.class, () -> Endpoint.parse("service=" + service, environment));
        assertThat(failure)
                .hasMessage("connection "
                        + message.replace(
                                "FILE", home.resolve(".pg_service.conf").toString()));
        assertThat(failure.hints()).isNotEmpty();
    }

    @Test
    void serviceFile_thatIsNamedMustExist() {
        environment.put("PGSERVICEFILE", "/nowhere/x.conf");
        assertThat(catchThrowableOfType(Failure.class, () -> Endpoint.parse("service=shop", environment)))
                .hasMessage("connection service file /nowhere/x.conf from PGSERVICEFILE does not exist");
    }
}
