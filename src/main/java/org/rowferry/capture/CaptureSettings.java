package org.rowferry.capture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.capture.CaptureMethod.Deletes;
import org.rowferry.capture.CaptureMethod.Overlap;
import org.rowferry.capture.CaptureMethod.Watermark;
import org.rowferry.config.Durations;
import org.rowferry.config.Section;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Selection;

/**
 * How a table is read, as its entry in a configuration says.
 *
 * @param key the columns that tell its rows apart, where the operator says so; else its primary key, or a unique index
 * @param selection what is shipped of it
 * @param method how it becomes known which of its rows changed
 */
public record CaptureSettings(Optional<Key> key, Selection selection, CaptureMethod method) {
    /** All of a table, as its triggers tell. */
    public static final CaptureSettings USUAL =
            new CaptureSettings(Optional.empty(), Selection.EVERYTHING, CaptureMethod.TRIGGERS);

    /** Returns what is said where nothing but a selection is. */
    public static CaptureSettings of(Selection selection) {
        return new CaptureSettings(USUAL.key(), selection, USUAL.method());
    }

    /** Returns the key of no columns where the table may do without one. */
    public Optional<Key> toldKey() {
        return key.or(() -> method instanceof CaptureMethod.Whole ? Optional.of(Key.NONE) : Optional.empty());
    }

    /** The words for a {@link CaptureMethod}. */
    private enum Word {
        TRIGGER,
        SNAPSHOT,
        WATERMARK
    }

    /** Reads {@code key}, {@code columns}, {@code transform}, {@code where}, {@code capture} and what goes with it. */
    public static CaptureSettings read(Section entry) {
        return new CaptureSettings(key(entry), selection(entry), method(entry));
    }

    private static Optional<Key> key(Section entry) {
        List<Identifier> columns = identifiers(entry, "key");
        try {
            return columns.isEmpty() ? Optional.empty() : Optional.of(new Key(columns));
        } catch (IllegalArgumentException e) {
            entry.problem("key", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Selection selection(Section entry) {
        List<Identifier> columns = identifiers(entry, "columns");
        Map<Identifier, String> transform = new LinkedHashMap<>();
        entry.values("transform")
                .forEach((name, expression) -> identifier(entry, "transform", name)
                        .ifPresent(column -> {
                            if (expression.isBlank()) {
                                entry.problem("transform", "says nothing for " + column);
                            } else if (!columns.isEmpty() && !columns.contains(column)) {
                                entry.problem("transform", "names " + column + ", which 'columns' leaves out");
                            }
                            transform.put(column, expression);
                        }));
        Optional<String> where = entry.text("where");
        if (where.filter(String::isBlank).isPresent()) {
            entry.problem("where", "is empty");
        }
        return new Selection(columns, transform, where);
    }

    private static CaptureMethod method(Section entry) {
        Word word = entry.choice("capture", Word.class, Word.TRIGGER);
        List<Identifier> columns = identifiers(entry, "watermark");
        Optional<Overlap> overlap = entry.value("overlap", CaptureSettings::overlap);
        Optional<Deletes> deletes =
                entry.text("deletes").map(text -> entry.choice("deletes", Deletes.class, Deletes.KEYS));
        if (word != Word.WATERMARK) {
            Map<String, Boolean> said = new LinkedHashMap<>();
            said.put("watermark", !columns.isEmpty());
            said.put("overlap", overlap.isPresent());
            said.put("deletes", deletes.isPresent());
            said.entrySet().stream()
                    .filter(Map.Entry::getValue)
                    .forEach(key -> entry.problem(key.getKey(), "belongs to 'capture: watermark'"));
            return word == Word.TRIGGER ? CaptureMethod.TRIGGERS : CaptureMethod.WHOLE;
        }
        if (entry.isEmpty("watermark")) {
            entry.problem("watermark", "names no column, such as [date_insert, date_update]");
        }
        if (columns.isEmpty()) {
            return CaptureMethod.WHOLE;
        }
        return new Watermark(columns, overlap.orElse(Overlap.USUAL), deletes.orElse(Deletes.KEYS));
    }

    private static Overlap overlap(String text) {
        return text.strip().matches("\\d{1,18}")
                ? new Overlap(Overlap.USUAL.time(), Long.parseLong(text.strip()))
                : new Overlap(Durations.parse(text), Overlap.USUAL.number());
    }

    private static List<Identifier> identifiers(Section entry, String key) {
        return entry.texts(key).stream()
                .flatMap(name -> identifier(entry, key, name).stream())
                .toList();
    }

    private static Optional<Identifier> identifier(Section entry, String key, String name) {
        try {
            return Optional.of(Identifier.parse(name));
        } catch (IllegalArgumentException e) {
            entry.problem(key, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
