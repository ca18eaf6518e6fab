package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** A link whose source, foreign table or table is broken: a check finds it, and the sync refuses for the same reason. */
class CheckLinkIT {
    @TempDir
    private Path folder;

    private CheckedShop.Checked check(SyncStage stage) {
        return CheckedShop.Checked.of(stage.types("check", "--config", stage.yaml(), "--json"));
    }

    private void assertRefusedAlike(SyncStage stage, String check, String subject, String words) {
        CheckedShop.Checked checked = check(stage);
        checked.assertFails(check, subject, words);
        Ran job = stage.sync();
        assertThat(job.err()).contains(words);
        assertThat(checked.named(check + " " + subject).hints())
                .as("%s", job)
                .allSatisfy(hint -> assertThat(job.err()).contains(hint));
        assertThat(checked.ran().code()).isEqualTo(job.code()).isNotZero();
    }

    @Test
    void brokenThing_isFoundByItsName() {
        try (SyncStage stage = new SyncStage(Servers.newest(), folder)) {
            TestDatabase source = stage.captured(
                    Servers.oldest(),
                    "create table public.plots (id int primary key, name text); insert into public.plots values (1, 'a')",
                    "public.plots");
            stage.configure(stage.link("north", source, "- { table: public.plots }\n"));
            stage.makeForeignTables();
            stage.importer().execute("create table public.plots (id int primary key, name text)");
            check(stage).assertAllOk();
            stage.sync().assertOk();
            check(stage).assertAllOk();

            stage.configure(stage.link("north", source, "- public.*\n"));
            check(stage).assertAllOk();
            stage.importer().execute("create table public.own (id int primary key)");
            source.execute("insert into public.plots values (2, 'b')");
            assertRefusedAlike(stage, "link", "north", "the target has no foreign table north.own");
            assertThat(stage.sync().err()).contains("write except: [public.own] beside the tables: of the link");
            stage.configure(stage.link("north", source, "- public.*\n") + "    except: [public.own]\n");
            check(stage).assertAllOk();
            stage.sync().assertOk();
            assertThat(stage.target().value("select count(*) from public.plots"))
                    .isEqualTo("2");
            stage.importer().execute("drop table public.own");
            stage.configure(stage.link("north", source, "- { table: public.plots }\n"));

            source.execute("revoke select on public.plots from " + SyncStage.READER);
            assertRefusedAlike(stage, "table", "public.plots", "permission denied on the source");
            source.execute("grant select on public.plots to " + SyncStage.READER);

            source.execute("alter table public.plots disable trigger rowferry_update");
            assertRefusedAlike(stage, "link", "north", "is disabled");
            source.execute("alter table public.plots enable trigger rowferry_update");

            stage.importer().execute("alter foreign table north.plots rename to elsewhere");
            assertRefusedAlike(stage, "link", "north", "the target has no foreign table north.plots");
            stage.importer().execute("alter foreign table north.elsewhere rename to plots");

            stage.importer().execute("create rule r as on insert to public.plots do instead nothing");
            assertRefusedAlike(stage, "table", "public.plots", "public.plots has the rule r");
        }
    }
}
