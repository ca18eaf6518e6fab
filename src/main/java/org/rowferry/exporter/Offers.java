package org.rowferry.exporter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.capture.ShippedTable;
import org.rowferry.capture.SourceIdentity;
import org.rowferry.catalog.NamedTypes;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.exporter.Offer.OfferedTable;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;

/** Asks a source, in READ ONLY transactions, which tables it would send to its targets, and reads none of their rows. */
public final class Offers {
    private final Session session;
    private final ExporterSettings settings;
    private final Identifier schema;

    public Offers(Session session, ExporterSettings settings) {
        this.session = session;
        this.settings = settings;
        this.schema = settings.schema();
    }

    /**
     * Returns the offer for each target of the configuration.
     *
     * @throws Failure if the source lacks its tracking, or is not the one that exported before
     */
    public List<Offer> all() {
        TrackingLayout.require(session, schema);
        Incarnation incarnation = new SourceIdentity(session, schema).require();
        return settings.targets().stream()
                .map(target -> of(target, incarnation))
                .toList();
    }

    private Offer of(Target target, Incarnation incarnation) {
        Faults faults = new Faults();
        Survey survey = new Survey(session, schema, faults);
        List<Survey.Planned> planned = survey.plan(target.tables());
        return session.transaction("begin isolation level repeatable read, read only", () -> {
            List<ShippedTable> shipped = survey.shipped(planned);
            long last = new ExportTracking(session, schema, target.name()).lastNumber();
            return new Offer(
                    target,
                    incarnation,
                    last == 0 ? Optional.empty() : Optional.of(new Position(last)),
                    sent(target, incarnation),
                    shipped.stream()
                            .map(table -> new OfferedTable(table.table(), table.withheld()))
                            .toList(),
                    new NamedTypes(session)
                            .of(shipped.stream()
                                    .flatMap(table -> table.columns().stream())
                                    .map(Column::type)
                                    .toList()),
                    faults.isNone() ? Optional.empty() : Optional.of(faults.all()));
        });
    }

    private Map<Position, Snapshot> sent(Target target, Incarnation incarnation) {
        Map<Position, Snapshot> sent = new HashMap<>();
        session.query(
                "select number, snapshot from " + schema
                        + ".export_bundle where target = ? and incarnation = ?::uuid and exported_at is not null",
                row -> sent.put(new Position(row.number("number")), row.snapshot("snapshot")),
                target.name().name(),
                incarnation.id().toString());
        return sent;
    }
}
