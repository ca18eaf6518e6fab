package org.rowferry.ddl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TableName;

/** The variables of templates for the types, indexes and foreign keys of a target's tables. */
final class TargetVariables {
    private static final List<String> KINDS = List.of(
            "extension", "packagedCollation", "ownCollation", "enum", "domain", "composite", "range", "handmade");

    private TargetVariables() {}

    /** Returns every schema that something of the plan stands in, once. */
    static List<Map<String, Object>> schemas(TargetPlan plan) {
        Stream<Identifier> schemas = Stream.concat(
                plan.prerequisites().stream().map(Prerequisite::schema),
                plan.tables().stream().map(target -> target.table().name().schema()));
        return Variables.list(
                schemas.filter(schema -> !schema.name().equals("pg_catalog"))
                        .distinct()
                        .sorted()
                        .map(schema -> new Variables()
                                .set("objectSchema", schema)
                                .set("objectSchemaName", new Literal(schema.name()))
                                .set("objectSchemaLiteral", Literal.ofName(schema)))
                        .toList(),
                "");
    }

    static List<Map<String, Object>> leftOut(TargetPlan plan) {
        return Variables.list(
                plan.leftOut().stream()
                        .map(what -> new Variables().set("what", Comment.of(what)))
                        .toList(),
                "");
    }

    static List<Map<String, Object>> prerequisites(TargetPlan plan) {
        return Variables.list(
                plan.prerequisites().stream().map(TargetVariables::of).toList(), "");
    }

    static List<Map<String, Object>> indexes(TargetPlan plan) {
        return Variables.list(
                plan.indexes().stream()
                        .map(index -> new Variables()
                                .set("indexComment", Comment.of(index.name()))
                                .set("indexTable", Literal.ofName(index.table()))
                                .set("indexTableComment", Comment.of(index.table()))
                                .set("indexName", new Literal(index.name().name()))
                                .set(
                                        "indexLiteral",
                                        Literal.ofName(
                                                new TableName(index.table().schema(), index.name())))
                                .set("definition", index.definition()))
                        .toList(),
                "");
    }

    static List<Map<String, Object>> foreignKeys(TargetPlan plan) {
        return Variables.list(
                plan.foreignKeys().stream()
                        .map(key -> new Variables()
                                .set("constraint", key.name())
                                .set("constraintName", new Literal(key.name().name()))
                                .set("child", key.child())
                                .set("childLiteral", Literal.ofName(key.child()))
                                .set("childColumns", commas(key.columns()))
                                .set("parent", key.parent())
                                .set("parentColumns", commas(key.parentColumns()))
                                .set("options", key.options()))
                        .toList(),
                "");
    }

    private static Variables of(Prerequisite prerequisite) {
        Variables values = new Variables();
        KINDS.forEach(kind -> values.set(kind, false));
        if (prerequisite instanceof Prerequisite.Extension extension) {
            values.set("extension", true)
                    .set("extensionIdentifier", extension.name())
                    .set("extensionName", new Literal(extension.name().name()))
                    .set("extensionComment", Comment.of(extension.name()))
                    .set("extensionSchema", extension.schema())
                    .set("extensionSchemaName", new Literal(extension.schema().name()));
        } else if (prerequisite instanceof Prerequisite.Named named) {
            values.set("object", named.name())
                    .set("objectComment", Comment.of(named.name()))
                    .set("objectLiteral", Literal.ofName(named.name()));
            setOwn(values, named);
        }
        return values;
    }

    private static void setOwn(Variables values, Prerequisite.Named named) {
        if (named instanceof Prerequisite.PackagedCollation) {
            values.set("packagedCollation", true);
        } else if (named instanceof Prerequisite.OwnCollation collation) {
            values.set("ownCollation", true)
                    .set("options", String.join(", ", collation.options()))
                    .set("since", collation.since().isPresent())
                    .set(
                            "sinceNumber",
                            collation
                                    .since()
                                    .map(since -> since.major() * 10_000)
                                    .orElse(0))
                    .set(
                            "sinceWhat",
                            new Literal(collation
                                    .since()
                                    .map(Prerequisite.Since::what)
                                    .orElse("")));
        } else if (named instanceof Prerequisite.EnumType type) {
            values.set("enum", true)
                    .set(
                            "labels",
                            commas(type.labels().stream().map(Literal::new).toList()));
        } else if (named instanceof Prerequisite.DomainType type) {
            setDomain(values, type);
        } else if (named instanceof Prerequisite.CompositeType type) {
            values.set("composite", true).set("multirange", type.multirange()).set("attributes", attributes(type));
            TypeVariables.set(values, type);
        } else if (named instanceof Prerequisite.RangeType type) {
            values.set("range", true)
                    .set("options", String.join(", ", type.options()))
                    .set("multirange", type.multirange());
            TypeVariables.set(values, type);
        } else if (named instanceof Prerequisite.HandmadeType type) {
            values.set("handmade", true).set("reason", new Literal(type.reason()));
        }
    }

    private static void setDomain(Variables values, Prerequisite.DomainType type) {
        values.set("domain", true)
                .set("multirange", type.multirange())
                .set("base", type.base())
                .set("collate", collate(type.collation()))
                .set("notNull", type.notNull() ? " not null" : "")
                .set("checked", !type.checks().isEmpty())
                .set("codeOf", CodeOf.query("c.conbin::text").indent(16).stripTrailing())
                .set(
                        "checks",
                        Variables.list(
                                type.checks().stream()
                                        .map(check -> new Variables()
                                                .set("check", check.name())
                                                .set("definition", check.definition()))
                                        .toList(),
                                ""));
        TypeVariables.set(values, type);
    }

    private static List<Map<String, Object>> attributes(Prerequisite.CompositeType type) {
        return Variables.list(
                type.attributes().stream()
                        .map(attribute -> new Variables()
                                .set("attribute", attribute.name())
                                .set("type", attribute.type())
                                .set("collate", collate(attribute.collation())))
                        .toList(),
                ",");
    }

    private static String collate(Optional<String> collation) {
        return collation.map(name -> " collate " + name).orElse("");
    }

    private static String commas(List<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
