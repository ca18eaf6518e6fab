package org.rowferry.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Reads the foreign keys that lead to a table, with what they do. */
public final class References {
    private final Session session;
    private final Set<Long> read;
    private final Map<Long, List<Reference>> known;

    public References(Session session) {
        this(session, Set.of(), Map.of());
    }

    private References(Session session, Set<Long> read, Map<Long, List<Reference>> known) {
        this.session = session;
        this.read = read;
        this.known = known;
    }

    /** Reads those of many tables at once, and answers from that until they change. */
    public References knowing(Collection<Long> tables) {
        return new References(session, Set.copyOf(tables), read(tables.toArray(Long[]::new)));
    }

    /**
     * Returns the foreign keys that lead to a table or to a partition of it. The server notes a foreign key again for each
     * partition of either side; only the one that was declared is returned. One that is not enforced does nothing.
     */
    public List<Reference> to(long table) {
        return (read.contains(table) ? known : read(new Long[] {table})).getOrDefault(table, List.of());
    }

    private Map<Long, List<Reference>> read(Long[] tables) {
        List<Found> found = session.query(
                Partitions.FAMILY + """
                select f.top::bigint as top, k.oid::bigint as oid, k.conname, pg_get_constraintdef(k.oid) as definition,
                    k.confdeltype, k.confupdtype,
                    array(
                        select format('operator(%I.%s)', n.nspname, o.oprname)
                        from unnest(k.conpfeqop) with ordinality as e (oid, place)
                        join pg_operator o on o.oid = e.oid join pg_namespace n on n.oid = o.oprnamespace
                        order by e.place) as operators
                from family f join pg_constraint k on k.contype = 'f' and k.confrelid = f.member
                where not exists (
                        select from pg_constraint up
                        where up.oid = k.conparentid and up.confrelid in (select member from family g where g.top = f.top))
                    -- A column of version 18.
                    and coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true)
                    and not exists (
                        select from pg_trigger t
                        where t.tgconstraint = k.oid and t.tgrelid = k.confrelid and t.tgenabled = 'D')
                order by k.conname, k.oid""",
                row -> new Found(
                        row.number("top"),
                        row.number("oid"),
                        new Identifier(row.text("conname")),
                        row.text("definition"),
                        row.texts("operators"),
                        Reference.Action.of(row.text("confdeltype")),
                        Reference.Action.of(row.text("confupdtype"))),
                (Object) tables);
        Long[] constraints = found.stream().map(Found::oid).distinct().toArray(Long[]::new);
        Sides sides = sides(constraints);
        Map<Long, List<Reference>> references = new HashMap<>();
        for (Found key : found) {
            references
                    .computeIfAbsent(key.top(), top -> new ArrayList<>())
                    .add(key.between(
                            Objects.requireNonNull(sides.parents().get(key.oid())),
                            Objects.requireNonNull(sides.children().get(key.oid()))));
        }
        return references;
    }

    /** A foreign key without its sides; {@code top} is the table that it leads to, or whose partition. */
    private record Found(
            long top,
            long oid,
            Identifier name,
            String definition,
            List<String> operators,
            Reference.Action onDelete,
            Reference.Action onUpdate) {
        Reference between(Reference.Side parent, Reference.Side child) {
            return new Reference(oid, name, definition, parent, child, operators, onDelete, onUpdate);
        }
    }

    /** The two tables of each foreign key. */
    private record Sides(Map<Long, Reference.Side> parents, Map<Long, Reference.Side> children) {}

    private Sides sides(Long[] constraints) {
        Sides sides = new Sides(new HashMap<>(), new HashMap<>());
        if (constraints.length == 0) {
            return sides;
        }
        session.query(
                """
                select k.oid::bigint as constraint, s.is_parent, c.oid::bigint as table, n.nspname, c.relname,
                    c.relkind = 'p' as partitioned,
                    array(
                        select a.attname::text
                        from unnest(s.numbers) with ordinality as part (attnum, place)
                        join pg_attribute a on a.attrelid = c.oid and a.attnum = part.attnum
                        order by part.place) as columns,
                    array(
                        select c.oid::text
                        union select relid::oid::text from pg_partition_tree(c.oid)
                        union select relid::oid::text from pg_partition_ancestors(c.oid)) as kin,
                    has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') as readable
                from pg_constraint k
                cross join lateral (values (true, k.confrelid, k.confkey), (false, k.conrelid, k.conkey))
                    as s (is_parent, relation, numbers)
                join pg_class c on c.oid = s.relation join pg_namespace n on n.oid = c.relnamespace
                where k.oid = any (?::oid[])""",
                row -> (row.flag("is_parent") ? sides.parents() : sides.children())
                        .put(row.number("constraint"), side(row.number("table"), row)),
                (Object) constraints);
        return sides;
    }

    private static Reference.Side side(long oid, Row row) {
        TableName name = TableName.of(row.text("nspname"), row.text("relname"));
        Set<Long> kin = row.texts("kin").stream().map(Long::valueOf).collect(Collectors.toSet());
        return new Reference.Side(
                oid,
                name,
                row.flag("partitioned") ? name.toString() : "only " + name,
                row.texts("columns").stream().map(Identifier::new).toList(),
                kin,
                row.flag("readable"));
    }
}
