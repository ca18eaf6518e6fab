package org.rowferry.ddl;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.schema.Literal;
import org.rowferry.schema.NamedType;

/** The parts of a type of the source's, as the templates compare them with the target's. */
final class TypeVariables {
    private TypeVariables() {}

    static void set(Variables values, Prerequisite.DomainType type) {
        set(values, new NamedType.Domain(type.name().toString(), type.base()));
        values.set("baseLiteral", new Literal(type.base()));
    }

    static void set(Variables values, Prerequisite.RangeType type) {
        set(values, new NamedType.Range(type.name().toString(), type.subtype()));
        values.set("subtypeLiteral", new Literal(type.subtype()));
    }

    static void set(Variables values, Prerequisite.CompositeType type) {
        List<NamedType.Attribute> attributes = type.attributes().stream()
                .map(attribute -> new NamedType.Attribute(attribute.name(), attribute.type()))
                .toList();
        set(values, new NamedType.Composite(type.name().toString(), attributes));
        values.set(
                        "attributeNames",
                        array(attributes.stream()
                                .map(attribute -> attribute.name().name())))
                .set("attributeTypes", array(attributes.stream().map(NamedType.Attribute::type)));
    }

    private static void set(Variables values, NamedType definition) {
        values.set("definition", new Literal(definition.definition()));
    }

    private static String array(Stream<String> texts) {
        return texts.map(text -> new Literal(text).toString()).collect(Collectors.joining(", ", "array[", "]::text[]"));
    }
}
