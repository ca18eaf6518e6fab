package org.rowferry.cli;

import java.util.ArrayList;
import java.util.List;
import org.rowferry.history.Dice;
import org.rowferry.history.Event;
import org.rowferry.history.Kind;
import org.rowferry.testing.TestDatabase;

/** The kinds of events that an inbox and a link go through which write the same tables. */
final class MixedFeedsEvents {
    private static final Kind<MixedFeeds> CONFIGURE = Kind.of(
            "the link has another capture",
            1,
            (feeds, dice) -> feeds.configure(dice.any("trigger", "watermark, watermark: [changed]", "snapshot")));

    private static final List<Kind<MixedFeeds>> ALL = List.of(
            Kind.of("the north changes", 4, MixedFeedsEvents::changeNorth),
            Kind.of("the south changes", 3, MixedFeedsEvents::changeSouth),
            Kind.of("an export", 1, (feeds, dice) -> feeds.export()),
            Kind.of("an export in full", 1, (feeds, dice) -> feeds.export("--full")),
            Kind.of(
                    "an export of one table in full",
                    1,
                    (feeds, dice) ->
                            feeds.export("--full", dice.any(MixedFeeds.CUSTOMERS, MixedFeeds.LINES, MixedFeeds.NOTES))),
            Kind.of("an import", 2, (feeds, dice) -> feeds.importAll().assertOk()),
            Kind.of("a sync", 1, (feeds, dice) -> feeds.sync().assertOk()),
            Kind.of(
                    "a sync of one table in full",
                    1,
                    (feeds, dice) -> feeds.sync(
                                    "--full", dice.any(MixedFeeds.CUSTOMERS, MixedFeeds.LINES, MixedFeeds.SITES))
                            .assertOk()),
            Kind.of("both rehearse, or a sync of all in full", 1, MixedFeedsEvents::rehearseOrSyncInFull),
            Kind.of("a user mapping for everybody comes and goes", 1, (feeds, dice) -> syncBesideUserMapping(feeds)),
            Kind.of("the north changes while a sync reads it", 1, MixedFeedsEvents::syncBeside));

    private MixedFeedsEvents() {}

    static List<Event<MixedFeeds>> draw(Dice dice) {
        List<Event<MixedFeeds>> events = new ArrayList<>(List.of(CONFIGURE.event(dice)));
        events.addAll(Kind.events(dice, dice.between(15, 40), ALL));
        return events;
    }

    private static void rehearseOrSyncInFull(MixedFeeds feeds, Dice dice) {
        if (dice.oneIn(2)) {
            feeds.sync("--full").assertOk();
        } else {
            feeds.importAll("--dry-run").assertOk();
            feeds.sync("--dry-run").assertOk();
        }
    }

    /** The importer's role has a mapping of its own, which is the one to go by. */
    private static void syncBesideUserMapping(MixedFeeds feeds) {
        TestDatabase target = feeds.stage().target();
        String server = target.value("select quote_ident(srvname) from pg_foreign_server");
        target.execute(
                "create user mapping for public server " + server + " options (user 'nobody', password 'wrong')");
        feeds.sync().assertOk();
        target.execute("drop user mapping for public server " + server);
    }

    /** All tables are read at one snapshot of the source's, so no line ever comes without its customer. */
    private static void syncBeside(MixedFeeds feeds, Dice dice) {
        feeds.syncBeside(step -> changeNorthBeside(feeds, dice)).assertOk();
        feeds.sync().assertOk();
    }

    /** Changes the north as it may be while a sync reads it, which keeps tables from being truncated. */
    static void changeNorthBeside(MixedFeeds feeds, Dice dice) {
        change(feeds, feeds.north(), MixedFeeds.SITES, "delete from LINES; delete from CUSTOMERS", dice);
    }

    static void changeNorth(MixedFeeds feeds, Dice dice) {
        change(feeds, feeds.north(), MixedFeeds.SITES, "truncate CUSTOMERS, LINES", dice);
    }

    static void changeSouth(MixedFeeds feeds, Dice dice) {
        change(feeds, feeds.south(), MixedFeeds.NOTES, "truncate CUSTOMERS, LINES", dice);
    }

    /** Changes customers and their lines, and the table that a source has alone; at times it empties all of them. */
    private static void change(MixedFeeds feeds, TestDatabase source, String alone, String emptying, Dice dice) {
        for (int i = dice.between(1, 4); i > 0; i--) {
            feeds.write(
                    source,
                    statement(emptying + "; delete from ALONE", dice)
                            .replace("CUSTOMERS", MixedFeeds.CUSTOMERS)
                            .replace("LINES", MixedFeeds.LINES)
                            .replace("ALONE", alone));
        }
    }

    private static String statement(String emptying, Dice dice) {
        int n = dice.below(60);
        return (switch (dice.below(12)) {
                    case 0, 1, 2 ->
                        "insert into CUSTOMERS select i, 'customer ' || i, clock_timestamp()"
                                + " from generate_series(N, N + 9) as i on conflict (\"group\")"
                                + " do update set \"na me\" = 'again N', changed = clock_timestamp()";
                    case 3, 4 ->
                        "insert into LINES select N + \"group\" % 5, 'line ' || \"group\", \"group\", clock_timestamp()"
                                + " from CUSTOMERS where \"group\" % 3 = N % 3 on conflict do nothing";
                    case 5 ->
                        "update CUSTOMERS set \"na me\" = 'renamed N', changed = clock_timestamp() where \"group\" % 7 = N % 7";
                    case 6 ->
                        "update LINES set \"group\" = (select min(\"group\") from CUSTOMERS), changed = clock_timestamp()"
                                + " where no % 8 = N % 8";
                    case 7 -> "delete from LINES where no % 6 = N % 6";
                    case 8 ->
                        "delete from LINES where \"group\" = N; delete from CUSTOMERS as c where not exists"
                                + " (select from LINES as l where l.\"group\" = c.\"group\")";
                    case 9 ->
                        "update LINES as l set no = -no, changed = clock_timestamp() where no % 5 = N % 5 and not exists"
                                + " (select from LINES as o where o.no = -l.no and o.\"Qty \"\"x\"\" s\" = l.\"Qty \"\"x\"\" s\")";
                    case 10 ->
                        "insert into ALONE select i, 'body N', clock_timestamp() from generate_series(N, N + 5) as i"
                                + " on conflict (id) do update set body = null, changed = clock_timestamp()";
                    default -> n < 10 ? emptying : "delete from ALONE where id % 4 = N % 4";
                })
                .replaceAll("\\bN\\b", Integer.toString(n));
    }
}
