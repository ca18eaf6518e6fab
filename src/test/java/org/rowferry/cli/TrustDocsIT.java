package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.TestDatabase;

/** Every command that docs/trust.md shows is run as it stands; then each of two owners has roles of his own. */
class TrustDocsIT {
    @TempDir
    private static Path folder;

    private static TwoHosts hosts;

    @BeforeAll
    static void open() throws IOException {
        hosts = new TwoHosts(folder);
        for (TestDatabase database : List.of(hosts.source(), hosts.target())) {
            database.as(TwoHosts.SECOND_OWNER).execute("select 1");
            database.execute("create schema lab authorization lab_owner; create schema shop authorization "
                    + (database == hosts.source() ? TwoHosts.SOURCE_OWNER : TwoHosts.TARGET_OWNER));
            // The owner of a database may give others the right to make schemas there.
            database.execute("grant create on database " + database.name() + " to lab_owner; grant create, connect,"
                    + " temporary on database " + database.name() + " to admin with grant option");
        }
        hosts.source().as(TwoHosts.SECOND_OWNER).execute("create table lab.samples (id int primary key, note text)");
    }

    @AfterAll
    static void close() {
        hosts.close();
    }

    @Test
    void commands_giveASecondOwnerRolesOfHisOwn_whichLaterScriptsFind() {
        MarkdownPage.read("docs/trust.md").blocks().stream()
                .filter(block -> block.language().equals("sh"))
                .forEach(hosts::run);

        // The first owner's roles are there as well, under the usual names.
        for (TestDatabase database : List.of(hosts.source(), hosts.target())) {
            for (String role : List.of("rowferry_capture", "rowferry_exporter", "rowferry_importer")) {
                database.execute("create role " + role);
            }
        }
        TestDatabase source = hosts.source().as(TwoHosts.SECOND_OWNER);
        TestDatabase target = hosts.target().as(TwoHosts.SECOND_OWNER);
        source.execute("create table lab.more (id int primary key)");
        for (String words : List.of(
                "exporter lab.samples lab.more --source " + source.url(),
                "importer lab.samples lab.more --source " + source.url() + " --target " + target.url())) {
            hosts.types(0, ("generate " + words + " --schema lab_ferry --apply").split(" "));
        }

        for (String table : List.of("lab.samples", "lab.more")) {
            assertThat(rights(hosts.source(), table)).isEqualTo("lab_exporter");
            assertThat(rights(hosts.target(), table)).isEqualTo("lab_importer");
        }
        assertThat(rights(hosts.target(), "lab_ferry.import_tracking")).isEqualTo("lab_importer");
        assertThat(hosts.source().value("select pg_get_userbyid(proowner) from pg_proc where proname = 'lab.samples'"))
                .isEqualTo("lab_capture");
    }

    /** Returns the roles of either owner's jobs that may read a table. */
    private static String rights(TestDatabase database, String table) {
        return database.value(String.format(Locale.ROOT, """
                select coalesce(string_agg(rolname, ', ' order by rolname), '')
                from pg_roles
                where rolname ~ '^(lab|rowferry)_(capture|exporter|importer)$'
                    and has_table_privilege(oid, '%s', 'select')""", table));
    }
}
