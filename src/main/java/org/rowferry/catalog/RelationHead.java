package org.rowferry.catalog;

import org.rowferry.schema.TableName;

/** A relation without its columns and keys: enough to see whether it is there and can be written. */
public record RelationHead(long oid, TableName name, RelationKind kind, Relation.Traits traits, long fileNode) {}
