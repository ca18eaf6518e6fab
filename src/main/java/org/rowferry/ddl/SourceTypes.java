package org.rowferry.ddl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowferry.ddl.TypeDefinitions.Part;
import org.rowferry.ddl.TypeDefinitions.TypeRow;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * Gathers the types, collations and extensions that a source's tables are made of, whatever one is made of before the one
 * itself.
 */
final class SourceTypes {
    private final Session session;
    private final SourceObjects objects;
    private final TypeDefinitions definitions;
    private final Set<Prerequisite> found = new LinkedHashSet<>();
    private final Map<Long, Boolean> multiranges = new HashMap<>();
    private final Map<Long, Optional<String>> collations = new HashMap<>();
    private final Set<Long> gathered = new HashSet<>();
    private final List<String> leftOut = new ArrayList<>();

    SourceTypes(Session session) {
        this.session = session;
        this.objects = new SourceObjects(session);
        this.definitions = new TypeDefinitions(session);
    }

    /** Returns what was gathered, in the order in which it can be made. */
    List<Prerequisite> found() {
        return List.copyOf(found);
    }

    /** Returns what cannot be made on a target, in words. */
    List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /** Gathers a type; returns whether it holds a multirange, at whatever depth. */
    boolean gather(long oid) {
        Boolean known = multiranges.get(oid);
        if (known == null) {
            // A domain's constraint needs the domain itself.
            multiranges.put(oid, false);
            known = gatherNew(oid);
            multiranges.put(oid, known);
        }
        return known;
    }

    /** Returns a collation as it stands in SQL; 0 is none. */
    Optional<String> nameOfCollation(long oid) {
        return oid == 0
                ? Optional.empty()
                : collations.computeIfAbsent(oid, unknown -> new SourceCollations(session).nameOf(unknown));
    }

    /** Gathers a collation, if somebody made it; 0 is none. */
    void gatherCollation(long oid) {
        if (oid == 0 || !gathered.add(oid)) {
            return;
        }
        new SourceCollations(session).find(oid).ifPresent(collation -> {
            collation.extension().ifPresentOrElse(this::gatherExtension, () -> found.add(collation.prerequisite()));
        });
    }

    /** Gathers an extension, after those that it needs itself. */
    void gatherExtension(long oid) {
        session.query(
                        "select refobjid::bigint as needed from pg_depend where classid = 'pg_extension'::regclass"
                                + " and objid = ?::oid and refclassid = 'pg_extension'::regclass",
                        row -> row.number("needed"),
                        oid)
                .forEach(this::gatherExtension);
        session.query(
                        "select e.extname, n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace"
                                + " where e.oid = ?::oid",
                        row -> new Prerequisite.Extension(
                                new Identifier(row.text("extname")), new Identifier(row.text("nspname"))),
                        oid)
                .forEach(found::add);
    }

    /**
     * Gathers what an expression of the source needs.
     *
     * @return what a target cannot be given, in words; empty where it can be given all
     */
    Optional<String> gatherNeeds(String catalog, long oid) {
        return gatherNeeds(objects.needs(catalog, oid));
    }

    /** Gathers needs that are known, as above. */
    Optional<String> gatherNeeds(List<SourceObjects.Need> needs) {
        Optional<String> missing = missing(needs);
        if (missing.isEmpty()) {
            needs.forEach(this::gather);
        }
        return missing;
    }

    private static Optional<String> missing(List<SourceObjects.Need> needs) {
        return needs.stream()
                .filter(need -> !need.canBeMade())
                .map(SourceObjects.Need::words)
                .findFirst();
    }

    private void gather(SourceObjects.Need need) {
        if (need.extension().isPresent()) {
            gatherExtension(need.extension().get());
        } else if (need.catalog().equals("pg_type")) {
            gather(need.oid());
        } else if (need.catalog().equals("pg_collation")) {
            gatherCollation(need.oid());
        }
    }

    private boolean gatherNew(long oid) {
        TypeRow type = definitions.type(oid);
        if (type.element() > 0) {
            return gather(type.element());
        }
        if (type.kind().equals("m")) {
            gather(definitions.rangeOf(oid));
            return true;
        }
        Optional<Long> extension = objects.extension("pg_type", oid);
        extension.ifPresent(this::gatherExtension);
        return extension.isEmpty() && !type.packaged() && gatherOwn(oid, type);
    }

    private boolean gatherOwn(long oid, TypeRow type) {
        switch (type.kind()) {
            case "e" -> found.add(new Prerequisite.EnumType(type.name(), definitions.labels(oid)));
            case "d" -> {
                return gatherDomain(oid, type);
            }
            case "c" -> {
                return gatherComposite(type);
            }
            case "r" -> gatherRange(oid, type);
            default -> found.add(new Prerequisite.HandmadeType(type.name(), "a base type"));
        }
        return false;
    }

    private boolean gatherDomain(long oid, TypeRow type) {
        boolean multirange = gather(type.base());
        gatherCollation(type.collation());
        found.add(new Prerequisite.DomainType(
                type.name(),
                type.baseType(),
                new SourceCollations(session).nameOf(type.collation()),
                type.notNull(),
                checks(oid, type.name()),
                multirange));
        return multirange;
    }

    /** Those that run code which is not the server's own, or not immutable, are left out: they would run it on the target. */
    private List<Prerequisite.DomainCheck> checks(long oid, TableName domain) {
        List<Prerequisite.DomainCheck> checks = new ArrayList<>();
        session.query(
                        "select c.oid::bigint as oid, c.conname, c.convalidated, pg_get_constraintdef(c.oid) as definition,"
                                + " (" + CodeOf.query("c.conbin::text") + ") as code from pg_constraint as c"
                                + " where c.contypid = " + oid + "::oid and c.contype = 'c' order by c.conname",
                        FoundCheck::new)
                .forEach(check -> whyNot(check)
                        .ifPresentOrElse(
                                why -> leftOut.add(
                                        "the constraint " + check.name() + " of the domain " + domain + ", " + why),
                                () -> checks.add(new Prerequisite.DomainCheck(check.name(), check.definition()))));
        return checks;
    }

    /** One that was never validated may not hold for the source's own rows. */
    private Optional<String> whyNot(FoundCheck check) {
        if (!check.validated()) {
            return Optional.of("which the source has not validated");
        }
        if (check.code().isPresent()) {
            return Optional.of(missing(objects.needs("pg_constraint", check.oid()))
                    .map(missing -> "which needs " + missing)
                    .orElseGet(() -> "which runs " + check.code().get()));
        }
        if (!SourceText.isCheck(check.definition())) {
            return Optional.of("whose definition on the source is no CHECK: " + check.definition());
        }
        return gatherNeeds("pg_constraint", check.oid()).map(missing -> "which needs " + missing);
    }

    private boolean gatherComposite(TypeRow type) {
        List<Prerequisite.CompositePart> attributes = new ArrayList<>();
        boolean multirange = false;
        for (Part part : definitions.parts(type.relation())) {
            multirange |= gather(part.type());
            gatherCollation(part.collation());
            attributes.add(new Prerequisite.CompositePart(
                    part.name(), part.typeText(), new SourceCollations(session).nameOf(part.collation())));
        }
        found.add(new Prerequisite.CompositeType(type.name(), attributes, multirange));
        return multirange;
    }

    private void gatherRange(long oid, TypeRow type) {
        SourceRanges.Found range = new SourceRanges(session).find(oid);
        gather(range.subtype());
        gatherCollation(range.collation());
        range.needs()
                .forEach(need -> objects.extension(need.catalog(), need.oid()).ifPresent(this::gatherExtension));
        range.leftOut().ifPresent(what -> leftOut.add(what + " of the range type " + type.name()));
        found.add(range.type(type.name()));
    }

    /** A constraint of a domain, and the code that it runs where that is not harmless. */
    private record FoundCheck(long oid, Identifier name, boolean validated, String definition, Optional<String> code) {
        FoundCheck(Row row) {
            this(
                    row.number("oid"),
                    new Identifier(row.text("conname")),
                    row.flag("convalidated"),
                    row.text("definition"),
                    row.optionalText("code"));
        }
    }
}
