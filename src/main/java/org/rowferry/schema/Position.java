package org.rowferry.schema;

/** The number of a bundle in its stream; it stands for that bundle's snapshot. */
public record Position(long number) implements Comparable<Position> {
    public Position {
        if (number < 1) {
            throw new IllegalArgumentException("a position is 1 or more, not " + number);
        }
    }

    @Override
    public int compareTo(Position other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
