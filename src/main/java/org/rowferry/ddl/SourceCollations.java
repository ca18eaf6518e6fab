package org.rowferry.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TableName;

/** Reads a source's collations, whatever columns its major keeps them in. */
final class SourceCollations {
    /** Those that every server has. */
    private static final Set<String> EVERYWHERE = Set.of("default", "C", "POSIX", "ucs_basic");

    private final Session session;

    SourceCollations(Session session) {
        this.session = session;
    }

    /** A collation that a target may lack, and the extension that brought it. */
    record Found(Prerequisite prerequisite, Optional<Long> extension) {}

    /** Returns a collation that a target may lack. */
    Optional<Found> find(long oid) {
        return session.first("""
                        select n.nspname, c.collname, c.collprovider::text as provider, c.collisdeterministic,
                            c.collcollate, c.collctype,
                            coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale', c.collcollate) as locale,
                            to_jsonb(c) ->> 'collicurules' as rules
                        from pg_collation c join pg_namespace n on n.oid = c.collnamespace where c.oid = ?::oid""", SourceCollations::prerequisite, oid)
                .filter(collation -> !isEverywhere(collation.name()))
                .map(collation -> new Found(collation, new SourceObjects(session).extension("pg_collation", oid)));
    }

    /** Returns a collation as it stands in SQL; 0 is none. */
    Optional<String> nameOf(long oid) {
        return session.first(
                "select n.nspname, c.collname from pg_collation c join pg_namespace n on n.oid = c.collnamespace"
                        + " where c.oid = ?::oid",
                row -> TableName.of(row.text("nspname"), row.text("collname")).toString(),
                oid);
    }

    private static boolean isEverywhere(TableName name) {
        return isPackaged(name) && EVERYWHERE.contains(name.name().name());
    }

    private static boolean isPackaged(TableName name) {
        return name.schema().equals(new Identifier("pg_catalog"));
    }

    private static Prerequisite.Named prerequisite(Row row) {
        TableName name = TableName.of(row.text("nspname"), row.text("collname"));
        if (isPackaged(name)) {
            return new Prerequisite.PackagedCollation(name);
        }
        return new Prerequisite.OwnCollation(name, options(row), since(row));
    }

    private static List<String> options(Row row) {
        List<String> options = new ArrayList<>();
        switch (row.text("provider")) {
            case "c" -> {
                options.add("provider = libc");
                options.add("lc_collate = " + new Literal(row.text("collcollate")));
                options.add("lc_ctype = " + new Literal(row.text("collctype")));
            }
            case "b" -> options.add("provider = builtin");
            default -> options.add("provider = icu");
        }
        if (!row.text("provider").equals("c")) {
            options.add("locale = " + new Literal(row.text("locale")));
        }
        if (!row.flag("collisdeterministic")) {
            options.add("deterministic = false");
        }
        row.optionalText("rules").ifPresent(rules -> options.add("rules = " + new Literal(rules)));
        return options;
    }

    private static Optional<Prerequisite.Since> since(Row row) {
        if (row.text("provider").equals("b")) {
            return Optional.of(new Prerequisite.Since(17, "the provider builtin"));
        }
        return row.optionalText("rules").map(rules -> new Prerequisite.Since(16, "rules"));
    }
}
