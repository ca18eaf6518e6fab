package org.rowferry.endtoend;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.rowferry.connection.Endpoint;
import org.rowferry.ddl.Scripts.TargetOptions;
import org.rowferry.ddl.TargetPlan;
import org.rowferry.schema.Identifier;
import org.rowferry.testing.TestDatabase;

/** A target with the tables that the product makes from the source's catalog. */
final class Target implements AutoCloseable {
    private static final TargetOptions OPTIONS =
            new TargetOptions(Source.SCHEMA, Optional.of(new Identifier("ferry_importer")), TargetOptions.FILLFACTOR);

    private final TestDatabase superuser;
    private final TestDatabase owner;
    private final TestDatabase importer;
    private final TargetPlan plan;

    private final boolean guest;

    private Target(TestDatabase superuser, TargetPlan plan) {
        this(superuser, superuser.as("ferry_target_owner"), superuser.as("ferry_importer"), plan, false);
    }

    private Target(TestDatabase superuser, TestDatabase owner, TestDatabase importer, TargetPlan plan, boolean guest) {
        this.superuser = superuser;
        this.owner = owner;
        this.importer = importer;
        this.plan = plan;
        this.guest = guest;
    }

    /** Returns the same target for one who does not drop it. */
    Target guest() {
        return new Target(superuser, owner, importer, plan, true);
    }

    static Target on(TestDatabase superuser, ShippedSchema cargo, TargetPlan plan) {
        Target target = new Target(superuser, plan);
        Roles.giveSchemas(target.superuser, cargo, "ferry_target_owner");
        target.generate();
        target.owner.execute(cargo.targetSql());
        return target;
    }

    /** Makes the tables that are not there. */
    void generate() {
        owner.execute("begin;\n" + Source.SCRIPTS.importer(OPTIONS, plan).body() + "commit;");
    }

    Target copied() {
        owner.close();
        importer.close();
        return new Target(superuser.copy("target"), plan);
    }

    TestDatabase superuser() {
        return superuser;
    }

    TestDatabase owner() {
        return owner;
    }

    /** Empties the tables and the tracking. */
    void forget(ShippedSchema cargo) {
        superuser.execute("truncate "
                + String.join(", ", cargo.tables().stream().map(String::valueOf).toList()));
        superuser.execute("delete from rowferry.import_tracking; delete from rowferry.import_bundle");
    }

    Endpoint endpoint() {
        return Endpoint.parse(importer.url(), Map.of());
    }

    @Override
    public void close() {
        if (!guest) {
            takeBackTheOwnersRights();
            superuser.close();
        }
    }

    /** Roles are of all databases of a server: while another test has them, they keep what this one granted. */
    private void takeBackTheOwnersRights() {
        try (Connection fresh = superuser.connect();
                Statement statement = fresh.createStatement()) {
            statement.execute("revoke ferry_target_owner from ferry_importer");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
