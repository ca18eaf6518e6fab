package org.rowferry.link;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * Refuses foreign tables that have more than columns. A default or a generated column would be evaluated with the rights
 * of the role that reads or writes the table, and a source that lies can have an import add one.
 */
public final class PlainTables {
    /** Whatever the configuration asks for, nothing of Rowferry's own on a source has an expression. */
    private static final boolean NOTHING_ASKED = false;

    private final Session session;
    private final Identifier schema;
    private final Link link;

    /** @param schema Rowferry's own on the target */
    public PlainTables(Session session, Identifier schema, Link link) {
        this.session = session;
        this.schema = schema;
        this.link = link;
    }

    /** One thing that a foreign table has beside its columns, and the SQL that takes it away. */
    private record SchemaFault(String words, String mend) {}

    /**
     * Looks at all foreign tables of the link that are there.
     *
     * @throws Failure of the family TARGET that names each fault with the SQL that mends it
     */
    public void require() {
        requireFunction();
        Set<SchemaFault> faults =
                new LinkedHashSet<>(faults(read(), link.imports("import_default"), link.imports("import_generated")));
        faults.addAll(faults(own(), NOTHING_ASKED, NOTHING_ASKED));
        if (!faults.isEmpty()) {
            throw refused(faults);
        }
    }

    private Failure refused(Collection<SchemaFault> faults) {
        return new Failure(
                        Family.TARGET,
                        "foreign tables of the link " + link.name() + " have more than columns: "
                                + String.join(
                                        "; ",
                                        faults.stream().map(SchemaFault::words).toList()))
                .hint("Find out who put it there. Then run on the target, as the owner: "
                        + String.join(
                                " ",
                                faults.stream()
                                        .map(SchemaFault::mend)
                                        .distinct()
                                        .toList()))
                .hint("Where that drops a foreign table, make it again: ", generate());
    }

    private Map<TableName, TableName> read() {
        Map<TableName, TableName> read = new LinkedHashMap<>();
        link.tables().forEach(table -> read.put(link.foreign(table), table.remote()));
        return read;
    }

    private Map<TableName, TableName> own() {
        Map<TableName, TableName> own = new LinkedHashMap<>();
        own.put(link.own(Link.COLUMNS), TableName.of("information_schema", "columns"));
        Link.CATALOG.forEach(name -> own.put(link.own(Link.catalog(name)), TableName.of("pg_catalog", "pg_" + name)));
        if (link.readsShadowTables()) {
            List.of(Link.SOURCE_VIEW, Link.CAPTURE_VIEW, Link.APPLIED_VIEW)
                    .forEach(view -> own.put(link.own(view), new TableName(link.sourceSchema(), view)));
            link.tables().stream()
                    .filter(Link::readsShadowTable)
                    .forEach(table -> own.put(link.foreignShadow(table), link.remoteShadow(table)));
        }
        return own;
    }

    private List<SchemaFault> faults(Map<TableName, TableName> tables, boolean defaults, boolean generated) {
        return session.query(
                "select foreign_table || ' ' || fault as words, mend from " + schema
                        + ".beyond_columns(?, ?, ?::name, ?, ?) order by words",
                row -> new SchemaFault(row.text("words"), row.text("mend")),
                texts(tables.keySet()),
                texts(tables.values()),
                link.server().name(),
                defaults,
                generated);
    }

    private static String[] texts(Collection<TableName> names) {
        return names.stream().map(TableName::toString).toArray(String[]::new);
    }

    private void requireFunction() {
        boolean there = session.one(
                "select to_regproc(?) is not null as there", row -> row.flag("there"), schema + ".beyond_columns");
        if (!there) {
            link.tables().forEach(table -> ForeignTables.require(session, link, link.foreign(table)));
            throw new Failure(Family.TARGET, "the target's schema " + schema + " was made by an older Rowferry")
                    .hint("Run as the owner: ", generate());
        }
    }

    private Invocation generate() {
        return Invocation.ofTargetOwner("generate fdw target", "--link " + link.name());
    }
}
