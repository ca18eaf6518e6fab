package org.rowferry.catalog;

/**
 * A foreign key: the child's columns refer to the parent's.
 *
 * @param child the oid of one table, {@code parent} that of the other
 */
public record ForeignKey(String name, long child, long parent) {}
