package org.rowferry.random;

import java.util.Optional;
import org.rowferry.history.Dice;
import org.rowferry.schema.Identifier;

/**
 * A column as it is drawn.
 *
 * @param notNull it holds no NULL
 * @param origin where its values come from
 */
record DraftColumn(Identifier name, ValueType type, boolean notNull, Origin origin) {

    /** Where a column's values come from. */
    sealed interface Origin permits Given, Defaulted, Identity, Generated {}

    /** Each statement gives one. */
    record Given() implements Origin {}

    /** Statements may leave it to the default. */
    record Defaulted(String expression) implements Origin {}

    /** The server counts; a statement may override it. */
    record Identity(String how) implements Origin {}

    /** The server computes it from the row; {@code how} is stored or virtual. */
    record Generated(String expression, String how) implements Origin {}

    static DraftColumn plain(Identifier name, ValueType type, boolean notNull) {
        return new DraftColumn(name, type, notNull, new Given());
    }

    boolean isGenerated() {
        return origin instanceof Generated;
    }

    /** Returns whether a statement may leave it out. */
    boolean mayBeLeftOut() {
        return !notNull || origin instanceof Defaulted || origin instanceof Identity;
    }

    /** Returns a value for it, NULL now and then where it may be. */
    String draw(Dice dice) {
        return !notNull && dice.oneIn(6) ? "null" : type.draw().apply(dice);
    }

    /** Returns it as a table's definition has it. */
    String definition() {
        String end = notNull ? " not null" : "";
        if (origin instanceof Defaulted defaulted) {
            end += " default " + defaulted.expression();
        } else if (origin instanceof Identity identity) {
            end += " generated " + identity.how() + " as identity";
        } else if (origin instanceof Generated generated) {
            end += " generated always as (" + generated.expression() + ") " + generated.how();
        }
        return name + " " + type + end;
    }

    Optional<Generated> generated() {
        return origin instanceof Generated generated ? Optional.of(generated) : Optional.empty();
    }
}
