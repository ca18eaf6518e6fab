package org.rowferry.cli;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.rowferry.testing.TestDatabase;

/** Random changes of a ferry's source, the same for the same seed. */
final class Changes {
    private static final List<String> KINDS = List.of(
            "insert into shop.customers select max(id) + 1, 'new \"one\"', now() from shop.customers",
            "update shop.customers set name = name || ',' where id % 7 = %1$d % 7",
            "update shop.customers set seen = null where id = (select min(id) from shop.customers where id > %1$d)",
            "delete from shop.customers c where id % 5 = %1$d % 5"
                    + " and not exists (select from shop.\"Order-Lines\" l where l.customer = c.id)",
            "insert into shop.\"Order-Lines\" select %1$d, 'l' || %2$d, min(id), 1 from shop.customers"
                    + " on conflict (\"group\", line) do update set price = excluded.price + 1",
            "update shop.\"Order-Lines\" set \"group\" = \"group\" + 1000 where \"group\" = %1$d % 17",
            "delete from shop.\"Order-Lines\" where line like '%%%1$d%%'",
            "insert into shop.notes select max(id) + 1, repeat(E'a\\n\"b\"', %1$d) from shop.notes",
            "update shop.notes set id = -id, body = null where id % 11 = %1$d % 11",
            "delete from shop.notes where id % 13 = %1$d % 13",
            "truncate shop.notes; insert into shop.notes select i, 'anew' from generate_series(1, %1$d) i",
            "begin; delete from shop.notes; savepoint s; truncate shop.\"Order-Lines\"; rollback");

    private static final String EVERYWHERE = """
            insert into shop.customers select max(id) + 1, 'one more', now() from shop.customers;
            update shop.customers set name = name || '!' where id % 9 = 1;
            update shop."Order-Lines" set price = price + 1 where line like '%1%';
            insert into shop."Order-Lines" select coalesce(max("group"), 0) + 1, 'new', null, 2 from shop."Order-Lines";
            delete from shop.notes where id = (select min(id) from shop.notes);
            insert into shop.notes select coalesce(max(id), 0) + 1, 'made' from shop.notes;
            """;

    private final TestDatabase source;
    private final Random random;

    Changes(TestDatabase source, Random random) {
        this.source = source;
        this.random = random;
    }

    /** Changes rows of every table, so that every run comes by the same points. */
    void everywhere() {
        source.execute(EVERYWHERE);
    }

    /** Changes something in every case, and more at random. */
    void make() {
        source.execute("insert into shop.notes select coalesce(max(id), 0) + 1, 'made' from shop.notes");
        for (int i = random.nextInt(6); i > 0; i--) {
            String kind = KINDS.get(random.nextInt(KINDS.size())).replace(" % ", " %% ");
            source.execute(String.format(Locale.ROOT, kind, random.nextInt(1, 60), random.nextInt(40)));
        }
    }
}
