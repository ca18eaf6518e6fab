package org.rowferry.ddl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.catalog.Relation;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Reads the foreign keys between some of a source's tables; what a target cannot have is left out by name. */
final class SourceForeignKeys {
    private final List<Found> found = new ArrayList<>();
    private final Map<Long, Arriving> tables = new HashMap<>();

    SourceForeignKeys(Session session, List<Arriving> arriving) {
        arriving.forEach(table -> tables.put(table.base().oid(), table));
        Map<Long, List<Found>> read = read(session);
        arriving.forEach(table -> found.addAll(read.getOrDefault(table.base().oid(), List.of())));
    }

    /** Returns the source's unique indexes that the foreign keys refer to. */
    Set<Long> indexes() {
        return found.stream()
                .filter(key -> key.whyNot(tables).isEmpty())
                .map(Found::index)
                .collect(Collectors.toSet());
    }

    /** Returns the foreign keys, and adds in words what is left out. */
    List<TargetForeignKey> find(List<String> leftOut) {
        List<TargetForeignKey> keys = new ArrayList<>();
        for (Found key : found) {
            Optional<String> whyNot = key.whyNot(tables);
            if (whyNot.isPresent()) {
                leftOut.add("the foreign key " + key.key().name() + " of "
                        + key.key().child() + ", " + whyNot.get());
            } else {
                keys.add(key.key());
            }
        }
        return keys;
    }

    /** A partition's copies of its root's foreign keys are left to the root. */
    private Map<Long, List<Found>> read(Session session) {
        Map<Long, List<Found>> read = new HashMap<>();
        session.query(
                """
                select k.conrelid::bigint as child, k.conname, k.confrelid::bigint as parent, k.conindid::bigint as index,
                    n.nspname, p.relname, k.confmatchtype = 'f' as is_full, k.condeferrable, k.condeferred,
                    k.convalidated and coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true) as holds,
                    coalesce((to_jsonb(k) ->> 'conperiod')::boolean, false) as period,
                    array(
                        select a.attname::text from unnest(k.conkey) with ordinality as c (attnum, place)
                        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = c.attnum order by c.place) as columns,
                    array(
                        select a.attname::text from unnest(k.confkey) with ordinality as c (attnum, place)
                        join pg_attribute a on a.attrelid = k.confrelid and a.attnum = c.attnum
                        order by c.place) as parent_columns
                from pg_constraint k join pg_class p on p.oid = k.confrelid join pg_namespace n on n.oid = p.relnamespace
                where k.conrelid = any (?::oid[]) and k.contype = 'f' and k.conparentid = 0 order by k.conname""",
                row -> read.computeIfAbsent(row.number("child"), child -> new ArrayList<>())
                        .add(Found.of(
                                Objects.requireNonNull(tables.get(row.number("child")))
                                        .base(),
                                row)),
                (Object) tables.keySet().toArray(Long[]::new));
        return read;
    }

    /** A foreign key as the source has it. */
    private record Found(TargetForeignKey key, long child, long parent, long index, boolean holds, boolean period) {
        static Found of(Relation base, Row row) {
            String options = (row.flag("is_full") ? " match full" : "")
                    + (row.flag("condeferrable") ? " deferrable" : "")
                    + (row.flag("condeferred") ? " initially deferred" : "");
            TargetForeignKey key = new TargetForeignKey(
                    base.name(),
                    new Identifier(row.text("conname")),
                    identifiers(row.texts("columns")),
                    TableName.of(row.text("nspname"), row.text("relname")),
                    identifiers(row.texts("parent_columns")),
                    options);
            return new Found(
                    key, base.oid(), row.number("parent"), row.number("index"), row.flag("holds"), row.flag("period"));
        }

        Optional<String> whyNot(Map<Long, Arriving> tables) {
            Arriving from = tables.get(child);
            Arriving to = tables.get(parent);
            if (from == null || to == null) {
                return Optional.of("which refers to " + key.parent() + ", a table that is not among these");
            }
            if (!holds) {
                return Optional.of("which the source has not validated or does not enforce");
            }
            if (period) {
                return Optional.of("which is one of periods");
            }
            if (to.arrival().filtered()) {
                return Optional.of("which refers to " + key.parent() + ", and not all of its rows arrive");
            }
            return from.whyNot(key.columns()).or(() -> to.whyNot(key.parentColumns()));
        }

        private static List<Identifier> identifiers(List<String> columns) {
            return columns.stream().map(Identifier::new).toList();
        }
    }
}
