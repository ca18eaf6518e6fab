package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Server;

/** What a partitioned table arrives as, whatever is done to it, to its partitions and with them. */
abstract class PartitionOperations {
    private static final TableName SALES = TableName.of("parted", "Sales, \"all\" of it");

    private static final String SOURCE = """
            create table parted."Sales, ""all"" of it" (id integer, "region" text, at date not null, note text, primary key (id, "region"))
                partition by list ("region");
            create table parted.north partition of parted."Sales, ""all"" of it" for values in ('north') partition by range (id);
            create table parted."North, low" partition of parted.north for values from (0) to (100);
            create table parted.north_high partition of parted.north for values from (100) to (200);
            create table parted.south partition of parted."Sales, ""all"" of it" for values in ('south') partition by hash (id);
            create table parted.south_0 partition of parted.south for values with (modulus 2, remainder 0);
            create table parted.south_1 (note text, gone integer, at date not null, "region" text not null, id integer not null);
            alter table parted.south_1 drop column gone;
            alter table parted.south attach partition parted.south_1 for values with (modulus 2, remainder 1);
            create table parted.elsewhere partition of parted."Sales, ""all"" of it" default;
            create table parted.plain (id integer primary key, note text)
            """;

    private final Pipeline ferry;

    PartitionOperations(Server from, Server to, String targetSql) {
        this.ferry = Pipeline.between(
                from, to, new ShippedSchema(List.of(SALES, TableName.of("parted", "plain")), SOURCE, targetSql));
    }

    @BeforeEach
    void ship() {
        assertThat(arrives("""
                insert into parted."Sales, ""all"" of it" select i, r, '2026-01-01', 'old ' || i
                from generate_series(1, 199) i, unnest(array['north', 'south', 'east']) r;
                insert into parted.plain values (1, 'one')
                """)).contains("full");
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @Test
    void changesThroughTheRootAndStraightToAPartition_arriveAsChanges() {
        assertThat(arrives("""
                insert into parted."Sales, ""all"" of it" values (500, 'west', '2026-01-02', 'through the root');
                insert into parted.south_1 (id, "region", at) select i, 'south', '2026-01-02' from generate_series(1000, 1040) i
                    where satisfies_hash_partition('parted.south'::regclass, 2, 1, i);
                update parted."North, low" set note = 'changed' where id < 9;
                update parted."Sales, ""all"" of it" set note = 'changed' where id = 150;
                delete from parted.north_high where id = 199;
                delete from parted."Sales, ""all"" of it" where id = 77
                """)).contains("changes of " + changed());
    }

    @Test
    void rowsThatMoveBetweenPartitions_arriveOnce() {
        assertThat(arrives("""
                update parted."Sales, ""all"" of it" set "region" = 'west' where id in (1, 2) and "region" = 'north';
                update parted."Sales, ""all"" of it" set id = id + 1000 where "region" = 'south' and id < 5;
                update parted.north set id = 120 + 1000 - 1000, note = 'moved' where false;
                update parted."Sales, ""all"" of it" set id = 99, "region" = 'nowhere' where id = 150 and "region" = 'north'
                """)).contains("changes of 14");
    }

    @Test
    void partitionThatIsCreated_bringsItsRowsAlone() {
        assertThat(arrives("""
                create table parted.far partition of parted."Sales, ""all"" of it" for values in ('far', 'farther');
                grant insert on parted.far to ferry_writer;
                insert into parted."Sales, ""all"" of it" values (1, 'far', '2026-01-01'), (2, 'far', '2026-01-01');
                insert into parted.far values (3, 'farther', '2026-01-01')
                """)).contains("changes of 3");
    }

    @Test
    void partitionThatIsAttached_bringsItsRowsAlone() {
        assertThat(arrives("""
                create table parted.far (like parted."Sales, ""all"" of it" including all);
                insert into parted.far select i, 'far', '2026-01-01', 'attached' from generate_series(1, 50) i;
                alter table parted."Sales, ""all"" of it" attach partition parted.far for values in ('far')
                """)).contains("changes of 50");
    }

    @Test
    void partitionThatIsDetached_takesItsRowsAlongWithoutShippingTheOthers() {
        assertThat(arrives("alter table parted.north detach partition parted.\"North, low\""))
                .contains("changes of 0");
        assertThat(ferry.targetRows()).hasSize(199 * 3 - 99 + 1);
    }

    @Test
    void partitionThatIsDropped_takesItsRowsAlongWithoutShippingTheOthers() {
        assertThat(arrives("drop table parted.south")).contains("changes of 0");
        assertThat(ferry.targetRows()).hasSize(199 * 2 + 1);
    }

    @Test
    void partitionThatIsTruncatedByItself_takesItsRowsAlongWithoutShippingTheOthers() {
        assertThat(arrives("truncate parted.north")).contains("changes of 0");
        assertThat(ferry.targetRows()).hasSize(199 * 2 + 1);
    }

    @Test
    void partitionThatIsTruncatedAndFilledAgain_holdsTheNewRowsAlone() {
        arrives("""
                truncate parted."North, low";
                insert into parted."Sales, ""all"" of it" values (7, 'north', '2026-02-02', 'new');
                update parted."Sales, ""all"" of it" set note = 'new too' where id = 150
                """);
    }

    @Test
    void partitionThatWasAwayForAWhile_comesBackAsItIsNow() {
        arrives("""
                alter table parted.north detach partition parted.north_high;
                update parted.north_high set note = 'nobody saw it' where id = 150;
                delete from parted.north_high where id = 151;
                insert into parted.north_high values (199, 'north', '2026-01-01') on conflict do nothing;
                alter table parted.north attach partition parted.north_high for values from (100) to (200)
                """);
    }

    @Test
    void partitionWhoseTriggerWasDisabledForAWhile_comesAsItIsNow() {
        arrives("""
                alter table parted.elsewhere disable trigger rowferry_update;
                update parted.elsewhere set note = 'nobody saw it' where id = 150;
                alter table parted.elsewhere enable always trigger rowferry_update
                """);
    }

    @Test
    void partitionsThatChangePlaces_arrive() {
        arrives("""
                alter table parted.north detach partition parted."North, low";
                alter table parted.north detach partition parted.north_high;
                update parted."North, low" set id = id + 100 where id > 0;
                update parted.north_high set id = id - 100;
                alter table parted.north attach partition parted."North, low" for values from (100) to (200);
                alter table parted.north attach partition parted.north_high for values from (0) to (100)
                """);
    }

    @Test
    void rewriteOfOnePartition_shipsThatPartitionAlone() {
        ferry.source().owner().execute("vacuum full parted.north_high");
        assertThat(arrives("")).contains("changes of 100");
    }

    @Test
    void truncateOfTheRoot_makesItFull() {
        assertThat(arrives("""
                truncate parted."Sales, ""all"" of it";
                insert into parted."Sales, ""all"" of it" values (1, 'north', '2026-01-01', 'alone')
                """)).contains("full");
        assertThat(ferry.targetRows()).hasSize(2);
    }

    @Test
    void columnThatIsAddedWithADefault_makesItFull() {
        ferry.target().owner().execute("alter table parted.\"Sales, \"\"all\"\" of it\" add column more integer");
        assertThat(arrives("alter table parted.\"Sales, \"\"all\"\" of it\" add column more integer default 7"))
                .contains("full");
    }

    @Test
    void bundleThatWasLost_isMadeAgainWithWhatBecameOfThePartitions() {
        change("insert into parted.plain values (2, 'two')");
        ferry.export();
        change("""
                drop table parted.south;
                create table parted.far partition of parted."Sales, ""all"" of it" for values in ('far', 'south');
                grant insert on parted.far to ferry_writer;
                insert into parted.far values (1, 'far', '2026-01-01')
                """);
        ferry.export();
        change("insert into parted.plain values (3, 'three')");
        ferry.export();
        ferry.importAllOf(ferry.exportSince(1));
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }

    @Test
    void nothingThatHappened_isNoBundle() {
        assertThat(ferry.export()).isInstanceOf(Outcome.NotExported.class);
    }

    @Test
    void fullThatIsAskedFor_isEqual() {
        change("delete from parted.\"North, low\" where id < 50");
        ferry.importAllOf(ferry.export(new Request(FullTables.ALL, Optional.empty(), false)));
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }

    /** Returns how many rows that test writes: some, of which only the server knows the hash. */
    private int changed() {
        int straight = ferry.source()
                .superuser()
                .query("select 1 from parted.south_1 where id >= 1000")
                .size();
        int otherRows = 1 + 8 + 3 + 1 + 3;
        return straight + otherRows;
    }

    /** Changes the source as the tables' owner, since partitions are his. */
    private void change(String sql) {
        if (!sql.isBlank()) {
            ferry.source().owner().execute(sql);
        }
    }

    /** Changes the source, sees that the target follows, and returns how the partitioned table was shipped. */
    private String arrives(String sql) {
        change(sql);
        Outcome.Exported exported = (Outcome.Exported) ferry.export();
        ferry.importAllOf(exported);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).isNotEmpty();
        Outcome.ExportedContent line = exported.tables().stream()
                .filter(one -> one.table().equals(SALES))
                .findFirst()
                .orElseThrow();
        return line.full().isEmpty() ? "changes of " + line.keys() : "full, since " + line.full();
    }
}
