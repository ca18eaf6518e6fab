package org.rowferry.ddl;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Equality;
import org.rowferry.catalog.KeyColumns;
import org.rowferry.catalog.KeyIndex;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.RelationKind;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Mention;
import org.rowferry.report.Shell;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.TableName;

/** Reads a source's tables as the scripts need them, and refuses those that cannot be shipped. */
public final class SourceTableReader {
    private final Session session;
    private final Identifier schema;
    private final Catalog catalog;
    private final SourceFacts facts;
    private Optional<Map<Long, ShadowName>> shadows = Optional.empty();

    /** Reads from a session on the source; {@code schema} is Rowferry's own there. */
    public SourceTableReader(Session session, Identifier schema) {
        this(session, schema, SourceFacts.NONE);
    }

    private SourceTableReader(Session session, Identifier schema, SourceFacts facts) {
        this.session = session;
        this.schema = schema;
        this.catalog = new Catalog(session);
        this.facts = facts;
    }

    /**
     * Reads the catalog of many tables at once, so that most of them need no query of their own.
     *
     * @param told the key that the operator says a table has
     */
    public SourceTableReader knowing(Collection<TableName> names, Function<TableName, Optional<Key>> told) {
        return new SourceTableReader(session, schema, SourceFacts.read(session, names, told));
    }

    /** Returns how the changes of a table are to be captured by the key that its indexes tell. */
    public TableToCapture captured(TableName name) {
        return captured(name, Optional.empty());
    }

    /**
     * Returns how the changes of a table are to be captured.
     *
     * @param told the key that the operator says it has; else its primary key, or a unique index
     * @throws Failure of the family SOURCE if its changes cannot be captured
     */
    public TableToCapture captured(TableName name, Optional<Key> told) {
        Relation base = require(name);
        refuseWhatTriggersMiss(base);
        Key key = key(base, told.filter(columns -> !columns.isNone()));
        Map<Identifier, ShadowColumn> columns =
                facts.columns(base).orElseGet(() -> SourceFacts.columns(session, base.oid()));
        List<ShadowColumn> keyColumns = key.columns().stream().map(columns::get).toList();
        return new TableToCapture(
                name,
                shadow(base),
                keyColumns,
                base.keyOn(key).isPresent(),
                base.kind() == RelationKind.PARTITIONED_TABLE ? CaptureMode.ROW : CaptureMode.STATEMENT);
    }

    /** Returns whether Rowferry's own schema is there. */
    public boolean isInstalled() {
        return session.one(
                "select to_regclass(?) is not null as there",
                row -> row.flag("there"),
                new TableName(schema, new Identifier("capture")).toString());
    }

    /** Refuses a source without Rowferry's own schema, which scripts are printed for but not run on. */
    public void requireInstalled() {
        if (!isInstalled()) {
            throw new Failure(Family.SOURCE, "the source has no schema " + schema + " with Rowferry's tracking")
                    .hint("First run as the owner: ", Invocation.ofSourceOwner("generate tracking", ""));
        }
    }

    /**
     * Returns what there is to read of a table, a view, or whatever else has rows.
     *
     * @param shadow which shadow table is read too
     * @throws Failure of the family SOURCE if it is missing
     */
    public FdwReader.ReadTable readable(TableName name, Shadow shadow) {
        Relation base = require(name);
        Optional<ShadowName> read = switch (shadow) {
            case NONE -> Optional.empty();
            case OF_CAPTURE -> shadowKnown(base);
            case OF_CAPTURE_TO_COME -> Optional.of(shadow(base));
        };
        return new FdwReader.ReadTable(name, read.map(known -> known.in(schema)));
    }

    /** Which shadow table of a table is meant. */
    public enum Shadow {
        NONE,
        /** The one that it has, where it is captured. */
        OF_CAPTURE,
        /** The same, or the one that the table will have. */
        OF_CAPTURE_TO_COME
    }

    Relation require(TableName name) {
        return facts.relation(name).or(() -> catalog.find(name)).orElseThrow(() -> {
            Failure missing = new Failure(Family.SOURCE, "the source has no table " + name);
            List<TableName> like = catalog.tablesLike(name);
            return like.isEmpty()
                    ? missing.hint("List the tables with: psql -c '\\dt *.*'")
                    : missing.hint(
                            "Did you mean " + like.stream().map(String::valueOf).collect(joining(" or "))
                                    + "? A name with capitals is quoted: 'public.\"Orders\"'.");
        });
    }

    private void refuseWhatTriggersMiss(Relation base) {
        if (base.kind() != RelationKind.TABLE && base.kind() != RelationKind.PARTITIONED_TABLE) {
            throw new Failure(
                            Family.SOURCE,
                            base.name() + " is " + base.kind().words() + ", whose changes cannot be captured")
                    .hint(
                            "Capture the tables that it takes its rows from, or say capture: snapshot or capture:"
                                    + " watermark at"
                                    + " its entry, which need nothing from this command, in ",
                            Mention.EXPORTER_FILE,
                            ".");
        }
        if (base.traits().temporary()) {
            throw new Failure(Family.SOURCE, base.name() + " is a temporary table, which no other session sees")
                    .hint("Capture a table that lasts, and fill that from " + base.name() + ".");
        }
        if (isOfASystem(base.name().schema())) {
            throw new Failure(Family.SOURCE, base.name() + " is a system's own table, whose changes cannot be captured")
                    .hint("Capture tables of your own; see them with: psql -c '\\dt *.*'");
        }
        if (base.traits().inherits()) {
            throw new Failure(
                            Family.SOURCE,
                            base.name() + " is a parent or child of inheritance, whose rows do not stand in one table")
                    .hint("Capture tables without inheritance; see who inherits with: psql -c "
                            + Shell.word("\\d+ " + base.name()));
        }
        base.traits().root().ifPresent(root -> {
            throw new Failure(
                            Family.SOURCE,
                            base.name() + " is a partition of " + root + ", and is captured with it under its name")
                    .hint("Run as the owner: ", Invocation.ofSourceOwner("generate exporter", root.argument()));
        });
        refuseForeignPartitions(base);
    }

    private void refuseForeignPartitions(Relation base) {
        if (base.kind() != RelationKind.PARTITIONED_TABLE) {
            return;
        }
        catalog.partitions(base.oid(), RelationKind.FOREIGN_TABLE).stream()
                .findFirst()
                .ifPresent(partition -> {
                    throw new Failure(
                                    Family.SOURCE,
                                    base.name() + " has the partition " + partition
                                            + ", a foreign table, whose rows change where no trigger sees it")
                            .hint("Capture it on its own server, and take it out here: alter table " + base.name()
                                    + " detach partition " + partition + ";");
                });
    }

    private boolean isOfASystem(Identifier owner) {
        return owner.equals(schema)
                || owner.name().startsWith("pg_")
                || owner.name().equals("information_schema");
    }

    /**
     * Returns the key that rows are told apart by.
     *
     * @param told the key that the operator says it has; else its primary key, or a unique index. One of no columns says
     *     that it may do without
     */
    Key key(Relation base, Optional<Key> told) {
        return told.filter(key -> !key.isNone())
                .map(key -> require(base, key))
                .or(() -> index(base))
                .or(() -> told)
                .orElseThrow(() -> without(base));
    }

    private Key require(Relation base, Key told) {
        KeyColumns.equalities(catalog, base, told, () -> equalities(base, told));
        return told;
    }

    private List<Equality> equalities(Relation base, Key key) {
        return facts.equalities(base, key).orElseGet(() -> catalog.equalities(base.oid(), key));
    }

    /** A primary key comes first. A unique index may have an operator class for a type that is not equal by itself. */
    private Optional<Key> index(Relation base) {
        return base.keys().stream()
                .map(KeyIndex::key)
                .filter(key -> equalities(base, key).size() == key.columns().size())
                .findFirst();
    }

    private Failure without(Relation base) {
        // One that is there is refused with its column.
        base.keys().stream().findFirst().ifPresent(index -> require(base, index.key()));
        Failure failure = new Failure(
                        Family.SOURCE,
                        base.name() + " has no primary key, and no unique index on columns that are not null")
                .hint("Say which columns tell its rows apart: key: […] in its entry in the configuration; then run this"
                        + " with --config.")
                .hint("Or ship all rows whenever one of them changes: capture: snapshot in its entry.");
        return base.kind() == RelationKind.TABLE || base.kind() == RelationKind.PARTITIONED_TABLE
                ? failure.hint("Or give it one: alter table " + base.name()
                        + " add column rowferry_id bigint generated always as identity primary key;")
                : failure;
    }

    /** A table that was captured before keeps its shadow table, whatever it is called by now. */
    private ShadowName shadow(Relation base) {
        return shadowKnown(base).orElseGet(() -> ShadowName.of(base.name()));
    }

    /** The registry is read once, and not before it is asked for: who makes a target's tables may have no right to it. */
    private Optional<ShadowName> shadowKnown(Relation base) {
        Map<Long, ShadowName> known = shadows.orElseGet(() -> new CaptureRows(session, schema)
                .ofOwner().stream().collect(toMap(CaptureRows.CaptureRow::table, CaptureRows.CaptureRow::shadow)));
        shadows = Optional.of(known);
        return Optional.ofNullable(known.get(base.oid()));
    }
}
