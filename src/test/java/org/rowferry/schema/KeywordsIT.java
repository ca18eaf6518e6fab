package org.rowferry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

class KeywordsIT {
    private static final long SEED = 20_261_121;
    private static final List<String> HOSTILE = List.of(
            "Order-Lines",
            "group",
            "GROUP",
            "a\"b",
            "\"",
            "\"\"",
            "a.b",
            " ",
            " a",
            "a ",
            "a\nb",
            "a\tb",
            "a$b",
            "$a",
            "1a",
            "_",
            "_1",
            "a'b",
            "a\\b",
            "a;b",
            "--",
            "/*",
            "é",
            "été",
            "名前",
            "\uD83D\uDE00",
            "a\u00A0b",
            "\u0130",
            "x".repeat(Identifier.MOST_BYTES),
            "\"".repeat(Identifier.MOST_BYTES));

    static Server[] servers() {
        return new Server[] {Servers.oldest(), Servers.newest()};
    }

    @ParameterizedTest
    @MethodSource("servers")
    void keywords_coverWhatTheServerQuotes(Server server) {
        assertThat(keywordsOf(server)).hasSizeGreaterThan(100).allMatch(Keywords::contains);
    }

    @Test
    void keywords_holdNoWordThatBothServersLeaveBare() {
        Set<String> quoted = Stream.of(servers())
                .flatMap(server -> keywordsOf(server).stream())
                .collect(Collectors.toSet());
        for (Server server : servers()) {
            assertThat(words(server, "catcode = 'U'"))
                    .filteredOn(word -> !quoted.contains(word))
                    .noneMatch(Keywords::contains);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void identifier_printsWhatTheServerPrints(Server server) throws SQLException {
        try (TestDatabase database = server.newDatabase("keywords");
                Connection connection = database.connect();
                PreparedStatement quote = connection.prepareStatement("select quote_ident(?), parse_ident(?)")) {
            for (String name : names(keywordsOf(server))) {
                Identifier identifier = new Identifier(name);
                quote.setString(1, name);
                quote.setString(2, identifier.toString());
                try (ResultSet result = quote.executeQuery()) {
                    result.next();
                    assertThat(identifier.toString()).as("seed %d", SEED).isEqualTo(result.getString(1));
                    assertThat((Object[]) result.getArray(2).getArray())
                            .as("seed %d, %s", SEED, identifier)
                            .containsExactly(name);
                }
            }
        }
    }

    private static Set<String> keywordsOf(Server server) {
        return words(server, "catcode <> 'U'");
    }

    private static Set<String> words(Server server, String which) {
        try (TestDatabase database = server.newDatabase("keywords")) {
            return database.query("select word from pg_get_keywords() where " + which).stream()
                    .map(row -> row.get(0))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Keywords of the server itself, names chosen to hurt, and names drawn from the characters that hurt. */
    private static List<String> names(Set<String> keywords) {
        List<String> names = new ArrayList<>(HOSTILE);
        names.addAll(keywords);
        Random random = new Random(SEED);
        String alphabet = "abz_AZ09$\"'. \\é\u4E16";
        for (int i = 0; i < 300; i++) {
            names.add(random.ints(1 + random.nextInt(20), 0, alphabet.length())
                    .mapToObj(at -> alphabet.substring(at, at + 1))
                    .collect(Collectors.joining()));
        }
        return names;
    }
}
