package org.rowferry.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.ddl.Scripts.TargetOptions;
import org.rowferry.schema.Identifier;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** What the script for a target makes. */
class ImporterScriptIT {
    private static final Scripts SCRIPTS = new Scripts(Templates.packaged(), "0.0.0");
    private static final TargetOptions OPTIONS = new TargetOptions(
            new Identifier("Row's \"Ferry\""), Optional.of(new Identifier("ddl_importer")), TargetOptions.FILLFACTOR);

    static Stream<Server> servers() {
        return Stream.of(Servers.oldest(), Servers.newest());
    }

    @ParameterizedTest
    @MethodSource("servers")
    void tables_haveTheSourcesColumnsTypesAndKeys(Server server) {
        try (TestDatabase target = server.newDatabase("ddl");
                TestDatabase importer = target.as("ddl_importer")) {
            target.execute(script());
            target.execute(script());
            assertThat(target.query("""
                            select attname, format_type(atttypid, atttypmod), attnotnull::text,
                                coalesce((select collname from pg_collation where oid = attcollation), '')
                            from pg_attribute
                            where attrelid = '"My Schema"."Order-Lines"'::regclass and attnum > 0 order by attnum"""))
                    .containsExactly(
                            List.of("group", "integer", "true", ""),
                            List.of("Qty \"x\"", "text", "true", "C"),
                            List.of(Samples.LONG, "character varying(7)[]", "false", "default"));
            assertThat(target.value("""
                            select pg_get_constraintdef(oid) from pg_constraint
                            where conrelid = '"My Schema"."Order-Lines"'::regclass and contype = 'p'""")).isEqualTo("PRIMARY KEY (\"group\", \"Qty \"\"x\"\"\")");
            importer.execute("""
                    insert into public.orders values (1, now(), 'x');
                    insert into "My Schema"."Order-Lines" values (1, 'x');
                    delete from "My Schema"."Order-Lines";
                    select from "Row's ""Ferry\""".import_tracking, "Row's ""Ferry\""".import_bundle""");
        }
    }

    /** Schemas that a DBA has made need no right to make one. */
    @ParameterizedTest
    @MethodSource("servers")
    void ownerOfTheSchemas_needsNoRightOnTheDatabase(Server server) {
        try (TestDatabase target = server.newDatabase("ddl");
                TestDatabase owner = target.as("ddl_owner");
                TestDatabase importer = target.as("ddl_importer")) {
            target.execute("""
                    create schema "My Schema" authorization ddl_owner;
                    create schema "Row's ""Ferry\""" authorization ddl_owner;
                    alter schema public owner to ddl_owner""");
            owner.execute(script());
            assertThat(importer.value("select count(*) from public.orders")).isEqualTo("0");
        }
    }

    private static String script() {
        List<TableToCreate> tables = Stream.concat(Samples.plainTargets().stream(), Samples.uglyTargets().stream())
                .toList();
        return "begin;\n" + SCRIPTS.importer(OPTIONS, TargetPlan.of(tables)).body() + "commit;";
    }
}
