package org.rowferry.catalog;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.TableName;

/**
 * Reads {@code pg_catalog}; whoever wants one state of it opens a transaction around the calls. Nothing here waits for a
 * lock on a table.
 */
public final class Catalog {
    private final Session session;
    private final Map<TableName, Relation> known;
    private final Map<TableName, RelationHead> heads;
    private final Rewriters rewriters;
    private final SpecialColumns columns;

    public Catalog(Session session) {
        this(session, Map.of(), Map.of(), Rewriters.NONE, SpecialColumns.NONE);
    }

    private Catalog(
            Session session,
            Map<TableName, Relation> known,
            Map<TableName, RelationHead> heads,
            Rewriters rewriters,
            SpecialColumns columns) {
        this.session = session;
        this.known = known;
        this.heads = heads;
        this.rewriters = rewriters;
        this.columns = columns;
    }

    /** Reads many tables at once, and answers from that until they change. */
    public Catalog knowing(Collection<TableName> names) {
        Map<TableName, Relation> found = find(names);
        List<Long> oids = found.values().stream().map(Relation::oid).toList();
        Map<TableName, RelationHead> headsOfThem = new HashMap<>();
        found.forEach((name, relation) -> headsOfThem.put(name, relation.head()));
        return new Catalog(
                session, found, headsOfThem, Rewriters.read(session, oids), SpecialColumns.read(session, oids));
    }

    /** Reads at once of many tables their heads, rules and triggers, and answers from that until they change. */
    public Catalog knowingHeads(Collection<TableName> names) {
        Map<TableName, Long> oids = Relations.oids(session, names);
        Map<TableName, RelationHead> found = byName(oids, Relations.heads(session, oids.values()));
        return new Catalog(session, Map.of(), found, Rewriters.read(session, oids.values()), SpecialColumns.NONE);
    }

    private static <T> Map<TableName, T> byName(Map<TableName, Long> oids, Map<Long, T> found) {
        Map<TableName, T> named = new HashMap<>();
        oids.forEach((name, oid) -> {
            if (found.containsKey(oid)) {
                named.put(name, found.get(oid));
            }
        });
        return named;
    }

    private Rewriters rewriters(long oid) {
        return rewriters.know(oid) ? rewriters : Rewriters.read(session, List.of(oid));
    }

    private SpecialColumns columns(long oid) {
        return columns.know(oid) ? columns : SpecialColumns.read(session, List.of(oid));
    }

    public Optional<Relation> find(TableName name) {
        return Optional.ofNullable(known.get(name)).or(() -> oid(name).flatMap(this::find));
    }

    /** Returns a relation without its columns and keys. */
    public Optional<RelationHead> head(TableName name) {
        return Optional.ofNullable(heads.get(name))
                .or(() -> oid(name)
                        .flatMap(oid -> Optional.ofNullable(
                                Relations.heads(session, List.of(oid)).get(oid))));
    }

    private Optional<Long> oid(TableName name) {
        return session.first("select to_regclass(?)::oid::bigint as oid", row -> row.number("oid"), name.toString())
                .filter(oid -> oid > 0);
    }

    public Optional<Relation> find(long oid) {
        return Optional.ofNullable(Relations.of(session, List.of(oid)).get(oid));
    }

    /**
     * Returns many tables by as many queries as one. One that is missing is left out, and so is one of a schema that this
     * role may not use: {@link #find(TableName)} tells the two apart.
     */
    public Map<TableName, Relation> find(Collection<TableName> names) {
        Map<TableName, Long> oids = Relations.oids(session, names);
        return byName(oids, Relations.of(session, oids.values()));
    }

    /**
     * Returns the foreign keys that lead from any of the tables or to it, each once. One of a partition counts as its
     * table's where that is among them.
     */
    public Set<ForeignKey> foreignKeys(Collection<Long> tables) {
        return new LinkedHashSet<>(session.query(
                Partitions.FAMILY + """
                select k.conname, coalesce(c.top, k.conrelid)::bigint as child,
                    coalesce(p.top, k.confrelid)::bigint as parent
                from pg_constraint k
                left join family c on c.member = k.conrelid left join family p on p.member = k.confrelid
                where k.contype = 'f' and (c.top is not null or p.top is not null)
                order by k.conname, k.oid""",
                row -> new ForeignKey(row.text("conname"), row.number("child"), row.number("parent")),
                (Object) tables.toArray(Long[]::new)));
    }

    /** Returns the columns that no UPDATE may set: identity columns that are generated always. */
    public Set<Identifier> identities(long oid) {
        return columns(oid).identities(oid);
    }

    /** Returns whether a name is that of the table, or of a partition of it. */
    public boolean isPartOf(TableName part, long table) {
        return session.one(
                "select coalesce(?::oid in (select to_regclass(?)::oid union select relid::oid from"
                        + " pg_partition_ancestors(to_regclass(?))), false) as part",
                row -> row.flag("part"),
                table,
                part.toString(),
                part.toString());
    }

    /** Returns the partitions of a partitioned table, at any depth, that are of one kind. */
    public List<TableName> partitions(long oid, RelationKind kind) {
        return session.query("""
                with recursive tree (member) as (
                    select i.inhrelid from pg_inherits i where i.inhparent = ?::oid
                    union all
                    select i.inhrelid from tree t join pg_inherits i on i.inhparent = t.member)
                select n.nspname, c.relname from tree t
                join pg_class c on c.oid = t.member join pg_namespace n on n.oid = c.relnamespace
                where c.relkind::text = ?
                order by n.nspname, c.relname""", row -> TableName.of(row.text("nspname"), row.text("relname")), oid, kind.letter());
    }

    /**
     * Returns the triggers of a table and of all that inherit from it, parents first: those of users, whether they are
     * enabled or not, but not Rowferry's own, which note what changes here for targets further on.
     */
    public List<Trigger> triggers(long oid) {
        return rewriters(oid).triggers(oid);
    }

    /** Returns the rules that are enabled and may change or swallow what is written. */
    public List<Identifier> rules(long oid) {
        return rewriters(oid).rules(oid);
    }

    /** Returns the table's owner where the current role has not its rights, which ALTER TABLE takes. */
    public Optional<Identifier> ownerToAsk(long oid) {
        return session.first("""
                select pg_get_userbyid(c.relowner) as owner from pg_class c
                where c.oid = ?::oid and not pg_has_role(c.relowner, 'usage')""", row -> new Identifier(row.text("owner")), oid);
    }

    public Identifier currentRole() {
        return session.one("select current_user as role", row -> new Identifier(row.text("role")));
    }

    /** Returns the columns that are of some types, as {@code format_type} prints them. */
    public TypeUsers usersOf(Collection<String> types) {
        return TypeUsers.of(session, types);
    }

    /** Returns the columns that the server computes, each with whether it is stored: those that are not cannot become plain. */
    public Map<Identifier, Boolean> generated(long oid) {
        return columns(oid).generated(oid);
    }

    /** Returns the columns that take no null, because of themselves or of their domains. */
    public Set<Identifier> takingNoNull(long oid) {
        return columns(oid).takingNoNull(oid);
    }

    /** Returns the columns that take no null and that nothing fills where a row comes without them. */
    public List<Identifier> unfilled(long oid) {
        return columns(oid).unfilled(oid);
    }

    /** Returns every user table of a schema by name; for telling what a name that is missing may have meant. */
    public List<TableName> tablesLike(TableName name) {
        return session.query(
                """
                select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p', 'v', 'm', 'f') and (lower(c.relname) = lower(?))
                    and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
                order by n.nspname, c.relname limit 5""",
                row -> TableName.of(row.text("nspname"), row.text("relname")),
                name.name().name());
    }

    /** Returns the equality of each of the key's columns, in its order; a column whose type has none is left out. */
    public List<Equality> equalities(long oid, Key key) {
        return equalities(Map.of(oid, key)).getOrDefault(oid, List.of());
    }

    /** Returns the same of the keys of many tables, by one query. */
    public Map<Long, List<Equality>> equalities(Map<Long, Key> keys) {
        return Equalities.of(session, keys);
    }

    /** Returns columns of a table, in their order here, each with its type, or what is below that where it is a domain. */
    public List<Column> belowDomains(long oid, List<Identifier> columns) {
        return session.query(
                """
                with recursive below (place, name, type, depth) as (
                    select k.place, a.attname, a.atttypid, 0
                    from unnest(?::text[]) with ordinality as k (name, place)
                    join pg_attribute a on a.attrelid = ?::oid and a.attname = k.name and a.attnum > 0 and not a.attisdropped
                    union all
                    select b.place, b.name, t.typbasetype, b.depth + 1
                    from below b join pg_type t on t.oid = b.type and t.typtype = 'd')
                select distinct on (place) name, format_type(type, null) as type from below order by place, depth desc""",
                row -> Column.of(row.text("name"), row.text("type"), false),
                columns.stream().map(Identifier::name).toArray(String[]::new),
                oid);
    }

    /** Returns whether an index finds rows by a column of the key. */
    public boolean isIndexed(long oid, Key key) {
        return indexed(Map.of(oid, key)).contains(oid);
    }

    /** Returns the tables of which an index finds rows by a column of their keys. */
    public Set<Long> indexed(Map<Long, Key> keys) {
        return new HashSet<>(session.query("""
                select distinct k.oid::bigint as oid
                from unnest(?::oid[], ?::text[]) as k (oid, name)
                join pg_index i on i.indrelid = k.oid and i.indisvalid and i.indpred is null
                join pg_class c on c.oid = i.indexrelid
                join pg_am m on m.oid = c.relam and m.amname in ('btree', 'hash')
                join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] and a.attname = k.name""", row -> row.number("oid"), KeyParts.oids(keys), KeyParts.names(keys)));
    }

    /**
     * Returns what the values of some columns depend on.
     *
     * @param moreTypes oids of types that come in besides those of the columns
     */
    public Definitions definitions(long oid, Collection<Identifier> columns, Collection<Long> moreTypes) {
        return ColumnDefinitions.of(session, List.of(oid), moreTypes).of(oid, columns, moreTypes);
    }

    /** Returns what the values of the columns of many tables depend on, by as many queries as of one. */
    public ColumnDefinitions definitions(Collection<Long> oids) {
        return ColumnDefinitions.of(session, oids, List.of());
    }
}
