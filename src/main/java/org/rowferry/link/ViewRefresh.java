package org.rowferry.link;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.rowferry.apply.Applier;
import org.rowferry.catalog.KeySql;
import org.rowferry.postgres.BadValue;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Refreshes a materialized view: while readers go on reading it, where it holds rows and has a unique index. */
final class ViewRefresh {
    private final Session session;
    private final Link link;
    private final ForeignTables foreignTables;
    private final LinkTracking tracking;

    ViewRefresh(Session session, Identifier schema, Link link) {
        this.session = session;
        this.link = link;
        this.foreignTables = new ForeignTables(session, link);
        this.tracking = new LinkTracking(session, schema, link.name());
    }

    /** A view, as the catalog describes it. */
    private record ViewState(boolean populated, boolean unique) {}

    /** Refreshes the view of a table, and notes that. */
    SyncReport.Refreshed refresh(LinkTable table) {
        TableName view = table.entry().into();
        foreignTables.require(table);
        foreignTables.requireFit(table, foreignTables.behind(view));
        ViewState state = state(view).orElseThrow(() -> missing(view));
        boolean concurrently = state.populated() && state.unique();
        Instant begun = Instant.now();
        refresh(table, concurrently);
        session.execute("analyze " + view);
        long rows = Applier.rows(session, view);
        Duration took = Duration.between(begun, Instant.now());
        tracking.refreshed(table.entry().table(), rows, took);
        return new SyncReport.Refreshed(view, concurrently, rows, took);
    }

    private void refresh(LinkTable table, boolean concurrently) {
        TableName view = table.entry().into();
        try {
            session.execute("refresh materialized view " + (concurrently ? "concurrently " : "") + view);
        } catch (Failure failure) {
            throw BadValue.isCauseOf(failure) ? badRow(table, failure) : failure;
        }
    }

    private Failure badRow(LinkTable table, Failure failure) {
        return new Failure(
                        Family.CONFIGURATION,
                        "the query of materialized view " + table.entry().into() + " does not bear a row: "
                                + failure.getMessage())
                .because(failure)
                .hint(
                        "Write 'transform' and 'where' of " + table.entry().table() + " under links." + link.name()
                                + " so that they accept every row, in ",
                        Mention.IMPORTER_FILE,
                        ".")
                .hint(
                        "Then create the view again as the owner: ",
                        Invocation.ofTargetOwner("generate fdw mirror", "--link " + link.name()));
    }

    /** The server asks for a unique index on columns alone, without a predicate. */
    private Optional<ViewState> state(TableName view) {
        return session.first(
                """
                select c.relispopulated as populated,
                    exists (select from pg_index i where i.indrelid = c.oid and
                """ + KeySql.UNIQUE_OVER_ALL_ROWS + """
                    ) as unique_index
                from pg_class c where c.oid = to_regclass(?) and c.relkind = 'm'""",
                row -> new ViewState(row.flag("populated"), row.flag("unique_index")),
                view.toString());
    }

    private Failure missing(TableName view) {
        return new Failure(Family.TARGET, "the target has no materialized view " + view)
                .hint(
                        "Make it as the owner: ",
                        Invocation.ofTargetOwner("generate fdw mirror", "--link " + link.name()));
    }
}
