package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Servers;

/** Tables of a target that cannot be exported: all are named at once, and the others wait or go on as the entries say. */
class BrokenTablesIT {
    private static final String NOTES_THAT_CANNOT_BE_READ =
            "{ table: shop.notes, WHEN, transform: { body: 100 / (id - 5) } }";
    private static final String LINES_THAT_CANNOT_BE_READ =
            "{ table: 'shop.\"Order-Lines\"', WHEN, where: 100 / (\"group\" - 3) < 1000 }";

    @TempDir
    private Path folder;

    private ShopPipeline ferry;

    @BeforeEach
    void shipOnce() {
        ferry = ShopPipeline.between(Servers.oldest(), Servers.newest(), folder);
        ferry.exportAndImport();
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @Test
    void allTablesAtFault_areNamedByOneExport_andForeseenByStatus() {
        ferry.source()
                .execute("drop trigger rowferry_insert on shop.customers; drop trigger rowferry_delete on shop.notes");
        String before = ferry.source().value("select last_number from rowferry.export_target");
        ferry.export()
                .assertRefused(
                        ExitCode.SOURCE,
                        "the capture of shop.customers does not hold",
                        "the capture of shop.notes does not hold",
                        "generate exporter 'shop.customers' 'shop.notes' --config");
        assertThat(ferry.source().value("select last_number from rowferry.export_target"))
                .isEqualTo(before);
        assertThat(status())
                .containsPattern("shop.customers: .*TROUBLE: the capture of shop.customers")
                .containsPattern("shop.notes: .*TROUBLE: the capture of shop.notes");
    }

    @Test
    void tablesThatOnlyReadingShowsToBeAtFault_areNamedByOneExport_andForeseenByStatus() {
        configure("shop.customers", hold(LINES_THAT_CANNOT_BE_READ), hold(NOTES_THAT_CANNOT_BE_READ));
        int before = Bundles.in(ferry.outbox()).size();
        ferry.export()
                .assertRefused(
                        ExitCode.SOURCE,
                        "shop.\"Order-Lines\" cannot be read: ",
                        "shop.notes cannot be read: ",
                        "division by zero");
        assertThat(Bundles.in(ferry.outbox())).hasSize(before);
        assertThat(status())
                .containsPattern("Order-Lines\": .*TROUBLE: .*division by zero")
                .containsPattern("shop.notes: .*TROUBLE: .*division by zero");
    }

    /** Hexadecimal digits double it, so that the server cannot make text of what it holds. */
    @Test
    void aValuePastTheServersLimitAsText_isNamedWithTableKeyAndColumn_andLeftOutByTheHint() {
        assumeTrue(Cases.all(), "a gigabyte takes the time of a hundred tests; -Drowferry.cases=all plays it");
        ferry.source().execute("""
                alter table shop.notes add column "it's data" bytea, add column small text default 'small';
                insert into shop.notes select -7, 'large', convert_to(repeat('x', 600 * 1024 * 1024), 'UTF8')""");
        ferry.target().execute("alter table shop.notes add column \"it's data\" bytea, add column small text");
        ferry.export()
                .assertRefused(
                        ExitCode.SOURCE,
                        "shop.notes has a row of which the server can make no text, where id = '-7': the column"
                                + " \"it's data\" takes 1,258,291,200 bytes as text",
                        "where: coalesce(octet_length(\"it's data\"), 0) < 500000000");
        configure(
                "shop.customers",
                "'shop.\"Order-Lines\"'",
                "{ table: shop.notes, where: 'coalesce(octet_length(\"it''s data\"), 0) < 500000000' }");
        ferry.exportAndImport();
        assertThat(ferry.target().value("select count(*) from shop.notes")).isEqualTo("80");
    }

    @Test
    void tableThatIsLeftOut_keepsNoOtherFromTheTarget_andComesInFullWhenItIsWholeAgain() {
        configure("shop.customers", "'shop.\"Order-Lines\"'", leaveOut(NOTES_THAT_CANNOT_BE_READ));
        ferry.source().execute("update shop.customers set name = 'new'; update shop.notes set body = 'new'");
        Ran ran = ferry.export();
        assertLeftOut(ran, "left out shop.notes, which comes in full when it is whole again: ", "by zero");
        assertThat(ran.out()).contains("shop.customers: 60 keys changed");
        assertThat(status()).containsPattern("shop.notes: .*TROUBLE: it is left out: .*division by zero");

        ferry.ship();
        assertThat(ferry.importAll().assertOk().out())
                .containsPattern("shop.notes: left out by the source, as it was before: .*division by zero");
        assertThat(Ran.of(
                                "inspect",
                                ferry.inbox()
                                        .resolve("applied")
                                        .resolve("reporting-0000000003.tar.zst")
                                        .toString())
                        .assertOk()
                        .out())
                .contains("shop.notes: left out, ");
        assertThat(ferry.target().value("select count(*) from shop.customers where name = 'new'"))
                .isEqualTo("60");
        assertThat(ferry.target().value("select count(*) from shop.notes where body = 'new'"))
                .isEqualTo("0");

        // It is told by the exit code of each run, and by no second bundle.
        Ran again = ferry.export();
        assertLeftOut(again, "left out shop.notes");
        assertThat(again.out()).contains("nothing changed, no bundle written");

        ferry.configure("0s");
        assertThat(ferry.export().assertOk().out()).contains("shop.notes: 80 rows in full, since ");
        ferry.ship();
        ferry.importAll().assertOk();
        ferry.assertEqual();
    }

    @Test
    void tableWithoutCapture_isLeftOutLikewise_butNotWhereAnotherOneHolds() {
        ferry.source().execute("drop trigger rowferry_insert on shop.notes; update shop.customers set name = 'new'");
        configure("shop.customers", "'shop.\"Order-Lines\"'", "{ table: shop.notes, when-broken: leave-out }");
        Ran ran = ferry.export("--jobs", "2");
        assertLeftOut(ran, "left out shop.notes", "the capture of shop.notes does not hold");
        assertThat(ran.out()).contains("shop.customers: 60 keys changed");

        ferry.source().execute("drop trigger rowferry_insert on shop.customers");
        assertThat(ferry.export()
                        .assertRefused(ExitCode.SOURCE, "the capture of shop.notes", "the capture of shop.customers")
                        .out())
                .isEmpty();
    }

    @Test
    void targetWhoseTablesAreAllLeftOut_getsNoBundle() {
        configure(leaveOut(NOTES_THAT_CANNOT_BE_READ));
        ferry.export().assertRefused(ExitCode.SOURCE, "shop.notes cannot be read");
        assertThat(Bundles.in(ferry.outbox())).hasSize(1);
    }

    /** SQLSTATEs of a lost connection, of a disk and a memory that are full, of a shutdown, and of a broken disk. */
    @ParameterizedTest
    @ValueSource(strings = {"08006", "53100", "53200", "57P01", "58030"})
    void tableThatWasBeingReadWhenTheServerFailed_isNotLeftOut(String state) {
        String function = "create or replace function shop.struck(text) returns text immutable language plpgsql as";
        ferry.source().execute(function + " 'begin return $1; end'");
        configure("shop.customers", leaveOut("{ table: shop.notes, WHEN, transform: { body: shop.struck(body) } }"));
        ferry.export().assertOk();
        ferry.source()
                .execute(function + " 'begin raise exception using errcode = ''" + state
                        + "'', message = ''struck''; end'; update shop.customers set name = 'new'");
        int before = Bundles.in(ferry.outbox()).size();
        for (String jobs : List.of("1", "2")) {
            assertThat(ferry.export("--jobs", jobs)
                            .assertRefused(ExitCode.SOURCE, "struck")
                            .err())
                    .doesNotContain("left out");
        }
        assertThat(Bundles.in(ferry.outbox())).hasSize(before);

        ferry.source().execute(function + " 'begin return upper($1); end'");
        assertThat(ferry.export().assertOk().out()).contains("shop.notes: 80 rows in full, since the functions");
    }

    /** One that was not captured either would be taken for the table whose name its own begins with. */
    @Test
    void tableWhoseNameIsTheBeginningOfAnothers_isNamedByItself() {
        ferry.source()
                .execute("create table shop.note (id integer primary key, body text); insert into shop.note values (5);"
                        + " create function shop.failing(integer) returns text immutable language plpgsql as"
                        + " 'begin raise exception ''shop.notes is the matter''; end'");
        Ran.of("generate", "exporter", "shop.note", "--config", ferry.exporterYaml(), "--apply")
                .assertOk();
        configure("{ table: shop.note, transform: { body: shop.failing(id) } }");
        ferry.export().assertRefused(ExitCode.SOURCE, "shop.note cannot be read: ", "shop.notes is the matter");
    }

    /** A query over all tables fails for all of them; then each is read by itself. */
    @Test
    void questionThatFailsForOneTable_isLaidToThatTable_andTheOthersAreExported() {
        ferry.source().execute("""
                alter function rowferry.capture_fault(oid) rename to capture_fault_of_others;
                create function rowferry.capture_fault(base oid) returns text language plpgsql stable as $$
                begin
                    if base = 'shop.notes'::regclass then
                        raise exception 'nobody knows';
                    end if;
                    return rowferry.capture_fault_of_others(base);
                end $$;
                update shop.customers set name = name || '!'""");
        configure("shop.customers", leaveOut("{ table: shop.notes, WHEN }"));
        int before = Bundles.in(ferry.outbox()).size();
        assertLeftOut(ferry.export(), "shop.notes cannot be read: ", "nobody knows");
        assertThat(Bundles.in(ferry.outbox())).hasSize(before + 1);
        assertThat(status())
                .containsPattern("shop.notes: .*TROUBLE: .*nobody knows")
                .doesNotContainPattern("shop.customers: .*TROUBLE");
    }

    private static void assertLeftOut(Ran ran, String... words) {
        assertThat(ran.code()).isEqualTo(ExitCode.SOURCE.number());
        assertThat(ran.err()).contains(words).contains("\nHINT: ");
    }

    private void configure(String... tables) {
        String all = ferry.exporter("0s");
        ShopPipeline.write(
                ferry.exporterYaml(),
                all.substring(0, all.indexOf("    tables:")) + "    tables:\n      - "
                        + String.join("\n      - ", tables) + "\n");
    }

    private static String hold(String entry) {
        return entry.replace("WHEN", "when-broken: hold");
    }

    private static String leaveOut(String entry) {
        return entry.replace("WHEN", "when-broken: leave-out");
    }

    private String status() {
        return Ran.of("status", "--config", ferry.exporterYaml()).assertOk().out();
    }
}
