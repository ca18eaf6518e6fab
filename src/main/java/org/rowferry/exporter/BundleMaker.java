package org.rowferry.exporter;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.BundleWriter;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.Manifest.LeftOut;
import org.rowferry.bundle.Manifest.Origin;
import org.rowferry.bundle.RecordSink;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.Totals;
import org.rowferry.bundle.Totals.TableTotal;
import org.rowferry.capture.RowSink;
import org.rowferry.capture.Shape;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.ForeignKey;
import org.rowferry.catalog.ForeignKeyOrder;
import org.rowferry.catalog.NamedTypes;
import org.rowferry.catalog.Relation;
import org.rowferry.depot.Depot;
import org.rowferry.depot.Pending;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.postgres.Outage;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Column;
import org.rowferry.schema.Content;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.Point;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/** Writes one bundle and makes it visible, within the transaction whose snapshot it holds. */
final class BundleMaker {
    private final Readers readers;
    private final Session session;
    private final Target target;
    private final Depot outbox;
    private final String tool;
    private final Journal journal;
    private final Digests digests;
    private final Map<TableName, BucketNumbers> repair;
    private final Map<TableName, Duration> took = new ConcurrentHashMap<>();

    BundleMaker(
            Readers readers,
            Target target,
            Depot outbox,
            String tool,
            Journal journal,
            Digests digests,
            Map<TableName, BucketNumbers> repair) {
        this.readers = readers;
        this.session = readers.own();
        this.target = target;
        this.outbox = outbox;
        this.tool = tool;
        this.journal = journal;
        this.digests = digests;
        this.repair = repair;
    }

    /** Makes the bundle of a point; when this returns, its file is whole, durable and visible. */
    Shipment make(Point to, Incarnation incarnation, List<Due.Decision> contents, List<LeftOut> leftOut) {
        BundleName name = new BundleName(target.name(), to.position(), target.compression());
        List<Due.Decision> ordered = parentsFirst(contents);
        try (Pending pending = outbox.begin(name)) {
            Totals totals = write(pending, manifest(to, incarnation, ordered, leftOut), ordered);
            journal.step("written");
            pending.publish();
            journal.step("published");
            return new Shipment(to, name, totals.fileBytes(), lines(ordered, totals, took));
        }
    }

    private Totals write(Pending pending, Manifest manifest, List<Due.Decision> contents) {
        try (BundleWriter writer =
                BundleWriter.openFor(readers.count(), pending.stream(), manifest, target.compression(), journal)) {
            readers.forEach(contents, (reader, content) -> write(writer, reader, content));
            return writer.finish();
        }
    }

    private void write(BundleWriter writer, Session reader, Due.Decision content) {
        TableName table = content.shipped().name();
        long began = System.nanoTime();
        try {
            Reading.of(reader, content, (what, copy) -> into(writer.sink(table, what), copy));
            if (digests.has(table)) {
                into(writer.sink(table, Content.DIGESTS), sink -> digests.copy(reader, content.shipped(), sink));
            }
        } catch (Failure failure) {
            throw failure.family() == Family.SOURCE && !Outage.isBehind(failure)
                    ? new Unreadable(table, failure)
                    : failure;
        }
        took.put(table, Duration.ofNanos(System.nanoTime() - began));
        journal.step("wrote a table");
    }

    private static long into(RecordSink sink, Function<RowSink, Long> copy) {
        try (sink) {
            return copy.apply(new RowSink() {
                @Override
                public void accept(byte[] row) {
                    sink.accept(row);
                }

                @Override
                public void accept(long length, InputStream row) {
                    sink.accept(length, row);
                }
            });
        }
    }

    private Manifest manifest(Point to, Incarnation incarnation, List<Due.Decision> contents, List<LeftOut> leftOut) {
        List<TableContent> tables = contents.stream().map(this::withProof).toList();
        List<NamedType> types = new NamedTypes(session)
                .of(contents.stream()
                        .flatMap(content -> content.shipped().columns().stream())
                        .map(Column::type)
                        .toList());
        return session.one("""
                select current_database() as name, system_identifier, current_setting('server_version') as server,
                    now() as time from pg_control_system()""", row -> {
            Instant time = row.time("time").orElse(Instant.EPOCH);
            return new Manifest(
                    tool,
                    new Origin(row.text("name"), row.text("system_identifier"), row.text("server")),
                    incarnation,
                    target.name(),
                    to,
                    time,
                    target.heartbeat().map(heartbeat -> heartbeat.next(time)),
                    tables,
                    types,
                    leftOut);
        });
    }

    private TableContent withProof(Due.Decision content) {
        TableContent announced = digests.announced(announced(content));
        return content instanceof Due.Changes
                ? Optional.ofNullable(repair.get(content.shipped().name()))
                        .map(announced::repairing)
                        .orElse(announced)
                : announced;
    }

    static TableContent announced(Due.Decision content) {
        Table table = content.shipped().table();
        String fingerprint = Shape.of(content.shipped()).fingerprint();
        if (content instanceof Due.Full full) {
            return TableContent.full(table, full.reason(), fingerprint)
                    .withholding(content.shipped().withheld());
        }
        Due.Changes changes = (Due.Changes) content;
        TableContent announced = TableContent.changes(table, changes.from(), fingerprint)
                .withholding(content.shipped().withheld());
        return changes.allKeys() ? announced.withAllKeys() : announced;
    }

    /** The order in which an importer can write rows as they come, where the target has the source's foreign keys. */
    private List<Due.Decision> parentsFirst(List<Due.Decision> contents) {
        Catalog catalog = new Catalog(session);
        List<Relation> relations =
                contents.stream().map(content -> content.source().base()).toList();
        Set<ForeignKey> keys =
                catalog.foreignKeys(relations.stream().map(Relation::oid).toList());
        Map<Long, Due.Decision> byOid = contents.stream()
                .collect(Collectors.toMap(content -> content.source().base().oid(), Function.identity()));
        return new ForeignKeyOrder(keys)
                .parentsFirst(relations).stream()
                        .map(relation -> byOid.get(relation.oid()))
                        .toList();
    }

    static List<Shipment.ShippedContent> lines(
            List<Due.Decision> contents, Totals totals, Map<TableName, Duration> took) {
        List<Shipment.ShippedContent> lines = new ArrayList<>();
        for (Due.Decision content : contents) {
            TableTotal total = totals.of(content.shipped().name());
            lines.add(new Shipment.ShippedContent(
                    content,
                    total.keys().records(),
                    total.rows().records(),
                    total.keys().bytes()
                            + total.allKeys().bytes()
                            + total.rows().bytes(),
                    took.getOrDefault(content.shipped().name(), Duration.ZERO)));
        }
        return lines;
    }
}
