package org.rowferry.postgres;

import org.rowferry.schema.TableName;

/** A foreign key: the child's columns refer to the parent's. */
public record ForeignKey(String name, long child, TableName childName, long parent, TableName parentName) {}
