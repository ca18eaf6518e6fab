package org.rowferry.capture;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Equality;
import org.rowferry.catalog.KeyIndex;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.RelationKind;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.TableName;

/** Finds the capture of base tables, and refuses one that may have missed a change. */
public final class Captures {
    private final Session session;
    private final Identifier schema;
    private final Catalog catalog;

    /** Reads the registry in {@code schema}, Rowferry's own. */
    public Captures(Session session, Identifier schema) {
        this.session = session;
        this.schema = schema;
        this.catalog = new Catalog(session);
    }

    /** Returns the capture of a table by whatever key it has. */
    public CapturedTable find(TableName name) {
        return find(name, Optional.empty());
    }

    /**
     * Returns the capture of a table.
     *
     * @param asked the key that it must go by, be there a unique index or not
     * @throws Failure of the family SOURCE if the table is missing or its capture is missing, broken or does not fit it
     */
    public CapturedTable find(TableName name, Optional<Key> asked) {
        Relation base = require(name);
        base.traits().root().ifPresent(root -> {
            throw partition(name, root);
        });
        Entry entry = entry(base.oid()).orElseThrow(() -> notCaptured(base));
        refuseRowSecurity(base);
        fault(base.oid()).ifPresent(what -> {
            throw broken(name, what);
        });
        RowKey key = key(base, entry, asked);
        TableName shadow = new TableName(schema, new Identifier(entry.shadow()));
        return new CapturedTable(
                base.keyedBy(key.key()),
                key,
                shadow,
                entry.id(),
                triggers(base.oid(), shadow),
                altered(base.oid()),
                attributes(base),
                partitions(base),
                entry.purgedTo());
    }

    /** Returns a table, captured or not. */
    Relation require(TableName name) {
        return catalog.find(name).orElseThrow(() -> missing(name));
    }

    static void refuseRowSecurity(Relation base) {
        if (base.traits().rowSecurity()) {
            throw new Failure(
                            Family.SOURCE,
                            "row security would hide rows of " + base.name() + " from the role that exports")
                    .hint(
                            "Export as the table's owner. bypassrls would do, but opens every table of the database. The"
                                    + " role stands under source: in ",
                            Mention.EXPORTER_FILE,
                            ".");
        }
    }

    private RowKey key(Relation base, Entry entry, Optional<Key> asked) {
        Key captured = new Key(entry.key().stream().map(Identifier::new).toList());
        asked.filter(key -> !Set.copyOf(key.columns()).equals(Set.copyOf(captured.columns())))
                .ifPresent(key -> {
                    throw broken(
                            base.name(),
                            "it was made for the key " + captured.columns() + ", and the configuration says "
                                    + key.columns());
                });
        Optional<KeyIndex> index = base.keyOn(captured);
        if (index.isEmpty() && asked.isEmpty()) {
            throw broken(
                            base.name(),
                            "it was made for the key " + captured.columns() + ", which is no key of the table any more")
                    .hint("Or say 'key: " + captured.columns() + "' in the configuration, if it tells the rows apart.");
        }
        List<Equality> equalities = catalog.equalities(base.oid(), captured);
        if (equalities.size() < captured.columns().size()) {
            throw broken(base.name(), "a type in its key " + captured.columns() + " has no equality any more");
        }
        return new RowKey(
                captured,
                index.map(KeyIndex::operators)
                        .map(operators -> by(operators, equalities))
                        .orElse(equalities),
                index.isPresent(),
                index.isPresent() || catalog.isIndexed(base.oid(), captured));
    }

    /** An index may go by another equality than its types do elsewhere; rows are looked up by the index. */
    private static List<Equality> by(List<String> operators, List<Equality> equalities) {
        return IntStream.range(0, operators.size())
                .mapToObj(i -> new Equality(
                        equalities.get(i).column(),
                        operators.get(i),
                        equalities.get(i).belowDomain(),
                        equalities.get(i).byImage()))
                .toList();
    }

    private Optional<Entry> entry(long oid) {
        return session.first(
                "select shadow_name, key_columns, mode, id, coalesce(purged_to::text, '0') as purged_to from " + schema
                        + ".capture where table_oid = ?::oid",
                row -> new Entry(
                        row.text("shadow_name"),
                        row.texts("key_columns"),
                        row.text("mode"),
                        UUID.fromString(row.text("id")),
                        Long.parseLong(row.text("purged_to"))),
                oid);
    }

    /** VACUUM leaves the transaction of a row as it is, be it FREEZE or FULL; renaming the table does not touch the rows. */
    private List<String> triggers(long oid, TableName shadow) {
        return session.query("""
                select t.oid || ':' || t.xmin as trigger from pg_trigger t
                where t.tgrelid in (?::oid, to_regclass(?)) and not t.tgisinternal and t.tgname like 'rowferry\\_%'
                    and t.tgname <> 'rowferry_no_child'
                order by t.oid""", row -> row.text("trigger"), oid, shadow.toString());
    }

    /** Returns the rows in the catalog of functions and shadow table, where they are not those that our scripts left. */
    private List<String> altered(long oid) {
        return session.one(
                "select " + schema + ".capture_altered(traces, shadow_name) as altered from " + schema
                        + ".capture where table_oid = ?::oid",
                row -> row.texts("altered"),
                oid);
    }

    /** Row triggers fire whatever table a statement names, so that those tables need no witness. */
    private List<Attribute> attributes(Relation base) {
        return base.kind() == RelationKind.PARTITIONED_TABLE
                ? List.of()
                : session
                        .one(
                                "select " + schema + ".column_witness(?::oid) as columns",
                                row -> row.texts("columns"),
                                base.oid())
                        .stream()
                        .map(Attribute::parse)
                        .toList();
    }

    /** Returns the leaves: what is between them and the root holds no rows. */
    List<Partition> partitions(Relation base) {
        if (base.kind() != RelationKind.PARTITIONED_TABLE) {
            return List.of();
        }
        return session.query(
                """
                select c.oid::bigint as oid, c.relfilenode::bigint as file_node,
                    (select coalesce(string_agg(t.oid || ':' || t.xmin, ' ' order by t.oid), '') from pg_trigger t
                    where t.tgrelid = c.oid and t.tgname like 'rowferry\\_%') as triggers
                from pg_partition_tree(?::oid) p join pg_class c on c.oid = p.relid
                where p.isleaf order by c.oid""",
                row -> new Partition(row.number("oid"), row.number("file_node"), row.text("triggers")), base.oid());
    }

    /** Asks the function that {@code generate exporter} asks too, so that both agree on what holds. */
    private Optional<String> fault(long oid) {
        return session.one(
                "select " + schema + ".capture_fault(?::oid) as fault", row -> row.optionalText("fault"), oid);
    }

    private Failure missing(TableName name) {
        Failure failure = new Failure(Family.SOURCE, "the source has no table " + name);
        Optional<String> now = session.first(
                String.format(Locale.ROOT, """
                select format('%%I.%%I', n.nspname, c.relname) as name
                from (
                    select table_oid, schema_name, table_name from %1$s.capture
                    union select table_oid, schema_name, table_name from %1$s.export_tracking) as r
                join pg_class c on c.oid = r.table_oid join pg_namespace n on n.oid = c.relnamespace
                where r.schema_name = ? and r.table_name = ?""", schema),
                row -> row.text("name"),
                name.schema().name(),
                name.name().name());
        if (now.isPresent()) {
            return failure.hint("It was renamed: write " + now.get() + " into the configuration.");
        }
        List<TableName> like = catalog.tablesLike(name);
        return like.isEmpty()
                ? failure.hint("Take it out of the configuration, or create it.")
                : failure.hint("Did you mean " + like.get(0) + "? A name with capitals is quoted: public.\"Orders\".");
    }

    private static Failure partition(TableName name, TableName root) {
        return new Failure(Family.SOURCE, name + " is a partition of " + root + ", and is shipped under its name")
                .hint("Write " + root + " in its place into ", Mention.EXPORTER_FILE, ".")
                .hint("Run as the owner: ", generate(root));
    }

    private static Failure notCaptured(Relation base) {
        return new Failure(Family.SOURCE, "changes of " + base.name() + " are not captured")
                .hint("Run as the owner: ", generate(base.name()));
    }

    private static Failure broken(TableName name, String what) {
        return new Failure(Family.SOURCE, "the capture of " + name + " does not hold: " + what)
                .hint("Run as the owner, and the next export ships the table in full: ", generate(name));
    }

    static Invocation generate(TableName name) {
        return Invocation.ofSourceOwner("generate exporter", name.argument());
    }

    /** A row of the registry. */
    private record Entry(String shadow, List<String> key, String mode, UUID id, long purgedTo) {}
}
