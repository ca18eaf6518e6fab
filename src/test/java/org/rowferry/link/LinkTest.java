package org.rowferry.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rowferry.link.Linked.ORDERS;
import static org.rowferry.link.Linked.link;
import static org.rowferry.link.Linked.reading;
import static org.rowferry.link.Linked.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.apply.FeedEntry;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;

class LinkTest {
    private static final LinkTable VIEW = Linked.view(FeedEntry.of(TableName.of("shop", "seen")), Selection.EVERYTHING);
    private static final LinkTable WHOLE = Linked.by(table("whole"), CaptureMethod.WHOLE);

    @TempDir
    private Path folder;

    @Test
    void foreignTable_hasTheNameOfTheEntry_andReadsTheOneThatOptionsName() {
        LinkTable table = reading(ORDERS, "Old Shop", "it's");
        Link link = link(table);
        assertThat(link.foreign(table)).hasToString("n.orders");
        assertThat(table.remote()).isEqualTo(TableName.of("Old Shop", "it's"));
        assertThat(link.foreignShadow(table)).isEqualTo(TableName.of("n", "Old Shop.it's"));
        assertThat(link.remoteShadow(table)).isEqualTo(TableName.of("Row's Ferry", "Old Shop.it's"));
    }

    @Test
    void tablesOfTheSource_areThoseThatAreRead_withTheShadowTablesOfTriggersAlone() {
        assertThat(link(ORDERS, VIEW, WHOLE).remotes())
                .containsExactly(
                        TableName.of("shop", "orders"),
                        TableName.of("Row's Ferry", "shop.orders"),
                        TableName.of("shop", "seen"),
                        TableName.of("shop", "whole"));
        assertThat(link(ORDERS).readsShadowTables()).isTrue();
        assertThat(link(VIEW, WHOLE).readsShadowTables())
                .as("a view is read whole, whatever notes changes")
                .isFalse();
    }

    @Test
    void conditionThatNamesTables_bearsHostileNames() {
        assertThat(Link.naming(Stream.of(TableName.of("it's", "a\\b"), TableName.of("x", "y"))))
                .isEqualTo(
                        "schema_name = 'it''s'::text and table_name = 'a\\b'::text or schema_name = 'x'::text and table_name = 'y'::text");
    }

    @Test
    void serversOptions_keepWritesOff_unlessTheOperatorSaysOtherwise() {
        assertThat(link().serverOptions(13))
                .as("truncatable is unknown to 13")
                .isEqualTo(Map.of("updatable", "false", "options", "-c row_security=off"));
        assertThat(link().serverOptions(14))
                .isEqualTo(Map.of("updatable", "false", "truncatable", "false", "options", "-c row_security=off"));
        Link told = link(Map.of("updatable", "true", "options", "-c work_mem=1MB"), Map.of());
        assertThat(told.serverOptions(13))
                .isEqualTo(Map.of("updatable", "true", "options", "-c work_mem=1MB -c row_security=off"));
        assertThat(Linked.withStatementTimeout(link(), Duration.ofSeconds(3)).serverOptions(13))
                .containsEntry("options", "-c row_security=off -c statement_timeout=3000");
    }

    @Test
    void optionsThatTheTargetsMajorLacks_areNamedTogether() {
        LinkTable table = new LinkTable(
                ORDERS.entry(), ORDERS.capture(), Mirror.TABLE, Map.of("batch_size", "5"), Map.of(), List.of());
        Map<String, String> options = new LinkedHashMap<>();
        options.put("sslnegotiation", "direct");
        options.put("host", "h");
        Link link = link(options, Map.of("gssdelegation", "1"), table);
        Failure failure = catchThrowableOfType(Failure.class, () -> link.serverOptions(13));
        assertThat(failure)
                .hasMessage("the link north has options that postgres_fdw of the target's PostgreSQL 13 does not know:"
                        + " sslnegotiation (known from 17 on), gssdelegation (known from 17 on),"
                        + " batch_size (known from 14 on)");
        assertThat(failure.family()).isEqualTo(Family.CONFIGURATION);
        assertThat(catchThrowableOfType(Failure.class, () -> link.serverOptions(16)))
                .hasMessageEndingWith("sslnegotiation (known from 17 on), gssdelegation (known from 17 on)");
        assertThat(link.serverOptions(17)).containsEntry("sslnegotiation", "direct");
    }

    @ParameterizedTest(name = "host {0}, hostaddr {1}, dbname {2}, user {3}: {4}")
    @CsvSource({
        "north, , data, reader, postgresql://me@north:5432/data",
        "north, , , reader, postgresql://me@north:5432/reader",
        "north, , , , ",
        ", , data, reader, ",
        ", 10.0.0.1, data, , postgresql://me@10.0.0.1:5432/data?hostaddr=10.0.0.1",
        "north, , it's \\ one, , postgresql://me@north:5432/it%27s%20%5C%20one",
        "/run/postgresql, , data, , ",
    })
    void sourcesUrl_isTakenFromTheServersOptions_whereTheyLeadThere(
            String host, String address, String database, String user, String url) {
        Map<String, String> options = new LinkedHashMap<>();
        said(options, "host", host);
        said(options, "hostaddr", address);
        said(options, "dbname", database);
        Map<String, String> mapping = new LinkedHashMap<>();
        said(mapping, "user", user);
        assertThat(link(options, mapping).sourceUrl("me")).isEqualTo(Optional.ofNullable(url));
    }

    @Test
    void secrets_comeFromVariablesOfTheLinksName_unlessTheyAreEmpty() {
        Map<String, String> environment = Map.of(
                "ROWFERRY_NORTH_PASSWORD", "one",
                "ROWFERRY_NORTH_SSLPASSWORD", "",
                "ROWFERRY_SOUTH_SSLPASSWORD", "other",
                "PGPASSFILE", folder.resolve("none").toString());
        assertThat(link().secrets(environment)).isEqualTo(Map.of(FdwOption.PASSWORD, "one"));
        assertThat(link().setting(FdwOption.SSLPASSWORD)).isEqualTo("rowferry.link_north_sslpassword");
    }

    @ParameterizedTest(name = "host {0}, port {1}, dbname {2}, user {3}: {4}")
    @CsvSource({
        "north, , data, reader, of north",
        "'south,north', , data, reader, of north",
        "'north,south', '5432,6543', data, reader, of north",
        "'west,south', '5432,6543', data, reader, of south",
        "'west,south', 6543, data, reader, of south",
        "south, , data, reader, ",
        "south, many, data, reader, ",
        "north, , , reader, of its own database",
        ", , data, reader, of this host",
        "north, , data, , ",
        "north, , data, writer, ",
    })
    void password_isLookedUpInThePassFileForEachHost(
            String host, String port, String database, String user, String password) throws IOException {
        Path file = Files.writeString(folder.resolve("pass"), """
                north:5432:data:reader:of north
                south:6543:data:reader:of south
                north:5432:reader:reader:of its own database
                localhost:5432:data:reader:of this host
                """);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Map<String, String> options = new LinkedHashMap<>();
        said(options, "host", host);
        said(options, "port", port);
        said(options, "dbname", database);
        Map<String, String> mapping = new LinkedHashMap<>();
        said(mapping, "user", user);
        assertThat(link(options, mapping).secrets(Map.of("PGPASSFILE", file.toString())))
                .isEqualTo(password == null ? Map.of() : Map.of(FdwOption.PASSWORD, password));
    }

    @Test
    void columnOfTheSource_hasTheForeignTablesNameHere() {
        LinkTable table = Linked.withColumnName(ORDERS, "group", "GROUP");
        assertThat(table.local("GROUP")).isEqualTo(new Identifier("group"));
        assertThat(table.local("other")).isEqualTo(new Identifier("other"));
    }

    private static void said(Map<String, String> options, String keyword, String value) {
        if (value != null) {
            options.put(keyword, value);
        }
    }
}
