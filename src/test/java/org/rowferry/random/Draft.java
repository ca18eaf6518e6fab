package org.rowferry.random;

import java.util.ArrayList;
import java.util.List;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** A schema while it is drawn: features add to it, one after the other. */
final class Draft {
    private final Dice dice;
    private final World world;
    private final UglyNames names;
    private final List<Identifier> schemas = new ArrayList<>();
    private final List<ValueType> types = new ArrayList<>();
    private final List<DraftTable> tables = new ArrayList<>();
    private final StringBuilder onBoth = new StringBuilder();
    private final StringBuilder onSource = new StringBuilder();
    private final StringBuilder onTarget = new StringBuilder();

    Draft(Dice dice, World world) {
        this.dice = dice;
        this.world = world;
        this.names = new UglyNames(dice);
        this.types.addAll(ValueTypes.of(world.olderMajor()));
        for (int i = dice.between(1, 2); i > 0; i--) {
            schemas.add(names.next("s"));
        }
    }

    Dice dice() {
        return dice;
    }

    World world() {
        return world;
    }

    List<Identifier> schemas() {
        return schemas;
    }

    /** Returns the types that columns may have, to read and to add to. */
    List<ValueType> types() {
        return types;
    }

    /** Returns the tables, parents before their children. */
    List<DraftTable> tables() {
        return tables;
    }

    /** Returns a name in some schema that nothing else has. */
    TableName newName(String plain) {
        return new TableName(dice.any(schemas), names.next(plain));
    }

    /** Draws a type; the plain ones often enough that tables look like tables. */
    ValueType anyType() {
        if (dice.oneIn(3)) {
            return dice.any(ValueTypes.INTEGER, ValueTypes.TEXT);
        }
        ValueType type = dice.any(types);
        return dice.oneIn(8) && type.hasArrays() ? type.array() : type;
    }

    /** Draws a type that has a btree equality. */
    ValueType anyKeyType() {
        ValueType type = anyType();
        return type.ordered() ? type : anyKeyType();
    }

    /** Adds a statement that both owners run before there are tables. */
    void onBoth(String statement) {
        onBoth.append(statement).append(";\n");
    }

    /** Adds a statement that the source's owner runs when the tables are there. */
    void onSource(String statement) {
        onSource.append(statement).append(";\n");
    }

    /** Adds a statement that the target's owner runs when the product has made the tables there. */
    void onTarget(String statement) {
        onTarget.append(statement).append(";\n");
    }

    String sqlOnBoth() {
        return onBoth.toString();
    }

    String sqlOnSource() {
        return onSource.toString();
    }

    String sqlOnTarget() {
        return onTarget.toString();
    }
}
