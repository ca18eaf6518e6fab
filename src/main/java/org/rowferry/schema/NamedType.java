package org.rowferry.schema;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A type that somebody made, with what decides which value a text is. Other types are named as {@code format_type} prints
 * them where {@code search_path} is {@code pg_catalog}.
 */
public sealed interface NamedType {
    String name();

    /** Returns what it is, in words that follow 'is'. */
    String definition();

    /** A domain, whose values are those of the type below it. */
    record Domain(String name, String base) implements NamedType {
        @Override
        public String definition() {
            return "a domain over " + base;
        }
    }

    /** A composite type, whose attributes are known by their order. */
    record Composite(String name, List<Attribute> attributes) implements NamedType {
        public Composite {
            attributes = List.copyOf(attributes);
        }

        @Override
        public String definition() {
            return attributes.stream().map(Attribute::toString).collect(Collectors.joining(", ", "(", ")"));
        }
    }

    /** A part of a composite type. */
    record Attribute(Identifier name, String type) {
        @Override
        public String toString() {
            return name + " " + type;
        }
    }

    /** An enum type, with its labels in their order. */
    record Labels(String name, List<String> labels) implements NamedType {
        public Labels {
            labels = List.copyOf(labels);
        }

        @Override
        public String definition() {
            return "an enum of " + listed();
        }

        /** Returns the labels as SQL lists them. */
        public String listed() {
            return labels.stream().map(label -> new Literal(label).toString()).collect(Collectors.joining(", "));
        }
    }

    /** A range type. */
    record Range(String name, String subtype) implements NamedType {
        @Override
        public String definition() {
            return "a range of " + subtype;
        }
    }

    /** The type of several ranges of one type. */
    record Multirange(String name, String range) implements NamedType {
        @Override
        public String definition() {
            return "a multirange of " + range;
        }
    }
}
