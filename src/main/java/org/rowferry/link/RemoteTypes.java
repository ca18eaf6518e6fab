package org.rowferry.link;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.link.TypeNames.Use;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.TableName;

/**
 * The types of columns on a source, as the target's server prints them, and what those are made of that somebody made.
 *
 * @param columns by the source's names of tables and columns
 * @param named those of an extension here are left out, since they are known by its name
 */
record RemoteTypes(Map<TableName, Map<String, String>> columns, List<NamedType> named) {
    RemoteTypes {
        columns = Map.copyOf(columns);
        named = List.copyOf(named);
    }

    /** Reads them from the source's catalog, over the link's foreign tables. */
    static RemoteTypes read(Session session, Link link) {
        for (String catalog : Link.CATALOG) {
            ForeignTables.require(session, link, TypeReader.foreign(link, catalog));
        }
        return new TypeReader(session, link).read();
    }

    /** A column, or an attribute of a composite type. */
    private record Part(String name, Use use) {}

    /** A type's row in the catalog; {@code element} is zero except for arrays. */
    private record RemoteType(String schema, String name, String kind, Use base, long element, long relation) {
        boolean isMade() {
            return !schema.equals("pg_catalog") && "cderm".contains(kind);
        }
    }

    /** Goes down level by level: each query names what it asks for, so that the source looks it up by an index. */
    private static final class TypeReader {
        private final Session session;
        private final Link link;
        private final Map<Long, RemoteType> types = new LinkedHashMap<>();
        private final Map<Long, List<Part>> parts = new HashMap<>();
        private final Map<Long, Long> madeOf = new HashMap<>();
        private final Map<Long, List<String>> labels = new HashMap<>();

        TypeReader(Session session, Link link) {
            this.session = session;
            this.link = link;
        }

        static TableName foreign(Link link, String catalog) {
            return link.own(Link.catalog(catalog));
        }

        RemoteTypes read() {
            Map<Long, TableName> tables = tables();
            readParts(tables.keySet());
            Set<Long> level = tables.keySet().stream().flatMap(this::typesOf).collect(Collectors.toSet());
            while (!level.isEmpty()) {
                readTypes(level);
                level = level.stream().flatMap(this::below).collect(Collectors.toSet());
                level.removeAll(types.keySet());
            }
            TypeNames names = names();
            Map<TableName, Map<String, String>> columns = new HashMap<>();
            tables.forEach((oid, table) -> columns.put(
                    table, parts(oid).stream().collect(Collectors.toMap(Part::name, part -> names.of(part.use())))));
            List<NamedType> named = types.entrySet().stream()
                    .filter(type -> type.getValue().isMade() && !names.isPackaged(type.getKey()))
                    .map(type -> named(type.getKey(), type.getValue(), names))
                    .toList();
            return new RemoteTypes(columns, named);
        }

        private Map<Long, TableName> tables() {
            Map<Long, TableName> tables = new HashMap<>();
            session.query(
                    "select c.oid::bigint as oid, n.nspname as schema_name, c.relname as table_name from "
                            + foreign(link, "namespace") + " as n join " + foreign(link, "class")
                            + " as c on c.relnamespace = n.oid where n.nspname in ("
                            + literals(TableName::schema) + ") and c.relname in (" + literals(TableName::name) + ")",
                    row -> tables.put(
                            row.number("oid"), TableName.of(row.text("schema_name"), row.text("table_name"))));
            tables.values().retainAll(link.remotes().collect(Collectors.toSet()));
            return tables;
        }

        private String literals(Function<TableName, Identifier> part) {
            return link.remotes()
                    .map(part)
                    .map(name -> new Literal(name.name()).toString())
                    .distinct()
                    .collect(Collectors.joining(", "));
        }

        private void readParts(Collection<Long> relations) {
            Set<Long> unread = new TreeSet<>(relations);
            unread.removeAll(parts.keySet());
            if (!unread.isEmpty()) {
                session.query(
                        "select attrelid::bigint as relation, attname, atttypid::bigint as type, atttypmod from "
                                + foreign(link, "attribute") + " where attrelid in (" + oids(unread)
                                + ") and attnum > 0 and not attisdropped order by attnum",
                        row -> parts.computeIfAbsent(row.number("relation"), relation -> new ArrayList<>())
                                .add(new Part(
                                        row.text("attname"), Use.of(row.number("type"), row.number("atttypmod")))));
            }
        }

        private void readTypes(Set<Long> level) {
            session.query(
                    "select t.oid::bigint as oid, n.nspname, t.typname, t.typtype, t.typbasetype::bigint as base,"
                            + " t.typtypmod, case when t.typlen = -1 and t.typname like '\\_%' then t.typelem::bigint else 0"
                            + " end as element, t.typrelid::bigint as relation from " + foreign(link, "type")
                            + " as t join " + foreign(link, "namespace")
                            + " as n on n.oid = t.typnamespace where t.oid in ("
                            + oids(level) + ")",
                    row -> types.put(
                            row.number("oid"),
                            new RemoteType(
                                    row.text("nspname"),
                                    row.text("typname"),
                                    row.text("typtype"),
                                    Use.of(row.number("base"), row.number("typtypmod")),
                                    row.number("element"),
                                    row.number("relation"))));
            readParts(made(level, "c").map(type -> type.getValue().relation()).toList());
            readRanges(made(level, "r").map(Map.Entry::getKey).toList(), "rngtypid", "rngsubtype");
            // A source before 14 has no such column, and no such type.
            readRanges(made(level, "m").map(Map.Entry::getKey).toList(), "rngmultitypid", "rngtypid");
            readLabels(made(level, "e").map(Map.Entry::getKey).toList());
        }

        private Stream<Map.Entry<Long, RemoteType>> made(Set<Long> level, String kind) {
            return types.entrySet().stream()
                    .filter(type -> level.contains(type.getKey())
                            && type.getValue().isMade()
                            && type.getValue().kind().equals(kind));
        }

        private void readRanges(List<Long> ranges, String column, String madeOfColumn) {
            if (!ranges.isEmpty()) {
                session.query(
                        "select " + column + "::bigint as type, " + madeOfColumn + "::bigint as made_of from "
                                + foreign(link, "range") + " where " + column + " in (" + oids(ranges) + ")",
                        row -> madeOf.put(row.number("type"), row.number("made_of")));
            }
        }

        private void readLabels(List<Long> enums) {
            if (!enums.isEmpty()) {
                session.query(
                        "select enumtypid::bigint as type, enumlabel from " + foreign(link, "enum")
                                + " where enumtypid in (" + oids(enums) + ") order by enumsortorder",
                        row -> labels.computeIfAbsent(row.number("type"), type -> new ArrayList<>())
                                .add(row.text("enumlabel")));
            }
        }

        private List<Part> parts(long relation) {
            return parts.getOrDefault(relation, List.of());
        }

        private Stream<Long> typesOf(long relation) {
            return parts(relation).stream().map(part -> part.use().type());
        }

        private Stream<Long> below(long oid) {
            RemoteType type = types.get(oid);
            return type == null
                    ? Stream.of()
                    : Stream.concat(
                                    Stream.of(type.element(), type.base().type(), madeOf.getOrDefault(oid, 0L)),
                                    type.isMade() ? typesOf(type.relation()) : Stream.of())
                            .filter(below -> below != 0);
        }

        private TypeNames names() {
            TypeNames names = new TypeNames();
            types.forEach((oid, type) -> names.add(oid, type.schema(), type.name(), type.element()));
            types.forEach((oid, type) -> {
                names.use(Use.of(oid));
                names.use(type.base());
            });
            parts.values().forEach(all -> all.forEach(part -> names.use(part.use())));
            names.read(session);
            return names;
        }

        private NamedType named(long oid, RemoteType type, TypeNames names) {
            String name = names.of(Use.of(oid));
            return switch (type.kind()) {
                case "d" -> new NamedType.Domain(name, names.of(type.base()));
                case "r" -> new NamedType.Range(name, names.of(Use.of(madeOf.getOrDefault(oid, 0L))));
                case "m" -> new NamedType.Multirange(name, names.of(Use.of(madeOf.getOrDefault(oid, 0L))));
                case "e" -> new NamedType.Labels(name, labels.getOrDefault(oid, List.of()));
                default ->
                    new NamedType.Composite(
                            name,
                            parts(type.relation()).stream()
                                    .map(part ->
                                            new NamedType.Attribute(new Identifier(part.name()), names.of(part.use())))
                                    .toList());
            };
        }

        private static String oids(Collection<Long> oids) {
            return oids.stream().map(oid -> "'" + oid + "'").collect(Collectors.joining(", "));
        }
    }
}
