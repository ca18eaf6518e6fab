package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** A role that reads over a link tells its source what it likes: it speaks for its own targets alone, and not for ever. */
@ParameterizedClass
@EnumSource
class LyingReaderIT {
    private final TestDatabase source;
    private final TestDatabase north;
    private final TestDatabase south;

    /** Where snapshots and roles differ. */
    enum On {
        OLDEST,
        NEWEST
    }

    LyingReaderIT(On on) {
        source = (on == On.OLDEST ? Servers.oldest() : Servers.newest()).newDatabase("lying_reader");
        source.execute("create table public.t (id int primary key)");
        generate("tracking");
        generate("exporter", "public.t");
        north = reader("lying_north");
        south = reader("lying_south");
    }

    @AfterEach
    void close() {
        source.close();
    }

    private TestDatabase reader(String role) {
        generate("fdw", "source", "public.t", "--role", role);
        return source.as(role);
    }

    private void generate(String... words) {
        String[] typed = Stream.of(
                        Stream.of("generate"), Arrays.stream(words), Stream.of("--source", source.url(), "--apply"))
                .flatMap(part -> part)
                .toArray(String[]::new);
        Ran.of(typed).assertOk();
    }

    @Test
    void reader_tellsOfOneTarget_untilTheOwnerAllowsMore() {
        tell(north, "warehouse/shop/1", 1);
        tell(north, "warehouse/shop/1", 2);

        assertThatThrownBy(() -> tell(north, "ghost/shop/1", 1))
                .rootCause()
                .hasMessageContaining("the role lying_north tells of 1 targets already, and ghost/shop/1 is another")
                .hasMessageContaining(
                        "rowferry generate fdw source 'public.t' --role 'lying_north' --targets 2 --source postgresql:")
                .hasMessageContaining("delete from rowferry.export_target where target = 'warehouse/shop/1';");

        generate("fdw", "source", "public.t", "--role", "lying_north", "--targets", "2");
        tell(north, "ghost/shop/1", 1);
        generate("fdw", "source", "public.t", "--role", "lying_north");
        tell(north, "ghost/shop/1", 2);
    }

    @Test
    void reader_doesNotTellOfAnothersTarget() {
        tell(north, "warehouse/shop/1", 1);
        assertThatThrownBy(() -> tell(south, "warehouse/shop/1", 99))
                .rootCause()
                .hasMessageContaining(
                        "the role lying_north tells of the target warehouse/shop/1, so lying_south may not")
                .hasMessageContaining(
                        "rowferry generate fdw source 'public.t' --role 'lying_south_2' --source postgresql:");
        assertThat(source.value("select last_number from rowferry.export_target"))
                .isEqualTo("1");
    }

    @Test
    void roleThatTookTheReadersRole_speaksAsItself() {
        tell(north, "warehouse/shop/1", 1);
        source.execute("grant lying_north to lying_south");
        south.execute("set role lying_north");
        assertThatThrownBy(() -> tell(south, "warehouse/shop/1", 99))
                .rootCause()
                .hasMessageContaining("lying_south may not");
    }

    @Test
    void targetOfAnOlderVersion_belongsToWhoTellsNext() {
        tell(north, "warehouse/shop/1", 1);
        source.execute("update rowferry.export_target set reader = null; delete from rowferry.link_reader");
        generate("fdw", "source", "public.t", "--role", "lying_south");

        tell(north, "warehouse/shop/1", 2);
        assertThatThrownBy(() -> tell(south, "warehouse/shop/1", 3)).rootCause().hasMessageContaining("may not");
    }

    @Test
    void whatAReaderLastTold_holdsBackThePurgeForItsTimeAlone() {
        tell(north, "warehouse/shop/1", 1);
        source.execute("update rowferry.export_bundle set exported_at = now() - interval '99 days'");
        source.execute("insert into public.t select generate_series(1, 5)");
        assertThat(purged()).isEqualTo("0");

        source.execute("update rowferry.purge_clock set seen_at = seen_at - interval '29 days'");
        source.execute(
                "update rowferry.purge_clock set oldest_xid = pg_snapshot_xmin(pg_current_snapshot())::text::bigint");
        assertThat(purged()).isEqualTo("0");
        source.execute("delete from rowferry.purge_clock where seen_at > now() - interval '1 day';"
                + " update rowferry.purge_clock set seen_at = seen_at - interval '2 days'");
        assertThat(purged()).isEqualTo("5");
    }

    /** Longer than PostgreSQL's calendar goes back; an older version took it. */
    @Test
    void timeThatIsMeantAsNever_stopsNoPurge() {
        source.execute("update rowferry.link_reader set give_up_after = '9999999 days'");
        tell(north, "warehouse/shop/1", 1);
        source.execute("insert into public.t select generate_series(1, 5)");
        assertThat(purged()).isEqualTo("0");

        String forEver = "interval '9999999 days'";
        assertThat(source.value("select rowferry.purge('public.t'::regclass, " + forEver + ")"))
                .isEqualTo("0");
        source.execute("select rowferry.forget_bundles('warehouse/shop/1', " + forEver + ")");
    }

    private String purged() {
        return source.value("select rowferry.purge('public.t'::regclass, interval '1 day')");
    }

    /** The reader tells of a view that he has read in a transaction before: reading it makes its transaction READ ONLY. */
    private static void tell(TestDatabase reader, String target, int number) {
        List<String> read = reader.query("select s.incarnation, s.snapshot, c.capture_id"
                        + " from rowferry.link_source as s cross join rowferry.link_capture as c")
                .get(0);
        reader.execute(String.format(Locale.ROOT, """
                insert into rowferry.link_applied
                    (target, number, incarnation, snapshot, schema_names, table_names, capture_ids, kinds, keys, rows)
                values ('%s', %d, '%s', '%s', array['public'], array['t'], array['%s'::uuid], array['full'],
                    array[0], array[0])""", target, number, read.get(0), read.get(1), read.get(2)));
    }
}
