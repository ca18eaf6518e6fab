package org.rowferry.random;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rowferry.schema.TableName;

/** A partition as it is drawn, and as it is after each thing that is drawn to happen to it. */
final class DraftPartition {
    static final String DEFAULT = "default";

    private final TableName parent;
    private final String bounds;
    private TableName name;
    private Optional<Partitioning> below;
    private State state = State.ATTACHED;

    enum State {
        ATTACHED,
        /** A table of its own, with the rows that it had. */
        DETACHED,
        ABSENT
    }

    /**
     * Makes one that is attached.
     *
     * @param bounds its rows, as its definition has them
     * @param below how it is divided itself; empty for one that holds rows
     */
    DraftPartition(TableName parent, TableName name, String bounds, Optional<Partitioning> below) {
        this.parent = parent;
        this.name = name;
        this.bounds = bounds;
        this.below = below;
    }

    TableName parent() {
        return parent;
    }

    TableName name() {
        return name;
    }

    Optional<Partitioning> below() {
        return below;
    }

    State state() {
        return state;
    }

    boolean isAttached() {
        return state == State.ATTACHED;
    }

    boolean isDefault() {
        return bounds.equals(DEFAULT);
    }

    /** Returns whether a table that was one of its partitions is on its own. */
    boolean hasDetached() {
        return below.stream().flatMap(Partitioning::all).anyMatch(part -> part.state == State.DETACHED);
    }

    void become(State now) {
        state = now;
    }

    void rename(TableName now) {
        name = now;
    }

    /** Has another table be the partition, one that holds its rows itself. */
    void replace(TableName other) {
        name = other;
        below = Optional.empty();
    }

    /** Returns the statements that make it, with what is below it; none where it is to be missing. */
    List<String> definition() {
        if (state == State.ABSENT) {
            return List.of();
        }
        String made = "create table " + name + " partition of " + parent + " " + bounds
                + below.map(Partitioning::clause).orElse("");
        return Stream.concat(Stream.of(made), below.stream().flatMap(how -> how.definition().stream()))
                .toList();
    }

    String detach() {
        return "alter table " + parent + " detach partition " + name;
    }

    String attach() {
        return "alter table " + parent + " attach partition " + name + " " + bounds;
    }
}
