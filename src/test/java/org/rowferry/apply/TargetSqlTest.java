package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.apply.Shapes.changes;
import static org.rowferry.apply.Shapes.entry;
import static org.rowferry.apply.Shapes.full;
import static org.rowferry.apply.Shapes.identifiers;
import static org.rowferry.apply.Shapes.index;
import static org.rowferry.apply.Shapes.reference;
import static org.rowferry.apply.Shapes.relation;
import static org.rowferry.apply.Shapes.renaming;
import static org.rowferry.apply.Shapes.setting;
import static org.rowferry.apply.Shapes.table;
import static org.rowferry.apply.Shapes.withAllKeys;
import static org.rowferry.apply.Shapes.withIdentities;
import static org.rowferry.apply.Shapes.withoutKey;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rowferry.catalog.Reference;
import org.rowferry.catalog.Reference.Action;
import org.rowferry.catalog.Relation;

/** The SQL for one table. Texts are compared whole: with one condition less a statement deletes rows of another feed. */
class TargetSqlTest {
    private static final String[] COLUMNS = {"id integer!", "name text"};
    private static final Relation PLAIN = relation(COLUMNS);
    private static final Relation SHARED =
            relation(List.of(index(true, "source_id", "id")), "id integer!", "name text", "source_id bigint!");
    private static final FeedEntry OWN = setting(entry(), "source_id", "1");
    private static final Reference CHILD = reference(Action.CASCADE, Action.CASCADE);
    private static final String SAME = "t.id operator(pg_catalog.=) ";

    @Test
    void changes_deleteTheKeysThatHaveNoRow() {
        assertThat(sql(changes(COLUMNS), "keys", "rows").deletion())
                .contains(
                        "delete from crm.\"Orders\" as t using pg_temp.keys as k where " + SAME + "k.id and not exists"
                                + " (select from pg_temp.rows as r where k.id operator(pg_catalog.=) r.id)");
        assertThat(sql(changes(COLUMNS), "keys").deletion())
                .contains("delete from crm.\"Orders\" as t using pg_temp.keys as k where " + SAME + "k.id");
        assertThat(sql(changes(COLUMNS)).deletion()).isEmpty();
    }

    @Test
    void changesWithAllKeys_deleteWhatIsNotAmongThem() {
        assertThat(sql(withAllKeys(changes(COLUMNS)), "keys", "all", "rows").deletion())
                .contains("delete from crm.\"Orders\" as t where not exists (select from pg_temp.all as k where " + SAME
                        + "k.id)");
    }

    @Test
    void full_deletesTheRowsThatDoNotArrive() {
        assertThat(sql(full(COLUMNS), "rows").deletion())
                .contains("delete from crm.\"Orders\" as t where not exists (select from pg_temp.rows as k where "
                        + SAME + "k.id)");
        assertThat(sql(full(COLUMNS)).deletion())
                .as("where none arrives, none is deleted here")
                .isEmpty();
    }

    @Test
    void upsert_findsRowsByTheKey_andLeavesEqualRowsAlone() {
        assertThat(sql(changes(COLUMNS), "keys", "rows").upsert())
                .contains(
                        "with written as (insert into crm.\"Orders\" as t (id, name) overriding system value select r.id,"
                                + " r.name from pg_temp.rows as r where true on conflict (id) do update set id = excluded.id,"
                                + " name = excluded.name where record_image_ne(row(t.id, t.name), row(excluded.id, excluded.name))"
                                + " returning t.xmax = 0 as added) select count(*) filter (where not added) as updated,"
                                + " count(*) filter (where added) as inserted from written");
        assertThat(sql(changes(COLUMNS), "keys").upsert()).isEmpty();
    }

    @Test
    void update_leavesEqualRowsAlone_andIdentitiesThatCannotBeSet() {
        String from = " from pg_temp.rows as r where " + SAME
                + "r.id and record_image_ne(row(t.id, t.name), row(r.id, r.name))";
        assertThat(sql(changes(COLUMNS), "keys", "rows").update())
                .contains("update crm.\"Orders\" as t set id = r.id, name = r.name" + from);
        TargetTable fixed = withIdentities(table(changes(COLUMNS), entry(), PLAIN), "id");
        assertThat(sql(fixed, "rows").update()).contains("update crm.\"Orders\" as t set name = r.name" + from);
        assertThat(sql(fixed, "rows").identityDiffers())
                .contains("select exists (select from crm.\"Orders\" as t, pg_temp.rows as r where " + SAME
                        + "r.id and record_image_ne(row(t.id), row(r.id))) as differs");
        assertThat(sql(changes(COLUMNS), "rows").identityDiffers()).isEmpty();
        TargetTable allFixed = withIdentities(table(changes("id integer!"), entry(), relation("id integer!")), "id");
        assertThat(sql(allFixed, "rows").update()).isEmpty();
    }

    @Test
    void insertion_isOfNewRows_orOfAll() {
        String into = "insert into crm.\"Orders\" (id, name) overriding system value select r.id, r.name from"
                + " pg_temp.rows as r where ";
        assertThat(sql(changes(COLUMNS), "rows").insertion())
                .contains(into + "not exists (select from crm.\"Orders\" as t where " + SAME + "r.id)");
        assertThat(sql(changes(COLUMNS), "rows").insertionOfAll()).contains(into + "true");
        assertThat(sql(changes(COLUMNS), "keys").insertion()).isEmpty();
    }

    @Test
    void rowsThatAreRewritten_keepTheTargetsOwnColumns() {
        TargetTable table = table(changes(COLUMNS), entry(), relation("id integer!", "name text", "own text"));
        TargetSql sql = sql(table, "rows");
        assertThat(sql.takeOut())
                .contains("delete from crm.\"Orders\" as t using pg_temp.rows as r where " + SAME
                        + "r.id and record_image_ne(row(t.id, t.name), row(r.id, r.name))");
        assertThat(sql.takenOut()).isEqualTo("t.id, t.own");
        assertThat(sql.putBack("gone"))
                .contains("insert into crm.\"Orders\" (id, name, own) overriding system value select r.id, r.name,"
                        + " o.own from gone as o join pg_temp.rows as r on o.id operator(pg_catalog.=) r.id where"
                        + " true");
    }

    @Test
    void everyStatement_touchesTheRowsOfItsFeedAlone() {
        TargetSql changes = sql(table(changes(COLUMNS), OWN, SHARED), "keys", "rows");
        TargetSql full = sql(table(full(COLUMNS), OWN, SHARED), "rows");
        TargetSql allKeys = sql(table(withAllKeys(changes(COLUMNS)), OWN, SHARED), "keys", "all", "rows");
        String own = "t.source_id operator(pg_catalog.=) '1'";
        assertThat(changes.deletion().orElseThrow()).contains(own);
        assertThat(full.deletion().orElseThrow()).contains(own);
        assertThat(allKeys.deletion().orElseThrow()).contains(own);
        assertThat(changes.update().orElseThrow()).contains(own);
        assertThat(changes.takeOut().orElseThrow()).contains(own);
        assertThat(changes.insertion().orElseThrow()).contains("select r.id, r.name, '1' from", own);
        assertThat(allKeys.clearance())
                .hasSize(2)
                .allSatisfy(statement -> assertThat(statement).contains(own));
        assertThat(full.clearance()).containsExactly("delete from crm.\"Orders\" as t where true and " + own);
        assertThat(changes.valuesThatGo(CHILD).orElseThrow()).contains(own);
        assertThat(changes.decidesOn("c").orElseThrow()).contains("c.source_id operator(pg_catalog.=) '1'");
    }

    @Test
    void clearance_deletesByKey_andWithoutOneAllRows() {
        assertThat(sql(changes(COLUMNS), "keys", "rows").clearance())
                .containsExactly("delete from crm.\"Orders\" as t using pg_temp.keys as k (id) where " + SAME + "k.id");
        assertThat(sql(changes(COLUMNS)).clearance()).isEmpty();
        assertThat(sql(changes(COLUMNS)).clearance("unnest('{7}'::bigint[])"))
                .isEqualTo("delete from crm.\"Orders\" as t using unnest('{7}'::bigint[]) as k (id) where " + SAME
                        + "k.id");
        assertThat(sql(table(changes(COLUMNS), OWN, SHARED)).clearance("unnest('{7}'::bigint[])"))
                .as("of several feeds, one deletes its own rows")
                .isEqualTo("delete from crm.\"Orders\" as t using unnest('{7}'::bigint[]) as k (id) where " + SAME
                        + "k.id and t.source_id operator(pg_catalog.=) '1'");
        assertThat(sql(table(withoutKey(full(COLUMNS)), entry(), PLAIN), "rows").clearance())
                .containsExactly("delete from crm.\"Orders\" as t where true");
    }

    @Test
    void valuesThatOthersReferTo_areLockedWhereTheirRowsGo() {
        assertThat(sql(full(COLUMNS), "rows").valuesThatGo(CHILD))
                .contains("select t.id as o0 from crm.\"Orders\" as t where not exists (select from pg_temp.rows as k"
                        + " where " + SAME + "k.id) for update of t");
        assertThat(sql(changes(COLUMNS)).valuesThatGo(CHILD)).isEmpty();
    }

    @Test
    void valuesThatOthersReferTo_changeWhereARowDiffersInThem() {
        assertThat(sql(changes(COLUMNS), "rows").valuesThatChange(CHILD))
                .contains("select t.id as o0, r.id as n0 from crm.\"Orders\" as t, pg_temp.rows as r where " + SAME
                        + "r.id and record_image_ne(row(t.id), row(r.id)) for update of t");
        TargetTable other = table(
                changes(COLUMNS),
                renaming(entry(), "id", "Key"),
                relation(List.of(index(true, "Key")), "Key integer!", "name text", "id integer"));
        assertThat(sql(other, "rows").valuesThatChange(CHILD))
                .as("a column that is not written")
                .isEmpty();
    }

    @Test
    void deliveryDecides_onTheKeysThatArrive_orOnAllRows() {
        assertThat(sql(changes(COLUMNS), "keys", "rows").decidesOn("c"))
                .contains("(exists (select from pg_temp.keys as k where c.id operator(pg_catalog.=) k.id))");
        assertThat(sql(withAllKeys(changes(COLUMNS)), "keys", "all").decidesOn("c"))
                .contains("(exists (select from pg_temp.keys as k where c.id operator(pg_catalog.=) k.id) or not exists"
                        + " (select from pg_temp.all as k where c.id operator(pg_catalog.=) k.id))");
        assertThat(sql(full(COLUMNS), "rows").decidesOn("c")).contains("true");
        assertThat(sql(changes(COLUMNS)).decidesOn("c")).isEmpty();
    }

    @Test
    void comingRows_haveTheColumnsThatTheyWillHave() {
        assertThat(sql(changes(COLUMNS), "rows").coming(identifiers("name")))
                .contains("select r.name as c0 from pg_temp.rows as r");
        TargetTable own = table(changes(COLUMNS), entry(), relation("id integer!", "name text", "own text"));
        assertThat(sql(own, "rows").coming(identifiers("own", "id")))
                .contains("select t.own as c0, r.id as c1 from pg_temp.rows as r left join crm.\"Orders\" as t on "
                        + SAME + "r.id");
    }

    private static TargetSql sql(TableDelivery delivery, String... staged) {
        return sql(table(delivery, entry(), PLAIN), staged);
    }

    private static TargetSql sql(TargetTable table, String... staged) {
        return new TargetSql(
                table, new TargetSql.Staged(among(staged, "keys"), among(staged, "all"), among(staged, "rows")));
    }

    private static Optional<String> among(String[] staged, String name) {
        return List.of(staged).contains(name) ? Optional.of(name) : Optional.empty();
    }
}
