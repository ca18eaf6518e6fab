package org.rowferry.random;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rowferry.history.RowWriter;
import org.rowferry.history.Trail;
import org.rowferry.history.World;
import org.rowferry.schema.Identifier;
import org.rowferry.testing.Server;
import org.rowferry.testing.TestDatabase;

/** A source, a target, those who write and the operator, for one random schema after the other. */
final class SchemaWorld implements World {
    static final int WRITERS = 3;
    /** Writes after the writers, as a replicator. */
    static final int REPLICATOR = WRITERS;

    /** On the source's server, for whoever moves a table there. */
    static final String TABLESPACE = "random_space";

    /** Leaves Rowferry's own tables as they were before there was any table to ship. */
    static final String FORGET_ON_SOURCE = """
            do $$
            declare
                shadow text;
            begin
                for shadow in select shadow_name from rowferry.capture loop
                    execute format('drop table if exists rowferry.%1$I; drop function if exists rowferry.%1$I()', shadow);
                end loop;
                delete from rowferry.capture;
                delete from rowferry.export_target;
                drop schema if exists yesterday cascade;
            end $$""";

    static final String FORGET_ON_TARGET = """
            do $$
            begin
                if to_regclass('rowferry.import_tracking') is not null then
                    delete from rowferry.import_tracking;
                    delete from rowferry.import_bundle;
                end if;
                drop schema if exists yesterday cascade;
            end $$""";

    private final Side source;
    private final Side target;
    private final OperatorCommands operator;
    private final Publisher publisher;
    private final List<RowWriter> writers;
    private final Tally tally;
    private SchemaRun run;
    private List<Identifier> schemas = List.of();

    private SchemaWorld(Side source, Side target, Tally tally) {
        this.tally = tally;
        this.run = new SchemaRun(this, tally, new Trail());
        this.source = source;
        this.target = target;
        this.operator = OperatorCommands.between(source, target);
        this.publisher = new Publisher(target.superuser().server());
        TestDatabase writer = source.superuser().as("random_writer");
        source.superuser().as("random_capture");
        source.superuser()
                .execute("grant random_capture to random_owner;"
                        + " alter default privileges for role random_owner grant all on tables to random_writer");
        this.writers = Stream.concat(
                        IntStream.range(0, WRITERS).mapToObj(i -> new RowWriter(writer, "writer " + i)),
                        Stream.of(RowWriter.replicating(source.superuser())))
                .toList();
        if (source.superuser()
                .query("select from pg_tablespace where spcname = '" + TABLESPACE + "'")
                .isEmpty()) {
            source.superuser().execute("set allow_in_place_tablespaces = on");
            source.superuser().execute("create tablespace " + TABLESPACE + " location ''");
        }
        operator.generateTracking();
    }

    static SchemaWorld between(Server source, Server target, Tally tally) {
        return new SchemaWorld(
                Side.on(source, "random_owner", "random_exporter"),
                Side.on(target, "random_target_owner", "random_importer"),
                tally);
    }

    ServerPair servers() {
        return new ServerPair(source.major(), target.major(), source.hasExtensions() && target.hasExtensions());
    }

    Side source() {
        return source;
    }

    Side target() {
        return target;
    }

    OperatorCommands operator() {
        return operator;
    }

    Publisher publisher() {
        return publisher;
    }

    List<RowWriter> writers() {
        return writers;
    }

    SchemaRun run() {
        return run;
    }

    @Override
    public void begin(Trail trail) {
        run = new SchemaRun(this, tally, trail);
        schemas = List.of();
    }

    void makeSchemas(List<Identifier> names) {
        schemas = names;
        source.makeSchemas(names);
        target.makeSchemas(names);
    }

    /** Each history ends with an event that compares. */
    @Override
    public void finish() {}

    @Override
    public void end() {
        writers.forEach(RowWriter::quiesce);
        source.dropSchemas(schemas);
        target.dropSchemas(schemas);
        source.superuser().execute(Strangers.FORGET + FORGET_ON_SOURCE);
        target.superuser()
                .execute(Strangers.FORGET + FORGET_ON_TARGET + "; revoke random_target_owner from random_importer");
        operator.clear();
    }

    @Override
    public void close() {
        writers.forEach(RowWriter::close);
        operator.close();
        source.close();
        publisher.close();
        target.close();
    }
}
