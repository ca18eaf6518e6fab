package org.rowferry.catalog;

/** The kind of a relation, by the letter of {@code pg_class.relkind}. */
public enum RelationKind {
    TABLE("r", "a table"),
    PARTITIONED_TABLE("p", "a partitioned table"),
    VIEW("v", "a view"),
    MATERIALIZED_VIEW("m", "a materialized view"),
    FOREIGN_TABLE("f", "a foreign table"),
    OTHER("", "no table");

    private final String letter;
    private final String words;

    RelationKind(String letter, String words) {
        this.letter = letter;
        this.words = words;
    }

    static RelationKind of(String letter) {
        for (RelationKind kind : values()) {
            if (kind.letter.equals(letter)) {
                return kind;
            }
        }
        return OTHER;
    }

    String letter() {
        return letter;
    }

    /** Returns the kind in words: {@code a view}. */
    public String words() {
        return words;
    }
}
