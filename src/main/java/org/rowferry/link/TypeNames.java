package org.rowferry.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowferry.postgres.Session;
import org.rowferry.schema.TableName;

/** Prints a source's types as the target's server prints those of the same names: numbers of types are the source's own. */
final class TypeNames {
    private final Map<Long, TableName> types = new HashMap<>();
    private final Map<Long, Long> elements = new HashMap<>();
    private final Map<Use, TableName> uses = new LinkedHashMap<>();
    private final Map<Use, String> printed = new HashMap<>();
    private final Set<Long> packaged = new HashSet<>();

    /** A type with what limits its values, such as a length; a name alone has none. */
    record Use(long type, Optional<Long> modifier) {
        static Use of(long type) {
            return new Use(type, Optional.empty());
        }

        static Use of(long type, long modifier) {
            return new Use(type, Optional.of(modifier));
        }
    }

    void add(long type, String schema, String name, long element) {
        types.put(type, TableName.of(schema, name));
        if (element != 0) {
            elements.put(type, element);
        }
    }

    /** Has a type printed, or the elements of an array. */
    void use(Use use) {
        Long element = elements.get(use.type());
        if (element != null) {
            use(new Use(element, use.modifier()));
            return;
        }
        TableName name = types.get(use.type());
        if (name != null) {
            uses.put(use, name);
        }
    }

    /** By name, since looking one up otherwise takes rights on its schema. */
    void read(Session session) {
        List<Use> all = new ArrayList<>(uses.keySet());
        session.query(
                """
                select w.place, coalesce(format_type(t.oid, nullif(w.modifier, '')::integer), format('%I.%I', w.schema, w.name)) as printed,
                    exists (
                        select from pg_depend e where e.deptype = 'e'
                            and (e.classid, e.objid) in (('pg_type'::regclass, t.oid), ('pg_class'::regclass, t.typrelid))
                    ) as packaged
                from unnest(?::text[], ?::text[], ?::text[]) with ordinality as w (schema, name, modifier, place)
                left join pg_namespace n on n.nspname = w.schema
                left join pg_type t on t.typnamespace = n.oid and t.typname = w.name""",
                row -> {
                    Use use = all.get((int) row.number("place") - 1);
                    if (row.flag("packaged")) {
                        packaged.add(use.type());
                    }
                    return printed.put(use, row.text("printed"));
                },
                uses.values().stream().map(name -> name.schema().name()).toArray(String[]::new),
                uses.values().stream().map(name -> name.name().name()).toArray(String[]::new),
                all.stream()
                        .map(use -> use.modifier().map(String::valueOf).orElse(""))
                        .toArray(String[]::new));
    }

    /** Returns whether an extension has brought the type of that name here. */
    boolean isPackaged(long type) {
        return packaged.contains(type);
    }

    String of(Use use) {
        Long element = elements.get(use.type());
        return element == null
                ? printed.getOrDefault(use, "an unknown type")
                : of(new Use(element, use.modifier())) + "[]";
    }
}
