package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

class GenerationIT {
    @Test
    void generate_tellsWhoMayApplyAScript() {
        try (TestDatabase source = Servers.oldest().newDatabase("generation")) {
            String url = source.as("rowferry_test_clerk").url();

            Operator.Answer answer = new Operator(Map.of()).types("generate", "tracking", "--source", url, "--apply");

            assertThat(answer.code()).isEqualTo(ExitCode.SOURCE.number());
            assertThat(answer.text())
                    .startsWith("rowferry: permission denied on rowferry_test_clerk@")
                    .contains("name that role with --source " + source.url().replaceFirst("//[^@]*@", "//OWNER@"));
        }
    }

    @Test
    void generateImporter_makesIndexesAndForeignKeysWhereTheyAreAskedFor() {
        try (TestDatabase source = Servers.newest().newDatabase("generation");
                TestDatabase target = Servers.oldest().newDatabase("generation")) {
            source.execute("""
                    create type public."Mood's" as enum ('it''s ok');
                    create table public.orders (id integer primary key, mood public."Mood's");
                    create table public."Order-Lines" (
                        id integer primary key, "the order" integer references public.orders on delete cascade
                    ) partition by range (id);
                    create table public.leaf partition of public."Order-Lines" default;
                    create index "by Order" on public."Order-Lines" ("the order")""");
            String made = "select count(*) from pg_class where relname = 'by Order' union all"
                    + " select count(*) from pg_constraint where contype = 'f' order by 1";
            for (String[] options : List.of(new String[0], new String[] {"--indexes", "--foreign-keys"})) {
                Operator.Answer answer = new Operator(Map.of())
                        .types(Stream.concat(
                                        Stream.of("generate", "importer", "public.orders", "public.\"Order-Lines\""),
                                        Stream.concat(
                                                Stream.of(
                                                        "--source", source.url(), "--target", target.url(), "--apply"),
                                                Stream.of(options)))
                                .toArray(String[]::new));
                assertThat(answer.code()).as(answer.text()).isZero();
                String count = String.valueOf(options.length / 2);
                assertThat(target.query(made)).containsExactly(List.of(count), List.of(count));
            }
        }
    }
}
