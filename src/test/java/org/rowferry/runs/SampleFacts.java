package org.rowferry.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.rowferry.runs.RecordedRun.State;
import org.rowferry.runs.ReportFacts.LogFacts;
import org.rowferry.runs.ReportFacts.Shipment;
import org.rowferry.runs.ReportFacts.SlowFacts;
import org.rowferry.runs.ReportFacts.TableFacts;
import org.rowferry.runs.ReportFacts.ViewFacts;

/** A source with two targets that was exported every night, and names that no page may take for its own text. */
final class SampleFacts {
    static final Instant NOW = Instant.parse("2026-11-27T06:12:44Z");
    static final String UGLY = "shop.\"<b>&\"";

    private static final Instant FIRST_NIGHT = Instant.parse("2026-09-29T02:00:00Z");

    private SampleFacts() {}

    /** A source with names and messages that look like HTML. */
    static ReportFacts ofHostileSource() {
        return ofSource(UGLY, "the table " + UGLY + " has a row that <i>nobody</i> & no one can read");
    }

    /** A source as a reader of the documentation may have one. */
    static ReportFacts ofSource() {
        return ofSource("shop.returns", "permission denied for table returns");
    }

    private static ReportFacts ofSource(String small, String failure) {
        List<RecordedRun> runs = new ArrayList<>();
        List<Shipment> shipments = new ArrayList<>();
        long log = 210_000_000;
        for (int night = 0; night < 60; night++) {
            Instant began = FIRST_NIGHT.plus(Duration.ofDays(night));
            long rows = 4_000 + (night * 7919L) % 3_100 + (night % 7 == 5 ? 6_500 : 0) + night * 40L;
            log += night % 9 == 8 ? -31_000_000 : 4_100_000 + rows * 120;
            if (night == 23 || night == 24) {
                runs.add(0, run("reporting", began, 9, "the outbox /var/lib/rowferry/outbox has 0 bytes free"));
            } else {
                runs.add(0, run("reporting", began, 0, ""));
                shipments.add(shipment("reporting", night, began, rows, log));
            }
            if (night == 41) {
                runs.add(0, interrupted("archive", began.plusSeconds(600)));
            } else if (night % 2 == 1) {
                runs.add(0, run("archive", began.plusSeconds(600), night == 59 ? 4 : 0, night == 59 ? failure : ""));
                shipments.add(shipment("archive", night, began.plusSeconds(600), rows * 2, log));
            }
        }
        return new ReportFacts(
                "rowferry_exporter@db1.example:5432/shop",
                NOW,
                runs,
                shipments,
                tables(small),
                slowest(small),
                List.of(),
                logs(small));
    }

    /** A target whose tables are few, and nothing of which has run yet. */
    static ReportFacts ofNewTarget() {
        return new ReportFacts(
                "db2",
                NOW,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new ViewFacts("north", UGLY, 12, 3.25, NOW)),
                List.of());
    }

    private static RecordedRun run(String target, Instant began, int code, String failure) {
        return new RecordedRun(
                Optional.of(new UUID(began.getEpochSecond(), 7)),
                "export",
                target,
                State.ENDED,
                began,
                Optional.of(began.plusMillis(4_200)),
                Optional.of(code),
                Optional.of(failure).filter(text -> !text.isEmpty()),
                false,
                Optional.empty(),
                0,
                0,
                Optional.empty(),
                "db1",
                "0.1.0");
    }

    private static RecordedRun interrupted(String target, Instant began) {
        return new RecordedRun(
                Optional.empty(),
                "export",
                target,
                State.INTERRUPTED,
                began,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                0,
                0,
                Optional.empty(),
                "",
                "");
    }

    private static Shipment shipment(String target, int night, Instant began, long rows, long log) {
        return new Shipment(
                "export of target " + target,
                Optional.of(258L + night),
                began.plusSeconds(4),
                Optional.of(1.1 + rows / 2900.0),
                rows + rows / 20,
                rows,
                Optional.of(rows * 83),
                Optional.of(log));
    }

    private static List<TableFacts> tables(String small) {
        List<TableFacts> tables = new ArrayList<>();
        tables.add(table("archive", small, 2, 812, 55 * 3600));
        tables.add(table("archive", "shop.orders", 911, 240_113, 4 * 3600));
        tables.add(table("reporting", "shop.\"Order-Lines\"", 8_204, 1_904_557, 4 * 3600));
        tables.add(table("reporting", "shop.customers", 44, 9_310, 4 * 3600));
        tables.add(table("reporting", "shop.invoices", 0, 0, 4 * 3600));
        tables.add(table("reporting", "shop.orders", 1_377, 402_118, 4 * 3600));
        return tables;
    }

    private static List<SlowFacts> slowest(String small) {
        return List.of(
                new SlowFacts("export of target reporting", "shop.\"Order-Lines\"", 58, 2.36, 4.91),
                new SlowFacts("export of target reporting", "shop.orders", 58, 0.81, 1.44),
                new SlowFacts("export of target archive", small, 3, 0.02, 0.03));
    }

    private static TableFacts table(String feed, String name, long keys, long bytes, long age) {
        return new TableFacts(
                feed,
                name,
                317,
                "changes",
                keys,
                keys - keys / 30,
                Optional.of(bytes),
                NOW.minusSeconds(age),
                Optional.empty(),
                false);
    }

    private static List<LogFacts> logs(String small) {
        return List.of(
                new LogFacts("shop.\"Order-Lines\"", 181_403_648),
                new LogFacts("shop.orders", 60_555_264),
                new LogFacts("shop.customers", 8_216_576),
                new LogFacts(small, 49_152));
    }
}
