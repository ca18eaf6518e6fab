package org.rowferry.exporter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.BundleWriter;
import org.rowferry.bundle.Content;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.Origin;
import org.rowferry.bundle.RecordSink;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.TableTotal;
import org.rowferry.bundle.Totals;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.Window;
import org.rowferry.depot.Depot;
import org.rowferry.depot.Pending;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.postgres.Catalog;
import org.rowferry.postgres.ForeignKey;
import org.rowferry.postgres.ForeignKeyOrder;
import org.rowferry.postgres.Relation;
import org.rowferry.postgres.Session;
import org.rowferry.report.Journal;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Point;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/** Writes one bundle and makes it visible, within the transaction whose snapshot it holds. */
final class BundleMaker {
    private final Session session;
    private final Target target;
    private final Depot outbox;
    private final String tool;
    private final Journal journal;

    BundleMaker(Session session, Target target, Depot outbox, String tool, Journal journal) {
        this.session = session;
        this.target = target;
        this.outbox = outbox;
        this.tool = tool;
        this.journal = journal;
    }

    /** Makes the bundle of a point; when this returns, its file is whole, durable and visible. */
    Shipment make(Point to, Incarnation incarnation, List<Due.Content> contents) {
        BundleName name = new BundleName(target.name(), to.position(), target.compression());
        List<Due.Content> ordered = parentsFirst(contents);
        try (Pending pending = outbox.begin(name)) {
            Totals totals = write(pending, manifest(to, incarnation, ordered), ordered);
            journal.step("written");
            pending.publish();
            journal.step("published");
            return new Shipment(to, name, totals.fileBytes(), lines(ordered, totals));
        }
    }

    private Totals write(Pending pending, Manifest manifest, List<Due.Content> contents) {
        try (BundleWriter writer = BundleWriter.open(pending.stream(), manifest, target.compression(), journal)) {
            contents.forEach(content -> write(writer, content));
            return writer.finish();
        }
    }

    private void write(BundleWriter writer, Due.Content content) {
        TableName table = content.captured().name();
        if (content instanceof Due.Changes changes) {
            long keys = into(writer.sink(table, Content.IDS), changes.window()::copyKeys);
            if (keys > 0) {
                into(
                        writer.sink(table, Content.ROWS),
                        records -> changes.window().copyRows(keys, records));
            }
        } else {
            into(writer.sink(table, Content.ROWS), records -> Window.copyAll(session, content.captured(), records));
        }
        journal.step("wrote a table");
    }

    private static long into(RecordSink sink, Function<Consumer<byte[]>, Long> copy) {
        try (sink) {
            return copy.apply(sink::accept);
        }
    }

    private Manifest manifest(Point to, Incarnation incarnation, List<Due.Content> contents) {
        List<TableContent> tables =
                contents.stream().map(BundleMaker::announced).toList();
        return session.one(
                """
                select current_database() as name, system_identifier, current_setting('server_version') as server,
                    now() as time from pg_control_system()""",
                row -> new Manifest(
                        tool,
                        new Origin(row.text("name"), row.text("system_identifier"), row.text("server")),
                        incarnation,
                        target.name(),
                        to,
                        row.time("time").orElse(Instant.EPOCH),
                        tables));
    }

    private static TableContent announced(Due.Content content) {
        Table table = content.captured().table();
        String fingerprint = Shape.of(table).fingerprint();
        if (content instanceof Due.Full full) {
            return TableContent.full(table, full.reason(), fingerprint);
        }
        return TableContent.changes(table, ((Due.Changes) content).from(), fingerprint);
    }

    /** The order in which an importer can write rows as they come, where the target has the source's foreign keys. */
    private List<Due.Content> parentsFirst(List<Due.Content> contents) {
        Catalog catalog = new Catalog(session);
        List<Relation> relations =
                contents.stream().map(content -> content.captured().base()).toList();
        Set<ForeignKey> keys =
                catalog.foreignKeys(relations.stream().map(Relation::oid).toList());
        Map<Long, Due.Content> byOid = contents.stream()
                .collect(Collectors.toMap(content -> content.captured().base().oid(), Function.identity()));
        return new ForeignKeyOrder(keys)
                .parentsFirst(relations).stream()
                        .map(relation -> byOid.get(relation.oid()))
                        .toList();
    }

    private static List<Shipment.Line> lines(List<Due.Content> contents, Totals totals) {
        List<Shipment.Line> lines = new ArrayList<>();
        for (Due.Content content : contents) {
            CapturedTable captured = content.captured();
            TableTotal total = totals.of(captured.name());
            lines.add(new Shipment.Line(
                    captured,
                    content instanceof Due.Full full ? full.reason() : "",
                    total.keys().records(),
                    total.rows().records(),
                    total.keys().bytes() + total.rows().bytes()));
        }
        return lines;
    }
}
