package org.rowferry.endtoend;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.ddl.TargetOptions;
import org.rowferry.ddl.TargetTable;
import org.rowferry.postgres.Endpoint;
import org.rowferry.schema.Identifier;
import org.rowferry.testing.Server;
import org.rowferry.testing.TestDatabase;

/** A target with the tables that the product makes from the source's catalog. */
final class Target implements AutoCloseable {
    private static final TargetOptions OPTIONS =
            new TargetOptions(Source.SCHEMA, Optional.of(new Identifier("ferry_importer")));

    private final TestDatabase superuser;
    private final TestDatabase owner;
    private final TestDatabase importer;
    private final List<TargetTable> tables;

    private Target(TestDatabase superuser, List<TargetTable> tables) {
        this.tables = tables;
        this.superuser = superuser;
        this.owner = superuser.as("ferry_target_owner");
        this.importer = superuser.as("ferry_importer");
    }

    static Target on(Server server, Cargo cargo, List<TargetTable> tables) {
        Target target = new Target(server.newDatabase("target"), tables);
        Roles.giveSchemas(target.superuser, cargo, "ferry_target_owner");
        target.generate();
        target.owner.execute(cargo.targetSql());
        return target;
    }

    /** Makes the tables that are not there. */
    void generate() {
        owner.execute("begin;\n" + Source.SCRIPTS.importer(OPTIONS, tables).body() + "commit;");
    }

    Target copied() {
        owner.close();
        importer.close();
        return new Target(superuser.copy("target"), tables);
    }

    TestDatabase superuser() {
        return superuser;
    }

    TestDatabase owner() {
        return owner;
    }

    /** Empties the tables and the tracking. */
    void forget(Cargo cargo) {
        superuser.execute("truncate "
                + String.join(", ", cargo.tables().stream().map(String::valueOf).toList()));
        superuser.execute("delete from rowferry.import_tracking; delete from rowferry.import_bundle");
    }

    Endpoint endpoint() {
        return Endpoint.parse(importer.url(), Map.of());
    }

    @Override
    public void close() {
        superuser.close();
    }
}
