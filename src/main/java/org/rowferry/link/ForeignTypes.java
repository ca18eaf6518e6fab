package org.rowferry.link;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rowferry.apply.TypeComparison;
import org.rowferry.apply.TypeComparison.Misfit;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.NamedTypes;
import org.rowferry.catalog.TypeUsers;
import org.rowferry.postgres.Session;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.NamedType.Composite;
import org.rowferry.schema.NamedType.Domain;
import org.rowferry.schema.NamedType.Labels;
import org.rowferry.schema.NamedType.Range;
import org.rowferry.schema.TableName;

/**
 * Compares what columns of foreign tables are made of with the source's: a type of the same name may be another one there,
 * and a value be cut or turned to fit.
 */
final class ForeignTypes {
    private final Session session;
    private final Link link;
    private @Nullable RemoteTypes read;

    ForeignTypes(Session session, Link link) {
        this.session = session;
        this.link = link;
    }

    /** A column whose values are not the same ones here; its type here is another one, or made of another one. */
    record ForeignMisfit(String there, Misfit misfit) {}

    /**
     * Returns why values of a column are not the same ones here; nothing where they are, or where the source lists no such
     * column: reading will tell.
     *
     * @param column by the source's name
     * @param type of the foreign table's column, as {@code format_type} prints it
     */
    Optional<ForeignMisfit> other(TableName remote, String column, String type) {
        RemoteTypes there = remoteTypes();
        return Optional.ofNullable(there.columns().get(remote))
                .map(columns -> columns.get(column))
                .flatMap(typeThere -> new TypeComparison(there.named(), new NamedTypes(session).of(List.of(type)))
                        .misfit(typeThere, type)
                        .map(misfit -> new ForeignMisfit(typeThere, misfit)));
    }

    /** All tables of a link are asked for at once, the first time that one has such a column. */
    private RemoteTypes remoteTypes() {
        RemoteTypes types = read;
        if (types == null) {
            types = RemoteTypes.read(session, link);
            read = types;
        }
        return types;
    }

    /**
     * Returns statements that make types anew as the source has them, while the columns that are of them are text.
     *
     * @param types each made of those that come after it
     */
    String madeAnew(Set<String> types) {
        TypeUsers columns = new Catalog(session).usersOf(types);
        List<String> fromWithin = new ArrayList<>(types);
        Collections.reverse(fromWithin);
        return columns.toText() + " drop type " + String.join(", ", types) + "; "
                + fromWithin.stream().map(this::creation).collect(Collectors.joining(" ")) + " " + columns.back();
    }

    private String creation(String name) {
        return remoteTypes().named().stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .map(ForeignTypes::creation)
                .orElse("");
    }

    /** A multirange is made with its range. */
    static String creation(NamedType type) {
        if (type instanceof Domain domain) {
            return "create domain " + type.name() + " as " + domain.base() + ";";
        }
        if (type instanceof Range range) {
            return "create type " + type.name() + " as range (subtype = " + range.subtype() + ");";
        }
        if (type instanceof Labels labels) {
            return "create type " + type.name() + " as enum (" + labels.listed() + ");";
        }
        return type instanceof Composite ? "create type " + type.name() + " as " + type.definition() + ";" : "";
    }
}
