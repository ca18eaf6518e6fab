package org.rowferry.runs;

import java.util.function.UnaryOperator;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;

/** The report of one database: a page that is made of its tracking alone. */
public final class TrackingReport {
    private final Database database;
    private final Identifier schema;
    private final boolean ofSource;
    private final UnaryOperator<Failure> making;

    /**
     * Makes it without connecting.
     *
     * @param schema Rowferry's own in the database
     * @param making adds to a failure the commands that make the tracking
     */
    public TrackingReport(Database database, Identifier schema, boolean ofSource, UnaryOperator<Failure> making) {
        this.database = database;
        this.schema = schema;
        this.ofSource = ofSource;
        this.making = making;
    }

    /** Returns the page, which needs nothing but itself to be shown. */
    public String page(String version) {
        try (Session session = database.connect("report")) {
            ReportFacts facts = session.transaction(
                    "begin isolation level repeatable read, read only",
                    () -> new ReportReader(session, schema, ofSource).read(database.toString()));
            return ReportMustache.render(ReportView.of(facts, version));
        } catch (Failure failure) {
            throw OlderTracking.told(failure, "the report cannot be made: ", schema, making);
        }
    }
}
