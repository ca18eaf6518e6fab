package org.rowferry.cli;

import java.util.List;
import java.util.Map;
import org.rowferry.schema.TableName;
import org.rowferry.testing.TestDatabase;

/**
 * All that a refused command must leave as it was: the files at both ends, the tracking of both databases, the rows of
 * the target. A number that an export took and never used is no trace of it.
 */
record Footprint(Map<String, String> outbox, Map<String, String> inbox, List<String> source, List<String> target) {

    static Footprint of(ShopPipeline ferry) {
        return new Footprint(
                Bundles.digests(ferry.outbox()),
                Bundles.digests(ferry.inbox()),
                List.of(
                        all(ferry.source(), "rowferry.incarnation"),
                        all(ferry.source(), "rowferry.capture"),
                        all(ferry.source(), "rowferry.export_tracking"),
                        all(ferry.source(), "(select * from rowferry.export_bundle where exported_at is not null)")),
                List.of(
                        all(ferry.target(), "rowferry.import_tracking"),
                        all(ferry.target(), "rowferry.import_bundle"),
                        rows(ferry.target())));
    }

    /** Returns the rows of all tables as they are on one side. */
    static String rows(TestDatabase database) {
        StringBuilder rows = new StringBuilder();
        for (TableName table : ShopPipeline.TABLES) {
            rows.append(all(database, table.toString())).append(' ');
        }
        return rows.toString();
    }

    private static String all(TestDatabase database, String table) {
        boolean there = table.startsWith("(") ? there(database, "rowferry.export_bundle") : there(database, table);
        return there
                ? database.value(
                        "select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text collate"
                                + " \"C\")), '-') from " + table + " t")
                : "missing";
    }

    private static boolean there(TestDatabase database, String table) {
        return database.value("select to_regclass('" + table + "') is not null").equals("t");
    }
}
