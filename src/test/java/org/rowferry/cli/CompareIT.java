package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;

/** A target is compared with a source that can be reached, which nobody has to prepare for it. */
class CompareIT {
    @TempDir
    private Path folder;

    @Test
    void rowsThatWait_areToldFromRowsThatDiffer() {
        try (ShopPipeline ferry = ShopPipeline.between(Servers.oldest(), Servers.newest(), folder)) {
            assertThat(compare(ferry).assertOk().out()).contains(": behind").contains(", nothing applied yet");
            ferry.exportAndImport();
            assertThat(compare(ferry).assertOk().out())
                    .contains("shop.customers: equal, 60 rows, position 1\n")
                    .contains("shop.\"Order-Lines\": equal, 90 rows, position 1\n")
                    .contains("shop.notes: equal, 80 rows, position 1\n");

            ferry.source()
                    .execute(
                            "update shop.customers set name = 'Änne' where id = 10; delete from shop.notes where id = 20;"
                                    + " insert into shop.notes values (500, null); update shop.notes set id = 600 where id = 21");
            assertThat(compare(ferry).assertOk().out())
                    .contains("shop.customers: behind, 1 row waits for the next bundle, position 1\n")
                    .contains("shop.notes: behind, 4 rows wait for the next bundle, position 1\n");

            ferry.target()
                    .execute("update shop.customers set name = case id when 3 then 'customer 4' else 'customer 3' end"
                            + " where id in (3, 4); insert into shop.customers values (99, '', null);"
                            + " delete from shop.\"Order-Lines\" where \"group\" = 0 and line = 'line \"17\"'");
            Ran differing = compare(ferry);
            differing.assertRefused(
                    ExitCode.DIFFERENCE,
                    "shop.customers does not hold the rows of shop.customers on the source: 2 changed, 0 missing, 1 extra,"
                            + " in 1 of 1 buckets; besides, 1 row waits for the next bundle",
                    "--rows 'shop.customers'\n",
                    "shop.\"Order-Lines\" does not hold the rows of shop.\"Order-Lines\" on the source: 0 changed,"
                            + " 1 missing, 0 extra");
            assertThat(differing.out()).contains("shop.notes: behind, 4 rows");

            assertThat(compare(ferry, "--csv", "shop.customers").out().lines())
                    .containsExactlyInAnyOrder(
                            "\"difference\",\"side\",\"id\",\"name\",\"seen\"",
                            "\"changed\",\"source\",\"3\",\"customer 3\",\"2026-01-01 00:00:00+00\"",
                            "\"changed\",\"target\",\"3\",\"customer 4\",\"2026-01-01 00:00:00+00\"",
                            "\"changed\",\"source\",\"4\",\"customer 4\",\"2026-01-01 00:00:00+00\"",
                            "\"changed\",\"target\",\"4\",\"customer 3\",\"2026-01-01 00:00:00+00\"",
                            "\"changed, waits\",\"source\",\"10\",\"Änne\",\"2026-01-01 00:00:00+00\"",
                            "\"changed, waits\",\"target\",\"10\",\"customer 10\",\"2026-01-01 00:00:00+00\"",
                            "\"extra\",\"target\",\"99\",\"\",");
            assertThat(compare(ferry, "--rows", "shop.customers").out().replaceAll("\\s+", " "))
                    .contains(" changed source 3 customer 3 2026-01-01 00:00:00+00"
                            + " target 3 customer 4 2026-01-01 00:00:00+00 changed source 4 customer 4 ");
            assertThat(compare(ferry, "--json").out().replaceAll("\\s+", " "))
                    .contains("\"table\" : \"shop.customers\"", "\"result\" : \"differs\"")
                    .contains("\"rows\" : { \"changed\" : 2, \"missing\" : 0, \"extra\" : 1, \"waiting\" : 1 }");

            assertThat(differing.err())
                    .contains("rowferry export --config /etc/rowferry/exporter.yaml --target reporting --repair"
                            + " 'shop.customers:1/0'\n");
            ferry.exportAndImport("--full");
            assertThat(compare(ferry).assertOk().out()).doesNotContain("behind").doesNotContain("DIFFERS");
            changedBehindTheCapturesBack(ferry);
        }
    }

    private static void changedBehindTheCapturesBack(ShopPipeline ferry) {
        ferry.source()
                .execute("alter table shop.notes disable trigger all; update shop.notes set body = 'lost' where id = 1;"
                        + " alter table shop.notes enable trigger all");
        compare(ferry, "shop.notes").assertRefused(ExitCode.DIFFERENCE, "1 changed, 0 missing, 0 extra");
    }

    @Test
    void oneInboxOfSeveral_isComparedUnderItsNames() throws IOException {
        try (ShopPipeline ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder)) {
            Files.createDirectories(folder.resolve("second"));
            Path placed = folder.resolve("placed.yaml");
            ShopPipeline.write(
                    placed.toString(),
                    "target: " + ferry.target().url() + "\ninboxes:\n" + inbox("one", ferry.inbox(), 1)
                            + inbox("two", folder.resolve("second"), 2));
            Path exporter = folder.resolve("part.yaml");
            ShopPipeline.write(exporter.toString(), ferry.exporter("0s").replaceAll("tables: .*", """
                    tables:
                          - { table: shop.customers, transform: { name: 'upper(name)' }, where: id < 50 }
                          - shop."Order-Lines"
                    """));
            Ran.of(ShopPipeline.command(
                            "generate importer",
                            "--config",
                            ferry.exporterYaml(),
                            "--config",
                            placed.toString(),
                            "--apply"))
                    .assertOk();
            Ran.of("export", "--config", exporter.toString()).assertOk();
            ferry.ship();
            Path bundle = Bundles.newest(ferry.inbox());
            Bundles.copy(
                    bundle,
                    folder.resolve("second").resolve(bundle.getFileName().toString()));
            Ran.of("import", "--config", placed.toString()).assertOk();

            String[] both = {"compare", "--config", placed.toString(), "--exporter", exporter.toString()};
            assertThat(Ran.of(both).assertOk().out())
                    .contains("shop.customers into crm.clients: equal, 49 rows, position 1\n")
                    .contains("shop.\"Order-Lines\" into crm.\"Lines \"\"of\"\" all\": equal, 90 rows, position 1\n");
            ferry.target().execute("update crm.clients set \"Full Name\" = 'x' where source_id = 2 and id = 7");
            assertThat(with(both, "--inbox", "one").assertOk().out()).doesNotContain("DIFFERS");
            with(both, "--inbox", "two", "shop.customers")
                    .assertRefused(
                            ExitCode.DIFFERENCE,
                            "crm.clients does not hold the rows of shop.customers on the source: 1 changed",
                            "--exporter " + exporter + " --rows 'shop.customers'\n");
            // Nothing tells which rows and columns are sent, and one column is nowhere on the target.
            ferry.target().execute("alter table crm.clients drop column seen");
            Ran whole = Ran.of(
                    "compare",
                    "--config",
                    placed.toString(),
                    "--source",
                    ferry.source().url(),
                    "--inbox",
                    "one",
                    "shop.customers");
            assertThat(whole.code()).isEqualTo(ExitCode.DIFFERENCE.number());
            assertThat(whole.err()).contains("49 changed, 11 missing");
            assertThat(whole.out())
                    .contains("whole tables are compared: without --exporter")
                    .contains("not compared: its column seen arrives, and the target's table does not take it");
            withoutRightsOnRowferrysSchema(ferry, placed);
        }
    }

    /** Whoever may read the tables may compare them; what waits is then not known. */
    private static void withoutRightsOnRowferrysSchema(ShopPipeline ferry, Path placed) {
        ferry.source().execute("update shop.\"Order-Lines\" set price = 0 where \"group\" = 1");
        String reader = ferry.source().as("compare_reader").url();
        ferry.source()
                .execute("grant usage on schema shop to compare_reader;"
                        + " grant select on all tables in schema shop to compare_reader");
        Ran ran = Ran.of(
                "compare", "--config", placed.toString(), "--source", reader, "--inbox", "one", "shop.\"Order-Lines\"");
        assertThat(ran.code()).as("%s", ran).isEqualTo(ExitCode.DIFFERENCE.number());
        assertThat(ran.out())
                .contains("changes that wait count as differences: this role cannot read which changes the source has"
                        + " captured");
        Ran.of("compare", "--config", placed.toString(), "--source", reader)
                .assertRefused(ExitCode.USAGE, "nothing shows which of the inboxes one, two this source brings");
    }

    private static String inbox(String name, Path from, int source) {
        return String.format(Locale.ROOT, """
                  %s:
                    from: %s
                    tables:
                      - { table: shop.customers, into: crm.clients, rename: { name: '"Full Name"' }, set: { source_id: %d },
                          on-new-column: ignore }
                      - table: shop."Order-Lines"
                        into: crm."Lines ""of"" all"
                        rename: { '"group"': no, customer: client }
                        set: { source_id: %d }
                """, name, from, source, source).indent(0);
    }

    private static Ran compare(ShopPipeline ferry, String... options) {
        return with(
                new String[] {
                    "compare",
                    "--config",
                    ferry.importerYaml(),
                    "--source",
                    ferry.source().url()
                },
                options);
    }

    private static Ran with(String[] command, String... options) {
        return Ran.of(Stream.concat(List.of(command).stream(), List.of(options).stream())
                .toArray(String[]::new));
    }
}
