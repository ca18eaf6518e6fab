package org.rowferry.catalog;

import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * A trigger of a table or of one of its partitions.
 *
 * @param beforeRow it fires before a row is written, and may change or swallow it
 */
public record Trigger(TableName table, Identifier name, State state, boolean beforeRow) {
    /** When it fires, by the letter of {@code pg_trigger.tgenabled}. */
    public enum State {
        ENABLED("O", "enable"),
        ALWAYS("A", "enable always"),
        REPLICA("R", "enable replica"),
        DISABLED("D", "disable");

        private final String letter;
        private final String words;

        State(String letter, String words) {
            this.letter = letter;
            this.words = words;
        }

        static State of(String letter) {
            for (State state : values()) {
                if (state.letter.equals(letter)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("no trigger is '" + letter + "'");
        }
    }

    public boolean isEnabled() {
        return state != State.DISABLED;
    }

    /** Returns whether it fires for what a session without further settings writes. */
    public boolean fires() {
        return state == State.ENABLED || state == State.ALWAYS;
    }

    /** Returns the statement that brings it into a state; on a partitioned table, its partitions' copies too. */
    public String put(State wanted) {
        return "alter table " + table + " " + wanted.words + " trigger " + name;
    }
}
