package org.rowferry.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a YAML document: scalars keep the text that the file holds, since '007' and '1e3' may be names. */
sealed interface Node {
    /** Returns what the operator calls such a part. */
    String kind();

    record Scalar(String text) implements Node {
        @Override
        public String kind() {
            return "a text";
        }
    }

    record Items(List<Node> nodes) implements Node {
        public Items {
            nodes = List.copyOf(nodes);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A map that keeps the order of the file. */
    record Mapping(Map<String, Node> nodes) implements Node {
        static final Mapping EMPTY = new Mapping(Map.of());

        public Mapping {
            nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
        }

        List<String> keys() {
            return new ArrayList<>(nodes.keySet());
        }

        @Override
        public String kind() {
            return "a map";
        }
    }

    /** A key that has nothing behind it. */
    record Nothing() implements Node {
        @Override
        public String kind() {
            return "empty";
        }
    }
}
