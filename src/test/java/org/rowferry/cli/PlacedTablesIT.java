package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;

/** A target that has a source's tables elsewhere, under other names and beside another source's. */
class PlacedTablesIT {
    private static final String LINES = "crm.\"Lines \"\"of\"\" all\"";

    @TempDir
    private Path folder;

    private ShopPipeline ferry;

    @BeforeEach
    void open() throws IOException {
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
        Files.createDirectories(folder.resolve("second"));
        ShopPipeline.write(
                placed(),
                "target: " + ferry.target().url() + "\ninboxes:\n" + inbox("one", ferry.inbox(), 1)
                        + "      - { table: shop.notes, into: crm.notes, on-new-column: ignore }\n"
                        + inbox("two", folder.resolve("second"), 2));
    }

    private static String inbox(String name, Path from, int source) {
        return String.format(Locale.ROOT, """
                  %s:
                    from: %s
                    tables:
                      - { table: shop.customers, into: crm.clients, rename: { name: '"Full Name"' }, set: { source_id: %d } }
                      - table: shop."Order-Lines"
                        into: crm."Lines ""of"" all"
                        rename: { '"group"': no, customer: client }
                        set: { source_id: %d, 'Told By': x%d }
                """.replace("'Told By'", "'\"Told By\"'"), name, from, source, source, source)
                .indent(0);
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    private String placed() {
        return folder.resolve("placed.yaml").toString();
    }

    private void generate() {
        Ran.of(ShopPipeline.command(
                        "generate importer",
                        "--config",
                        ferry.exporterYaml(),
                        "--config",
                        placed(),
                        "--foreign-keys",
                        "--apply"))
                .assertOk();
    }

    @Test
    void generateImporter_makesTheTablesThatTheEntriesSay() {
        generate();
        generate();
        assertThat(columns("crm.clients"))
                .isEqualTo("source_id bigint not null, id integer not null, \"Full Name\" text not null,"
                        + " seen timestamp with time zone");
        assertThat(columns(LINES))
                .isEqualTo(
                        "source_id bigint not null, \"Told By\" text not null, no integer not null, line text not null,"
                                + " client integer, price numeric(10,2)");
        assertThat(constraints())
                .containsExactlyInAnyOrder(
                        List.of(LINES, "FOREIGN KEY (source_id, client) REFERENCES crm.clients(source_id, id)"),
                        List.of(LINES, "PRIMARY KEY (source_id, \"Told By\", no, line)"),
                        List.of("crm.clients", "PRIMARY KEY (source_id, id)"),
                        List.of("crm.notes", "PRIMARY KEY (id)"));
    }

    @Test
    void generateImporter_namesWhatItLeavesOut() {
        ferry.source()
                .execute("create index by_name on shop.customers (name); create index by_body on shop.notes (body)");
        Ran ran = Ran.of(ShopPipeline.command(
                        "generate importer", "--config", ferry.exporterYaml(), "--config", placed(), "--indexes"))
                .assertOk();
        assertThat(ran.out())
                .contains(
                        "the index by_name of shop.customers, which the importer's configuration has under other names")
                .contains("the index by_body of shop.notes, which");
    }

    @Test
    void generateImporter_refusesNamesThatTheSourceDoesNotHave() throws IOException {
        ShopPipeline.write(placed(), Files.readString(Path.of(placed())).replace("{ name:", "{ nmae:"));
        Ran.of(ShopPipeline.command("generate importer", "--config", ferry.exporterYaml(), "--config", placed()))
                .assertRefused(
                        ExitCode.CONFIGURATION,
                        "the entry renames the column nmae, which shop.customers does not have on the source",
                        "rename: in " + placed());
    }

    @Test
    void import_saysWhereRowsWentAndWhatWasLeftOut() {
        generate();
        ferry.target().execute("alter table crm.notes drop column body");
        ferry.export().assertOk();
        ferry.ship();
        Path bundle = Bundles.newest(ferry.inbox());
        Bundles.copy(
                bundle, folder.resolve("second").resolve(bundle.getFileName().toString()));
        Ran ran = Ran.of("import", "--config", placed(), "--inbox", "one").assertOk();
        assertThat(ran.out())
                .contains("shop.customers into crm.clients: full of 60 rows, 0 deleted, 0 updated, 60 inserted\n")
                .contains(
                        "shop.notes into crm.notes: full of 80 rows, 0 deleted, 0 updated, 80 inserted, left out: body\n");
        // The second source ships fewer tables than this bundle has.
        Ran.of("import", "--config", placed(), "--inbox", "two")
                .assertRefused(ExitCode.CONFIGURATION, "the bundle holds shop.notes, which the inbox does not name");

        Ran status = Ran.of("status", "--config", placed()).assertOk();
        assertThat(status.out())
                .contains("shop.customers into crm.clients: position 1, true at the source at ")
                .containsPattern("shop.notes into crm.notes: position 1, true at .*, full of 80 rows, left out: body\n")
                .contains("shop.customers into crm.clients: nothing applied yet");
        Ran json = Ran.of("status", "--config", placed(), "--json").assertOk();
        assertThat(json.out().replaceAll("\\s+", " "))
                .contains("\"table\" : \"shop.notes\", \"into\" : \"crm.notes\", \"position\" : 1,")
                .contains("\"ignored\" : [ \"body\" ]");
        assertThat(ferry.target().value("select count(*) from crm.clients where source_id = 1"))
                .isEqualTo("60");
    }

    private String columns(String table) {
        return ferry.target()
                .value("select string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod)"
                        + " || case when attnotnull then ' not null' else '' end, ', ' order by attnum) from pg_attribute"
                        + " where attnum > 0 and attrelid = '" + table + "'::regclass");
    }

    private List<List<String>> constraints() {
        return ferry.target()
                .query("select conrelid::regclass, pg_get_constraintdef(oid) from pg_constraint"
                        + " where connamespace = 'crm'::regnamespace and contype in ('p', 'f')");
    }
}
