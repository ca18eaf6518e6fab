package org.rowferry.schema;

/** A position with the snapshot that it stands for: where a stream was cut. Equal numbers with other snapshots are a fork. */
public record Point(Position position, Snapshot snapshot) {}
