package org.rowferry.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.NamedType;

/** Reads what types are made of that somebody made. Those of an extension are known by its name, and left out. */
public final class NamedTypes {
    private final Session session;

    public NamedTypes(Session session) {
        this.session = session;
    }

    /**
     * Returns the types that these are or are made of, at any depth, in the order of their names.
     *
     * @param types as {@code format_type} prints them where {@code search_path} is {@code pg_catalog}
     */
    public List<NamedType> of(Collection<String> types) {
        String[] named = types.stream()
                .filter(type -> type.indexOf('.') >= 0)
                .map(NamedTypes::element)
                .distinct()
                .toArray(String[]::new);
        return named.length == 0 ? List.of() : read(named);
    }

    private static String element(String type) {
        return type.endsWith("[]") ? element(type.substring(0, type.length() - 2)) : type;
    }

    /** By the printed name, since looking one up takes rights on its schema. A multirange is read as JSON: 13 has none. */
    private List<NamedType> read(String[] named) {
        return session.query("""
                with recursive below (type) as (
                    select t.oid from pg_type t
                    where t.typnamespace <> 'pg_catalog'::regnamespace and t.typtype in ('c', 'd', 'e', 'm', 'r')
                        and format_type(t.oid, null) = any (?)
                    union
                    select part.type from below b join pg_type t on t.oid = b.type
                    cross join lateral (
                        select t.typelem
                        union all select t.typbasetype
                        union all select case t.oid when r.rngtypid then r.rngsubtype else r.rngtypid end from pg_range r
                            where t.oid in (r.rngtypid, (to_jsonb(r) ->> 'rngmultitypid')::oid)
                        union all select a.atttypid from pg_attribute a
                            where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped) as part (type)
                    where part.type <> 0)
                select format_type(t.oid, null) as name, t.typtype,
                    case t.typtype when 'd' then format_type(t.typbasetype, t.typtypmod)
                        else (select format_type(case t.typtype when 'r' then r.rngsubtype else r.rngtypid end, null)
                            from pg_range r where t.oid in (r.rngtypid, (to_jsonb(r) ->> 'rngmultitypid')::oid))
                        end as made_of,
                    array(select a.attname::text from pg_attribute a
                        where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped order by a.attnum) as names,
                    array(select format_type(a.atttypid, a.atttypmod) from pg_attribute a
                        where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped order by a.attnum) as types,
                    array(select e.enumlabel::text from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder) as labels
                from below b join pg_type t on t.oid = b.type
                where t.typnamespace <> 'pg_catalog'::regnamespace and t.typtype in ('c', 'd', 'e', 'm', 'r')
                    and not exists (
                        select from pg_depend e where e.deptype = 'e'
                            and (e.classid, e.objid) in (('pg_type'::regclass, t.oid), ('pg_class'::regclass, t.typrelid)))
                order by 1""", NamedTypes::type, (Object) named);
    }

    private static NamedType type(Row row) {
        String name = row.text("name");
        return switch (row.text("typtype")) {
            case "d" -> new NamedType.Domain(name, row.text("made_of"));
            case "r" -> new NamedType.Range(name, row.text("made_of"));
            case "m" -> new NamedType.Multirange(name, row.text("made_of"));
            case "e" -> new NamedType.Labels(name, row.texts("labels"));
            default -> new NamedType.Composite(name, attributes(row.texts("names"), row.texts("types")));
        };
    }

    private static List<NamedType.Attribute> attributes(List<String> names, List<String> types) {
        List<NamedType.Attribute> attributes = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            attributes.add(new NamedType.Attribute(new Identifier(names.get(i)), types.get(i)));
        }
        return attributes;
    }
}
