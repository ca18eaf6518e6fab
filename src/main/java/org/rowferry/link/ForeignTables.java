package org.rowferry.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.rowferry.apply.FeedEntry.OnNewColumn;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;
import org.rowferry.schema.TypeText;

/**
 * Compares foreign tables with the source's tables as these are now. A foreign table goes on reading what it was made
 * for: a new column stays away unnoticed, and a value of a changed type may be cut to fit.
 */
final class ForeignTables {
    /** A column's type in the words of {@code information_schema.columns}, which both sides have. */
    private static final String TYPE = """
            case
                when c.domain_name is not null then format('%I.%I', c.domain_schema, c.domain_name)
                when c.data_type = 'ARRAY' then format('%I.%I[]', c.udt_schema, substr(c.udt_name::text, 2))
                when c.data_type = 'USER-DEFINED' then format('%I.%I', c.udt_schema, c.udt_name)
                when c.character_maximum_length is not null then format('%s(%s)', c.data_type, c.character_maximum_length)
                when c.data_type = 'numeric' and c.numeric_precision is not null
                    then format('numeric(%s,%s)', c.numeric_precision, c.numeric_scale)
                when c.data_type ~ '^(time|interval)' and c.datetime_precision <> 6
                    then regexp_replace(c.data_type, '^[a-z]+', '\\&(' || c.datetime_precision || ')')
                else c.data_type
            end""";

    private final Session session;
    private final Link link;
    private final ForeignTypes types;
    private final Map<TableName, Map<String, Remote>> remoteColumns = new HashMap<>();

    ForeignTables(Session session, Link link) {
        this.session = session;
        this.link = link;
        this.types = new ForeignTypes(session, link);
    }

    /** Refuses a link that lacks a foreign table. */
    static void require(Session session, Link link, TableName foreign) {
        boolean there = session.one(
                "select exists (select from pg_foreign_table where ftrelid = to_regclass(?)) as there",
                row -> row.flag("there"),
                foreign.toString());
        if (!there) {
            throw missing(link, foreign);
        }
    }

    static Failure missing(Link link, TableName foreign) {
        return new Failure(Family.TARGET, "the target has no foreign table " + foreign)
                .hint("Make it as the owner: ", generate(link, ""));
    }

    private static Invocation generate(Link link, String more) {
        return Invocation.ofTargetOwner("generate fdw target", "--link " + link.name() + more);
    }

    /** Refuses a foreign table that is missing; a pattern takes tables of the target that the source need not have. */
    void require(LinkTable table) {
        try {
            require(session, link, link.foreign(table));
        } catch (Failure failure) {
            TableName name = table.entry().table();
            throw link.list().pattern(name).isEmpty()
                    ? failure
                    : failure.hint(
                            "If the source does not have the table, write except: [" + name.inYaml()
                                    + "] beside the tables: of the link, in ",
                            Mention.IMPORTER_FILE,
                            ".");
        }
    }

    /**
     * Refuses a foreign table that does not fit the source's any more.
     *
     * @param read the foreign table's columns that are read; where the entry names none, new ones would be too
     * @throws Failure with the SQL that mends it
     */
    void requireFit(LinkTable table, Set<Identifier> read) {
        requireFit(link.foreign(table), table.remote(), read::contains, wantsNewColumns(table));
    }

    /** Refuses the foreign table of a shadow table that was made again for another key. */
    void requireFitOfShadow(LinkTable table) {
        requireFit(link.foreignShadow(table), link.remoteShadow(table), any -> true, true);
    }

    /** Returns whether a foreign table has a column. */
    boolean has(TableName foreign, Identifier column) {
        return columns(foreign).values().stream().anyMatch(other -> other.name().equals(column));
    }

    /** Returns the foreign table's columns that the source computes, whatever they are here. */
    Set<Identifier> computedThere(LinkTable table) {
        Map<String, Remote> there = remoteColumns(table.remote());
        return columns(link.foreign(table)).entrySet().stream()
                .filter(column -> there.containsKey(column.getKey())
                        && there.get(column.getKey()).computed())
                .map(column -> column.getValue().name())
                .collect(Collectors.toSet());
    }

    /** A materialized view is not among the source's columns, but in its catalog; of what is gone, reading will tell. */
    private void requireFit(TableName foreign, TableName remoteTable, Predicate<Identifier> isRead, boolean wantsNew) {
        Map<String, Remote> there = remoteColumns(remoteTable);
        Misfits misfits = misfits(
                columns(foreign),
                there,
                isRead,
                wantsNew,
                (remote, column) -> types.other(remoteTable, remote, column.printed()));
        if (!misfits.differences.isEmpty()) {
            throw misfit(foreign, misfits);
        }
    }

    /**
     * Compares the columns of both sides, by the source's names.
     *
     * @param there none where the source does not list them
     * @param others tells where a type of the same name is another one
     */
    static Misfits misfits(
            Map<String, ForeignColumn> here,
            Map<String, Remote> there,
            Predicate<Identifier> isRead,
            boolean wantsNew,
            BiFunction<String, ForeignColumn, Optional<ForeignTypes.ForeignMisfit>> others) {
        Misfits misfits = new Misfits();
        here.forEach((remote, column) -> {
            if (isRead.test(column.name())) {
                Optional<String> type = Optional.ofNullable(there.get(remote)).map(Remote::type);
                if (type.isEmpty() && !there.isEmpty()) {
                    misfits.differences.add("the source has no column " + new Identifier(remote) + " any more");
                    misfits.statements.add("drop column " + column.name());
                } else if (type.isPresent() && !column.takes(type.get())) {
                    misfits.add(remote, column, type.get());
                } else if (type.isEmpty() || column.mayBeMadeOfOthers()) {
                    others.apply(remote, column).ifPresent(other -> misfits.add(remote, column, other));
                }
            }
        });
        if (wantsNew && !there.isEmpty()) {
            there.forEach((remote, column) -> {
                if (!here.containsKey(remote) && !column.computed()) {
                    misfits.differences.add("the source has a new column " + new Identifier(remote));
                    misfits.statements.add("add column " + new Identifier(remote) + " " + column.type());
                }
            });
        }
        return misfits;
    }

    /** How a foreign table differs from the source's, with what mends it. */
    static final class Misfits {
        final List<String> differences = new ArrayList<>();
        final List<String> statements = new ArrayList<>();
        final Set<String> typesToMake = new LinkedHashSet<>();

        private void add(String remote, ForeignColumn column, String type) {
            differences.add(
                    "the column " + new Identifier(remote) + " is " + type + " there and " + column.type() + " here");
            statements.add("alter column " + column.name() + " type " + type);
        }

        private void add(String remote, ForeignColumn column, ForeignTypes.ForeignMisfit other) {
            if (other.misfit().types().isEmpty()) {
                add(remote, column, other.there());
            } else {
                differences.add("the column " + new Identifier(remote) + " is " + column.type() + ", and "
                        + other.misfit().words());
                // Those that others are made of come last.
                typesToMake.removeAll(other.misfit().types());
                typesToMake.addAll(other.misfit().types());
            }
        }
    }

    /** Returns the columns that a view reads of foreign tables. */
    Set<Identifier> behind(TableName view) {
        return Set.copyOf(session.query("""
                select distinct a.attname
                from pg_rewrite as r
                join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
                join pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid and a.attnum > 0
                where r.ev_class = to_regclass(?) and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class""", row -> new Identifier(row.text("attname")), view.toString()));
    }

    private static boolean wantsNewColumns(LinkTable table) {
        return table.capture().selection().columns().isEmpty() && table.entry().onNewColumn() != OnNewColumn.IGNORE;
    }

    private Failure misfit(TableName foreign, Misfits misfits) {
        Failure failure = new Failure(
                Family.TARGET,
                "the foreign table " + foreign + " does not fit the source's table any more: "
                        + String.join("; ", misfits.differences));
        if (!misfits.typesToMake.isEmpty()) {
            failure = failure.hint("Run on the target: " + types.madeAnew(misfits.typesToMake));
        }
        if (!misfits.statements.isEmpty()) {
            failure = failure.hint("Run on the target: alter foreign table " + foreign + " "
                            + String.join(", ", misfits.statements) + ";")
                    .hint("Or import it again, as the owner: ", generate(link, " --reimport"));
        }
        return failure.hint(
                "A column that is not wanted: name the others under 'columns' at the table's entry in ",
                Mention.IMPORTER_FILE,
                ".");
    }

    /** A column of a table on the source. */
    record Remote(String type, boolean computed) {}

    /** A column of a foreign table; text takes the values of every type as they are. */
    record ForeignColumn(Identifier name, String type, String printed) {
        boolean takes(String remote) {
            return type.equals(remote) || takesAnyText();
        }

        private boolean takesAnyText() {
            return type.equals("text") || type.equals("character varying");
        }

        /** One name may be two types, and of an array the name tells no length. */
        boolean mayBeMadeOfOthers() {
            return type.indexOf('.') >= 0;
        }
    }

    /**
     * Returns the columns that a table has on the source; all tables are asked for at once. Their types stand in statements
     * that a hint shows, and a source may answer with any text.
     */
    private Map<String, Remote> remoteColumns(TableName table) {
        if (remoteColumns.isEmpty()) {
            TableName columns = link.own(Link.COLUMNS);
            require(session, link, columns);
            requireNew(columns);
            session.query(
                    "select c.schema_name, c.table_name, c.column_name, " + TYPE + " as type,"
                            + " c.is_generated = 'ALWAYS' as computed from " + columns + " as c where "
                            + Link.naming(link.remotes()) + " order by c.ordinal_position",
                    row -> remoteColumns
                            .computeIfAbsent(
                                    TableName.of(row.text("schema_name"), row.text("table_name")),
                                    name -> new LinkedHashMap<>())
                            .put(
                                    row.text("column_name"),
                                    new Remote(TypeText.require(row.text("type")), row.flag("computed"))));
        }
        return remoteColumns.getOrDefault(table, Map.of());
    }

    private void requireNew(TableName columns) {
        boolean there = session.one(
                "select exists (select from pg_attribute where attrelid = to_regclass(?) and attname = 'is_generated')"
                        + " as there",
                row -> row.flag("there"),
                columns.toString());
        if (!there) {
            throw new Failure(Family.TARGET, "the foreign table " + columns + " was made by an older version")
                    .hint("Create it again as the owner: ", generate(link, ""));
        }
    }

    /** Returns the foreign table's columns by the source's names. */
    private Map<String, ForeignColumn> columns(TableName foreign) {
        Map<String, ForeignColumn> columns = new LinkedHashMap<>();
        session.query(
                "select a.attname, coalesce(o.option_value, a.attname) as remote, " + TYPE + " as type," + """
                        format_type(a.atttypid, a.atttypmod) as printed
                         from information_schema.columns as c
                        join pg_attribute as a on a.attrelid = to_regclass(?) and a.attname = c.column_name
                        left join lateral pg_options_to_table(a.attfdwoptions) as o on o.option_name = 'column_name'
                        where c.table_schema = ? and c.table_name = ? order by c.ordinal_position""",
                row -> columns.put(
                        row.text("remote"),
                        new ForeignColumn(new Identifier(row.text("attname")), row.text("type"), row.text("printed"))),
                foreign.toString(),
                foreign.schema().name(),
                foreign.name().name());
        return columns;
    }
}
