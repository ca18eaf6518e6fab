package org.rowferry.endtoend;

import org.rowferry.schema.Identifier;
import org.rowferry.testing.TestDatabase;

/** The rights that a DBA gives before Rowferry comes: a role that owns its schemas and may make one more. */
final class Roles {
    private Roles() {}

    static void giveSchemas(TestDatabase superuser, ShippedSchema cargo, String owner) {
        for (Identifier schema : cargo.schemas()) {
            superuser.execute(
                    "create schema if not exists " + schema + "; alter schema " + schema + " owner to " + owner);
        }
        superuser.execute(cargo.typesSql());
        superuser.execute("grant create on database " + new Identifier(superuser.name()) + " to " + owner);
    }
}
