package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.rowferry.schema.Literal;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** The script of {@code generate importer} leaves a type alone, which the target has, just where an import takes it. */
class TakesIT {
    private static final List<String> TYPES = List.of(
            "smallint",
            "integer",
            "bigint",
            "oid",
            "real",
            "double precision",
            "money",
            "boolean",
            "numeric",
            "numeric(5,0)",
            "numeric(7,2)",
            "numeric(10,0)",
            "numeric(12,2)",
            "numeric(19,0)",
            "numeric(22,3)",
            "numeric(5,-2)",
            "numeric(7,-2)",
            "numeric(12,-2)",
            "numeric(2,4)",
            "numeric(3,5)",
            "text",
            "name",
            "\"char\"",
            "bpchar",
            "character(1)",
            "character(7)",
            "character varying",
            "character varying(7)",
            "character varying(70)",
            "bytea",
            "xml",
            "json",
            "jsonb",
            "bit(1)",
            "bit(7)",
            "bit(70)",
            "bit varying",
            "bit varying(7)",
            "bit varying(70)",
            "date",
            "time without time zone",
            "time(3) without time zone",
            "time with time zone",
            "time(0) with time zone",
            "timestamp without time zone",
            "timestamp(3) without time zone",
            "timestamp with time zone",
            "timestamp(0) with time zone",
            "timestamp(3) with time zone",
            "interval",
            "interval(3)",
            "interval year to month",
            "interval second",
            "interval second(3)",
            "inet",
            "cidr",
            "macaddr",
            "macaddr8",
            "uuid",
            "point",
            "box",
            "polygon",
            "int4range",
            "int8range",
            "numrange",
            "int4multirange",
            "tsvector",
            "pg_lsn",
            "public.mood",
            "public.\"Mood(7)\"",
            "other.mood",
            "public.box",
            "public.text",
            "public.vector(3)",
            "public.vector(4)");

    @Test
    void takes_saysOfEachPairOfTypesTheSameAsTheImporter() throws IOException {
        List<String> types =
                TYPES.stream().flatMap(type -> Stream.of(type, type + "[]")).toList();
        TreeSet<String> fit = new TreeSet<>();
        types.forEach(source -> types.stream()
                .filter(target -> TypeFit.fits(source, target))
                .forEach(target -> fit.add(source + " -> " + target)));
        String list = types.stream().map(type -> new Literal(type).toString()).collect(Collectors.joining(", "));
        try (TestDatabase database = Servers.oldest().newDatabase("takes")) {
            database.execute(function());
            TreeSet<String> taken = new TreeSet<>();
            database.query("with types as (select unnest(array[" + list
                            + "]) as type) select s.type || ' -> ' || t.type"
                            + " from types s cross join types t where pg_temp.takes(s.type, t.type)")
                    .forEach(row -> taken.add(row.get(0)));
            assertThat(taken).containsAll(fit);
            taken.removeAll(fit);
            assertThat(taken).as("taken by the script alone").isEmpty();
        }
    }

    private static String function() throws IOException {
        return Files.readString(Path.of("ddl-templates/target/takes.sql"))
                .replace("{{helpers}}", "pg_temp")
                .replace("{{quote}}", "$takes$");
    }
}
