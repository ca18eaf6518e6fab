package org.rowferry.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Words with parts between them that are worded where they are printed.
 *
 * @param words what stands before each part, and after the last: one more than there are parts
 */
public record Sentence(List<String> words, List<Local> parts) implements Local {
    public Sentence {
        words = List.copyOf(words);
        parts = List.copyOf(parts);
        if (words.size() != parts.size() + 1) {
            throw new IllegalArgumentException(words.size() + " words around " + parts.size() + " parts");
        }
    }

    @Override
    public String in(Surroundings known) {
        List<String> told = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            told.add(words.get(i) + parts.get(i).in(known));
        }
        told.add(words.get(parts.size()));
        return String.join("", told);
    }
}
