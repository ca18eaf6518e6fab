package org.rowferry.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** What is expected here is what {@code PQconninfoParse()} of libpq 15 and 18 answers to the same text. */
class ConnectionTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            postgresql://u:p@h:1/d                    | host=h port=1 dbname=d user=u password=p
            postgres://u:p@h:1/d                      | host=h port=1 dbname=d user=u password=p
            postgresql://localhost/db                 | host=localhost dbname=db
            postgresql://                             | ``
            postgresql://h                            | host=h
            postgresql://h:/d                         | host=h dbname=d
            postgresql://:5                           | port=5
            postgresql:///d                           | dbname=d
            postgresql://u@/d                         | dbname=d user=u
            postgresql://u:@h                         | host=h user=u
            postgresql://:p@h                         | host=h password=p
            postgresql://u:a:b@h                      | host=h user=u password=a:b
            postgresql://u:a?b@h                      | host=h user=u password=a?b
            postgresql://u:p%40%3a%2F%25@h            | host=h user=u password=p@:/%
            postgresql://u%20v@h/d%2Fe                | host=h dbname=d/e user=u v
            postgresql://h/d/e                        | host=h dbname=d/e
            postgresql://h/%C3%BC+                    | host=h dbname=ü+
            postgresql://[::1]:5418/d                 | host=::1 port=5418 dbname=d
            postgresql://[2001:db8::1]                | host=2001:db8::1
            postgresql://h1:1,[::1]:2,h3/d            | host=h1,::1,h3 port=1,2, dbname=d
            postgresql://h1,h2/d                      | host=h1,h2 port=, dbname=d
            postgresql://,h2:5/d                      | host=,h2 port=,5 dbname=d
            postgresql:///d?host=a,b&port=1,2         | host=a,b port=1,2 dbname=d
            postgresql://h/d?dbname=e&user=x          | host=h dbname=e user=x
            postgresql://u@?host=h                    | host=h user=u
            postgresql://h/d?                         | host=h dbname=d
            postgresql://h?user=a&                    | host=h user=a
            postgresql://h?u%73er=a                   | host=h user=a
            postgresql://h?ssl=true                   | host=h sslmode=require
            postgresql://h?options=-c%20a%3Db         | host=h options=-c a=b
            postgresql://h?application_name=a+b       | host=h application_name=a+b
            postgresql://%2Ftmp/d                     | host=/tmp dbname=d
            """)
    void uri_isReadAsLibpqReadsIt(String text, String expected) {
        assertThat(read(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            host=h port=5 dbname=d                    | host=h port=5 dbname=d
            host = h   port= 5 dbname =d              | host=h port=5 dbname=d
            host='a b' user='o\\'x' password='b\\\\s' | host=a b user=o'x password=b\\s
            host=a\\ b                                | host=a b
            password=a\\'b                            | password=a'b
            host=h\\                                  | host=h
            host='a'port=5                            | host=a port=5
            host=a host=b                             | host=b
            host=''                                   | host=
            host= port=5                              | host=port=5
            host=a,b port=1,2                         | host=a,b port=1,2
            dbname=postgresql://h/d                   | dbname=postgresql://h/d
            """)
    void keywords_areReadAsLibpqReadsThem(String text, String expected) {
        assertThat(read(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            postgresql://h?a              | URI has a parameter 'a' with no '='
            postgresql://h?user=a=b       | URI has a parameter 'user' with two '='
            postgresql://h?user=a&&port=1 | URI has a parameter '' with no '='
            postgresql://h?hots=x         | has the unknown parameter 'hots', did you mean 'host'?
            postgresql://h?sslMode=x      | has the unknown parameter 'sslMode', did you mean 'sslmode'?
            postgresql://[::1             | URI has a '[' without its ']'
            postgresql://[]               | URI has no address between '[' and ']', or more behind it than a port
            postgresql://[::1]z           | URI has no address between '[' and ']', or more behind it than a port
            postgresql://%zz              | URI has a '%' in its host without two hexadecimal digits behind it
            postgresql://u:%4@h           | URI has a '%' in its password without two hexadecimal digits behind it
            postgresql://a%00b            | URI has a '%00' in its host
            postgresql://h:x/d            | URI has a port that is no number
            POSTGRESQL://h                | URI has a scheme that is not postgresql://
            jdbc:postgresql://h/d         | URI has a scheme that is not postgresql://
            mysql://h/d                   | URI has a scheme that is not postgresql://
            mydb                          | is neither a URI nor of the form 'keyword=value'
            host=h foo                    | string has no '=' behind the word at character 8
            host='a                       | string has a quote that is not closed, at character 6
            hots=h                        | has the unknown parameter 'hots', did you mean 'host'?
            database=h                    | has the unknown parameter 'database', did you mean 'dbname'?
            username=h                    | has the unknown parameter 'username', did you mean 'user'?
            xyzzy=h                       | has the unknown parameter 'xyzzy'
            =x                            | has the unknown parameter ''
            sslcrl=x                      | parameter sslcrl 'x' is of libpq, and the JDBC driver has nothing like it
            """)
    void text_thatLibpqRefusesIsRefusedWithAReasonAndAHint(String text, String message) {
        Failure failure = catchThrowableOfType(Failure.class, () -> Endpoint.parse(text, Map.of()));
        assertThat(failure).hasMessage("connection " + message);
        assertThat(failure.family()).isEqualTo(Family.CONFIGURATION);
        assertThat(failure.hints()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:hid%sden@h/d",
                "postgresql://u:hid%sden@h:x/d",
                "postgresql://u:12%sden@h/d",
                "postgresql://u:12/x%sden@h/d",
                "postgresql://u:12/x?a=%sden@h/d",
                "postgresql://h/d?password=hid%sden",
                "postgresql://h/d?sslpassword=hid%sden&den=x",
                "postgresql://h?password=hid%sden@x",
                "password=hid%sden",
                "password='hid%sden' hots=x",
                "password='hid%sden",
                "password=hid%sden den=hidden",
                "password='hid'%sden=x",
                "sslpassword=hid den=%s",
                "oauth_client_secret=hid%sden",
                "scram_client_key=hid%sden",
                "password=hid%sden sslmode=no",
                "password=hid%sden host=/tmp",
                "password=hid%sden service=none",
                "jdbc:postgresql://u:hid%sden@h/d"
            })
    void failuresAndNames_neverShowAPasswordWhateverIsInIt(String form) {
        for (String piece :
                new String[] {"", "@", ":", "/", "?", "&", "=", "%", "%4", "'", "\\", " ", "#", ",", "[", "]"}) {
            assertThat(shown(String.format(Locale.ROOT, form, piece)))
                    .doesNotContain("hid")
                    .doesNotContain("den");
        }
    }

    private static String shown(String text) {
        try {
            return Endpoint.parse(text, Map.of()).toString();
        } catch (Failure e) {
            return e.getMessage() + e.hints() + e.getCause();
        }
    }

    private static String read(String text) {
        Settings settings = Settings.read(text, Map.of());
        return Arrays.stream(Parameter.values())
                .flatMap(parameter -> settings.setting(parameter).stream())
                .map(setting -> setting.parameter().keyword() + "=" + setting.value())
                .collect(Collectors.joining(" "));
    }
}
