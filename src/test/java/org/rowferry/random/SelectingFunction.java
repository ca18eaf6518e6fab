package org.rowferry.random;

import org.rowferry.history.Dice;
import org.rowferry.schema.TableName;

/**
 * A function of the source by which a value is masked on its way.
 *
 * @param name the one that the configuration names
 * @param inner the one whose body decides; the same where nothing stands between
 * @param type of its argument and of its value
 */
record SelectingFunction(TableName name, TableName inner, String type) {
    /** Returns statements that make it. */
    String definition(boolean atomic) {
        String made = create(inner, type.equals("text") ? "md5($1)" : "$1 % 5", false);
        return name.equals(inner) ? made : made + ";\n" + create(name, inner + "($1)", atomic);
    }

    /** Returns a statement that has it give other values. */
    String replaced(Dice dice) {
        String seed = Integer.toString(dice.between(1, 9));
        return create(inner, type.equals("text") ? "md5($1 || '" + seed + "')" : "$1 % 5 + " + seed, false);
    }

    private String create(TableName function, String expression, boolean atomic) {
        return "create or replace function " + function + "(" + type + ") returns " + type
                + " language sql stable "
                + (atomic ? "return " + expression : "as $body$ select " + expression + " $body$");
    }
}
