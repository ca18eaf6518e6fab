package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.rowferry.testing.Server;
import org.rowferry.testing.TestDatabase;

/** A shop whose jobs and checks run as roles that are no superusers. */
final class CheckedShop implements AutoCloseable {
    private final ShopPipeline ferry;
    private final TestDatabase exporter;
    private final TestDatabase importer;

    CheckedShop(Server source, Server target, Path folder) {
        ferry = ShopPipeline.between(source, target, folder);
        exporter = ferry.source().as("check_exporter");
        importer = ferry.target().as("check_importer");
        ferry.source().execute("grant usage on schema shop to check_exporter");
        ferry.target().execute("grant usage on schema shop to check_importer");
        grant();
        configure();
    }

    /** Gives both roles what the scripts give. */
    void grant() {
        grantOnSource();
        grantOnTarget();
    }

    /** Installs again on the source whatever a test removed. */
    void grantOnSource() {
        ferry.configure("0s");
        Ran.of("generate", "tracking", "--config", ferry.exporterYaml(), "--exporter-role", exporter.user(), "--apply")
                .assertOk();
        Ran.of(ShopPipeline.command(
                        "generate exporter",
                        "--config",
                        ferry.exporterYaml(),
                        "--exporter-role",
                        exporter.user(),
                        "--apply"))
                .assertOk();
        configure();
    }

    /** Installs again on the target whatever a test removed. */
    void grantOnTarget() {
        ferry.configure("0s");
        Ran.of(ShopPipeline.command(
                        "generate importer",
                        "--config",
                        ferry.exporterYaml(),
                        "--config",
                        ferry.importerYaml(),
                        "--importer-role",
                        importer.user(),
                        "--apply"))
                .assertOk();
        configure();
    }

    void configure() {
        ShopPipeline.write(
                ferry.exporterYaml(),
                ferry.exporter("0s").replace(ferry.source().url(), exporter.url()));
        ShopPipeline.write(
                ferry.importerYaml(), ferry.importer().replace(ferry.target().url(), importer.url()));
    }

    /** Returns the source as messages name it. */
    String source() {
        return named(exporter);
    }

    /** Returns the target as messages name it. */
    String target() {
        return named(importer);
    }

    private static String named(TestDatabase database) {
        return database.user() + "@" + database.server().host() + ":"
                + database.server().port() + "/" + database.name();
    }

    /** Returns the target as the role that imports sees it. */
    TestDatabase importer() {
        return importer;
    }

    ShopPipeline ferry() {
        return ferry;
    }

    /** One check as JSON tells it. */
    record Line(String check, String subject, String level, String message, List<String> hints) {}

    /** A check that ran. */
    record Checked(Ran ran, List<Line> lines) {
        static Checked of(Ran ran) {
            return new Checked(ran, CheckedShop.lines(ran));
        }

        /** The job fails as the check says, with the same words and exit code. */
        void assertFailsLike(Supplier<Ran> job, String check, String subject, String words) {
            assertFails(check, subject, words);
            Ran refused = job.get();
            assertThat(refused.err()).contains(words);
            assertThat(ran.code())
                    .as("%s%n%s", this, refused)
                    .isEqualTo(refused.code())
                    .isNotZero();
        }

        /** Returns the one line of that check and subject. */
        Line named(String name) {
            return lines.stream()
                    .filter(line -> (line.check() + " " + line.subject()).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no line " + name + " in " + this));
        }

        /** Fails unless a check of that name and subject has failed for that reason, with a hint. */
        void assertFails(String check, String subject, String words) {
            assertThat(lines).as("%s", this).anySatisfy(line -> {
                assertThat(line.level()).isEqualTo("FAIL");
                assertThat(line.check() + " " + line.subject()).isEqualTo(check + " " + subject);
                assertThat(line.message() + " " + line.hints()).contains(words);
                assertThat(line.hints()).isNotEmpty();
            });
        }

        void assertAllOk() {
            assertThat(lines).allSatisfy(line -> assertThat(line.level()).isEqualTo("OK"));
            assertThat(ran.code()).isZero();
        }
    }

    /** Checks one side, and fails where that changes anything. */
    Checked check(String config, String... options) {
        List<String> before = everything();
        Checked checked = run(config, options);
        assertThat(everything()).isEqualTo(before);
        return checked;
    }

    /** Checks one side. */
    static Checked run(String config, String... options) {
        Ran ran = Ran.of(Stream.concat(Stream.of("check", "--config", config, "--json"), Stream.of(options))
                .toArray(String[]::new));
        return Checked.of(ran);
    }

    private static List<Line> lines(Ran ran) {
        try {
            List<Line> lines = new ArrayList<>();
            JsonNode report = new ObjectMapper().readTree(ran.out());
            assertThat(report.path("exitCode").asInt(-1)).isEqualTo(ran.code());
            for (JsonNode line : report.path("checks")) {
                List<String> hints = new ArrayList<>();
                line.path("hints").forEach(hint -> hints.add(hint.asText()));
                lines.add(new Line(
                        line.path("check").asText(),
                        line.path("subject").asText(),
                        line.path("level").asText(),
                        line.path("message").asText(),
                        hints));
            }
            return lines;
        } catch (JsonProcessingException e) {
            throw new AssertionError(ran.toString(), e);
        }
    }

    /** All that a check could change: each row with the transaction that wrote it, the catalog, and each file. */
    private List<String> everything() {
        return List.of(
                rows(ferry.source()),
                rows(ferry.target()),
                Bundles.digests(ferry.outbox()).toString(),
                Bundles.digests(ferry.inbox()).toString());
    }

    private static String rows(TestDatabase database) {
        Map<String, String> rows = new TreeMap<>();
        database.query("""
                select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'm') and n.nspname !~ '^(pg_toast|pg_temp|information_schema)'
                    and (n.nspname <> 'pg_catalog'
                        or c.relname in ('pg_proc', 'pg_trigger', 'pg_attribute', 'pg_constraint', 'pg_namespace'))""")
                .forEach(table -> rows.put(
                        table.get(0),
                        database.value(
                                "select coalesce(md5(string_agg(t.xmin || ' ' || t::text, '|' order by t.ctid)), '') from "
                                        + table.get(0) + " t")));
        return rows.toString();
    }

    @Override
    public void close() {
        ferry.close();
    }
}
