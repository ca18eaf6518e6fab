package org.rowferry.capture;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.rowferry.capture.CaptureFacts.Registered;
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
final class Captures {
    private final Session session;
    private final Identifier schema;
    private final Catalog catalog;

    /** Reads the registry in {@code schema}, Rowferry's own. */
    Captures(Session session, Identifier schema) {
        this.session = session;
        this.schema = schema;
        this.catalog = new Catalog(session);
    }

    /** Returns the shadow tables of those that are captured; where a name or a table is missing, it is left out. */
    Map<TableName, TableName> shadows(List<TableName> names) {
        Map<TableName, TableName> shadows = new HashMap<>();
        session.query(
                String.format(Locale.ROOT, """
                select w.place, c.shadow_name
                from unnest(?::text[], ?::text[]) with ordinality as w (schema, name, place)
                join pg_namespace n on n.nspname = w.schema
                join %s.capture c on c.table_oid = to_regclass(w.name)
                where has_schema_privilege(n.oid, 'usage') and to_regclass(format('%%I.%%I', ?::text, c.shadow_name)) is not null""", schema),
                row -> shadows.put(
                        names.get((int) row.number("place") - 1),
                        new TableName(schema, new Identifier(row.text("shadow_name")))),
                names.stream().map(name -> name.schema().name()).toArray(String[]::new),
                names.stream().map(TableName::toString).toArray(String[]::new),
                schema.name());
        return shadows;
    }

    /** Reads what is to be known of the capture of some tables. */
    CaptureFacts facts(Collection<Relation> bases) {
        return CaptureFacts.read(session, schema, bases);
    }

    /**
     * Returns the capture of a table.
     *
     * @param asked the key that it must go by, be there a unique index or not
     * @throws Failure of the family SOURCE if its capture is missing, broken or does not fit the table
     */
    static CapturedTable of(Relation base, Optional<Key> asked, CaptureFacts facts) {
        base.traits().root().ifPresent(root -> {
            throw partition(base.name(), root);
        });
        Registered registered = facts.registered(base).orElseThrow(() -> notCaptured(base));
        refuseRowSecurity(base);
        registered.fault().ifPresent(what -> {
            throw broken(base.name(), what);
        });
        RowKey key = key(base, registered.key(), asked, facts);
        return new CapturedTable(
                base.keyedBy(key.key()),
                key,
                registered.shadow(),
                registered.inArrays(),
                registered.id(),
                registered.triggers(),
                registered.altered(),
                // Row triggers fire whatever table a statement names, so that those tables need no witness.
                base.kind() == RelationKind.PARTITIONED_TABLE ? List.of() : registered.attributes(),
                facts.partitions(base),
                registered.purgedTo());
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
                            "Export as the table's owner. bypassrls would also work, but it opens every table of the"
                                    + " database. The role is set under source: in ",
                            Mention.EXPORTER_FILE,
                            ".");
        }
    }

    private static RowKey key(Relation base, Key captured, Optional<Key> asked, CaptureFacts facts) {
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
                    .hint("Or set 'key: " + Identifier.inYaml(captured.columns())
                            + "' in the configuration, if these columns are unique.");
        }
        List<Equality> equalities = facts.equalities(base);
        if (equalities.size() < captured.columns().size()) {
            throw broken(base.name(), "a type in its key " + captured.columns() + " has no equality any more");
        }
        return new RowKey(
                captured,
                index.map(KeyIndex::operators)
                        .map(operators -> by(operators, equalities))
                        .orElse(equalities),
                index.isPresent(),
                index.isPresent() || facts.isIndexed(base));
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
                .hint("Write " + root + " in its place into ", Mention.ENTRY_FILE, ".")
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
}
