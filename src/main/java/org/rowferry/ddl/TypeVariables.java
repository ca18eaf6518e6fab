package org.rowferry.ddl;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.schema.Literal;
import org.rowferry.schema.NamedType;

/** The definitions of a target's type that take the values of the source's, as the templates have them. */
final class TypeVariables {
    private static final Pattern MODIFIER = Pattern.compile("\\(\\d+(?:,-?\\d+)?\\)");

    private TypeVariables() {}

    static void set(Variables values, Prerequisite.DomainType type) {
        set(values, new NamedType.Domain(type.name().toString(), type.base()));
        values.set("taken", literals(type.base(), unlimited(type.base()), "text"));
    }

    static void set(Variables values, Prerequisite.RangeType type) {
        set(values, new NamedType.Range(type.name().toString(), type.subtype()));
        values.set("taken", new Literal(type.subtype()));
    }

    static void set(Variables values, Prerequisite.CompositeType type) {
        List<NamedType.Attribute> attributes = type.attributes().stream()
                .map(attribute -> new NamedType.Attribute(attribute.name(), attribute.type()))
                .toList();
        set(values, new NamedType.Composite(type.name().toString(), attributes));
        values.set(
                "taken",
                Stream.of(parts(type, UnaryOperator.identity()), parts(type, TypeVariables::unlimited))
                        .distinct()
                        .collect(Collectors.joining(", ")));
    }

    private static void set(Variables values, NamedType definition) {
        values.set("definition", new Literal(definition.definition()));
    }

    private static String parts(Prerequisite.CompositeType type, UnaryOperator<String> of) {
        return type.attributes().stream()
                .map(attribute -> new Literal(attribute.name().name() + " " + of.apply(attribute.type())).toString())
                .collect(Collectors.joining(", ", "array[", "]::text[]"));
    }

    /** Returns the type that takes values of every length. */
    private static String unlimited(String type) {
        return MODIFIER.matcher(type).replaceAll("");
    }

    private static String literals(String... texts) {
        return Stream.of(texts)
                .distinct()
                .map(text -> new Literal(text).toString())
                .collect(Collectors.joining(", "));
    }
}
