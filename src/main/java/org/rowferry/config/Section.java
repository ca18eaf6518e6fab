package org.rowferry.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.rowferry.report.Failure;

/**
 * A map of the configuration, asked for its keys by the room whose settings it holds.
 *
 * <p>A problem of a key is recorded, and a stand-in value returned, so that one run finds all problems;
 * {@link Configuration#finish} then throws. A key that was never asked for is unknown.
 */
public final class Section {
    private final String path;
    private final Node.Mapping content;
    private final Configuration owner;
    private final Set<String> asked = new LinkedHashSet<>();
    private final Set<String> problems = new LinkedHashSet<>();

    Section(String path, Node.Mapping content, Configuration owner) {
        this.path = path;
        this.content = content;
        this.owner = owner;
    }

    /** Notes a problem if the key is missing or has nothing behind it; returns this section to go on with. */
    public Section required(String key) {
        Optional<Node> node = ask(key);
        if (node.isEmpty() && holds(key)) {
            problem(key, notAText(new Node.Nothing()));
        } else if (node.isEmpty()) {
            problem(key, "is missing");
        }
        return this;
    }

    /** Returns whether the key is missing, or has nothing behind it, or a list or a map of nothing. */
    public boolean isEmpty(String key) {
        return ask(key).filter(node ->
                        !(node instanceof Node.Items items && items.nodes().isEmpty()))
                .filter(node ->
                        !(node instanceof Node.Mapping map && map.nodes().isEmpty()))
                .isEmpty();
    }

    /** Returns whether anything stands behind the key. */
    public boolean has(String key) {
        return ask(key).isPresent();
    }

    public Optional<String> text(String key) {
        return only(Node.Scalar.class, key, "a text").map(Node.Scalar::text);
    }

    /** Returns the text, or an empty one after a problem was noted. */
    public String requiredText(String key) {
        return required(key).text(key).orElse("");
    }

    /**
     * Returns what is read from the text. Where reading throws {@link IllegalArgumentException}, its message is the
     * problem; a {@link Failure}'s hints are told, too.
     */
    public <T> Optional<T> value(String key, Function<String, T> read) {
        return text(key).flatMap(text -> {
            try {
                return Optional.of(read.apply(text));
            } catch (IllegalArgumentException e) {
                problem(key, String.valueOf(e.getMessage()));
            } catch (Failure e) {
                problem(key, String.valueOf(e.getMessage()));
                owner.hint(e.hints());
            }
            return Optional.empty();
        });
    }

    /** Returns a span such as {@code 14 days}, {@code 30s} or {@code 1h 30m}. */
    public Duration duration(String key, Duration fallback) {
        return value(key, Durations::parse).orElse(fallback);
    }

    /** Returns a number of bytes such as {@code 8 MB}. */
    public Size size(String key, Size fallback) {
        return value(key, Size::parse).orElse(fallback);
    }

    /** Returns a whole number. */
    public long number(String key, long fallback) {
        return value(key, Section::whole).orElse(fallback);
    }

    /** Returns whether the key says true, yes or on. */
    public boolean flag(String key, boolean fallback) {
        return value(key, Section::truth).orElse(fallback);
    }

    /** Returns the constant whose name is written in lower case, with '-' for '_'. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
        return choice(key, type).orElse(fallback);
    }

    /** Returns one of a few words; empty where the key is missing. */
    public <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
        return value(key, text -> constant(type, text));
    }

    /** Returns a list of texts in their order; empty where the key is missing. */
    public List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        List<Node> nodes = items(key);
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i) instanceof Node.Scalar scalar) {
                texts.add(scalar.text());
            } else {
                problem(Paths.item(key, i), notAText(nodes.get(i)));
            }
        }
        return texts;
    }

    /** Returns the texts of a map of names, in their order; empty where the key is missing. */
    public Map<String, String> values(String key) {
        Map<String, String> values = new LinkedHashMap<>();
        only(Node.Mapping.class, key, "a map of names")
                .ifPresent(mapping -> mapping.nodes().forEach((name, node) -> {
                    if (node instanceof Node.Scalar scalar) {
                        values.put(name, scalar.text());
                    } else {
                        problem(Paths.join(key, name), notAText(node));
                    }
                }));
        return values;
    }

    private String notAText(Node node) {
        if (node instanceof Node.Nothing) {
            hint("A bare null or ~ is nothing in YAML; a name or a text null stands in quotes: 'null'.");
        }
        return "is " + node.kind() + (node instanceof Node.Nothing ? "" : ", not a text");
    }

    /** Returns the map below the key. */
    Optional<Section> section(String key) {
        return only(Node.Mapping.class, key, "a map").map(mapping -> below(key, mapping));
    }

    /** Returns the maps below the key by their names, in their order; empty where the key is missing. */
    public Map<String, Section> sections(String key) {
        Map<String, Section> sections = new LinkedHashMap<>();
        only(Node.Mapping.class, key, "a map of names")
                .ifPresent(mapping -> mapping.nodes()
                        .forEach((name, node) ->
                                sections.put(name, below(Paths.join(key, name), mapping(key, name, node)))));
        return sections;
    }

    /**
     * Returns what is read from the name of a map below the key, or nothing after a problem was noted. The map's own keys
     * are to be read all the same, since they would be unknown otherwise.
     */
    public <T> Optional<T> name(String key, String name, Function<String, T> read) {
        try {
            return Optional.of(read.apply(name));
        } catch (IllegalArgumentException e) {
            problem(Paths.join(key, name), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /**
     * Returns the items of a list in their order; empty where the key is missing. An item is a map, or a text that
     * stands for a map with the leading key alone.
     */
    public List<Section> entries(String key, String leading) {
        List<Section> entries = new ArrayList<>();
        List<Node> nodes = items(key);
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (node instanceof Node.Scalar) {
                entries.add(below(Paths.item(key, i), new Node.Mapping(Map.of(leading, node))));
            } else if (node instanceof Node.Mapping mapping) {
                entries.add(below(Paths.item(key, i), mapping));
            } else {
                problem(Paths.item(key, i), "is " + node.kind() + ", not a text or a map with '" + leading + "'");
            }
        }
        return entries;
    }

    /** Tells, beside the problems if there are any, what may have brought them about. */
    public void hint(String hint) {
        owner.hint(List.of(hint));
    }

    /** Returns whether the file has the key, without asking for it: it stays unknown where nobody else does. */
    public boolean holds(String key) {
        return content.nodes().containsKey(key);
    }

    /** Returns whether the file says this key and no other: then nothing else need be asked for. */
    public boolean holdsOnly(String key) {
        return content.nodes().size() == 1 && holds(key);
    }

    /** Notes what is wrong with a key, in lower case without a full stop. */
    public void problem(String key, String message) {
        problems.add(Paths.join(path, key) + ": " + message);
    }

    /** Returns the file that this section is of. */
    public Configuration configuration() {
        return owner;
    }

    /** Returns the unknown keys, then what was noted. */
    List<String> problems() {
        List<String> all = new ArrayList<>();
        for (String key : content.nodes().keySet()) {
            if (!asked.contains(key)) {
                all.add(Paths.join(path, key) + ": unknown key" + DidYouMean.suffix(key, asked));
            }
        }
        all.addAll(problems);
        return all;
    }

    /** Returns the paths of the keys that were asked for. */
    Stream<String> asked() {
        return asked.stream().map(key -> Paths.join(path, key));
    }

    /** Returns the paths of the keys that are there. */
    Stream<String> shown() {
        return content.keys().stream().map(key -> Paths.join(path, key));
    }

    private Optional<Node> ask(String key) {
        asked.add(key);
        Node node = content.nodes().get(key);
        return node instanceof Node.Nothing ? Optional.empty() : Optional.ofNullable(node);
    }

    private <N extends Node> Optional<N> only(Class<N> type, String key, String wanted) {
        Optional<Node> node = ask(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (!type.isInstance(node.get())) {
            problem(key, "is " + node.get().kind() + ", not " + wanted);
            return Optional.empty();
        }
        return node.map(type::cast);
    }

    private List<Node> items(String key) {
        return only(Node.Items.class, key, "a list").map(Node.Items::nodes).orElse(List.of());
    }

    private Node.Mapping mapping(String key, String name, Node node) {
        if (node instanceof Node.Mapping mapping) {
            return mapping;
        }
        if (!(node instanceof Node.Nothing)) {
            problem(Paths.join(key, name), "is " + node.kind() + ", not a map");
        }
        return Node.Mapping.EMPTY;
    }

    private Section below(String key, Node.Mapping mapping) {
        return owner.open(Paths.join(path, key), mapping);
    }

    private static long whole(String text) {
        if (!text.matches("-?\\d{1,18}")) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number");
        }
        return Long.parseLong(text);
    }

    private static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is not true or false");
        };
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        Map<String, E> names = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            names.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        E constant = names.get(text);
        if (constant == null) {
            throw new IllegalArgumentException("'" + text + "' is none of " + String.join(", ", names.keySet())
                    + DidYouMean.suffix(text, names.keySet()));
        }
        return constant;
    }
}
