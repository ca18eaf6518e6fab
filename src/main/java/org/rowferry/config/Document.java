package org.rowferry.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads one YAML document; keys that stand twice are noted, and the first of them counts. */
final class Document {
    private static final YAMLFactory FACTORY = new YAMLFactory();

    private final YAMLParser parser;
    private final Map<String, Node> anchors = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private Document(YAMLParser parser) {
        this.parser = parser;
    }

    /** The document's map, and what is wrong with it that a reader can live with for a while. */
    record Contents(Node.Mapping root, List<String> problems) {}

    /**
     * Reads the whole text.
     *
     * @throws IOException if it is not YAML
     */
    static Contents read(String text) throws IOException {
        try (YAMLParser parser = FACTORY.createParser(text)) {
            return new Document(parser).contents();
        }
    }

    private Contents contents() throws IOException {
        JsonToken first = parser.nextToken();
        Node root = first == null ? new Node.Nothing() : node(first, "");
        if (parser.nextToken() != null) {
            problems.add("line " + line() + ": a second document begins, where one is read");
        }
        if (root instanceof Node.Mapping mapping) {
            return new Contents(mapping, problems);
        }
        if (!(root instanceof Node.Nothing)) {
            problems.add("the file holds " + root.kind() + ", not a map of keys");
        }
        return new Contents(Node.Mapping.EMPTY, problems);
    }

    private Node node(JsonToken token, String path) throws IOException {
        if (parser.isCurrentAlias()) {
            return repeated(parser.getText(), path);
        }
        String anchor = parser.getObjectId();
        Node node = switch (token) {
            case START_OBJECT -> mapping(path);
            case START_ARRAY -> items(path);
            case VALUE_NULL -> new Node.Nothing();
            default -> new Node.Scalar(parser.getText());
        };
        if (anchor != null) {
            anchors.put(anchor, node);
        }
        return node;
    }

    /** Jackson reports only the anchors of maps and lists. */
    private Node repeated(String alias, String path) {
        Node node = anchors.get(alias);
        if (node == null) {
            problems.add(path + ": is *" + alias + ", which names no map or list above");
            return new Node.Nothing();
        }
        return node;
    }

    private Node.Mapping mapping(String path) throws IOException {
        Map<String, Node> nodes = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            String below = Paths.join(path, key);
            int line = line();
            Node node = node(next(parser), below);
            if (nodes.putIfAbsent(key, node) != null) {
                problems.add(below + ": stands twice, the second time in line " + line);
            }
        }
        return new Node.Mapping(nodes);
    }

    private Node.Items items(String path) throws IOException {
        List<Node> nodes = new ArrayList<>();
        for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
            nodes.add(node(token, Paths.item(path, nodes.size())));
        }
        return new Node.Items(nodes);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static JsonToken next(JsonParser parser) throws IOException {
        return Objects.requireNonNull(parser.nextToken(), "an event inside a collection");
    }
}
