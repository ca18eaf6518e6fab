package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;

/** A table that foreign keys lead to is merged: no row that stays is ever deleted. */
class MergeIT {
    private static final TableName CITIES = TableName.of("public", "Cities");

    private final Operator operator = new Operator(Map.of());
    private final TestDatabase source = Servers.newest().newDatabase("merge_source");
    private final TestDatabase target = Servers.oldest().newDatabase("merge_target");

    @TempDir
    private Path folder;

    @BeforeEach
    void ship() throws IOException {
        // A type without an equality operator is among the columns.
        source.execute("create table \"Cities\" (id int primary key, \"group\" text, at point);"
                + " insert into \"Cities\" select g, 'city ' || g, point(g, g) from generate_series(1, 10) g");
        for (String side : new String[] {"exporter", "importer"}) {
            Files.writeString(
                    config(side),
                    String.format(
                            Locale.ROOT,
                            """
                    %s: %s
                    %s:
                      cities:
                        %s: %s
                        tables: [public."Cities"]
                    """,
                            side.equals("exporter") ? "source" : "target",
                            (side.equals("exporter") ? source : target).url().replaceFirst(":[^/@]*@", "@"),
                            side.equals("exporter") ? "targets" : "inboxes",
                            side.equals("exporter") ? "outbox" : "from",
                            folder));
        }
        types("generate", "tracking", "--apply", "--config", config("exporter").toString());
        types(
                "generate",
                "exporter",
                CITIES.toString(),
                "--apply",
                "--config",
                config("exporter").toString());
        types(
                "generate",
                "importer",
                CITIES.toString(),
                "--apply",
                "--config",
                config("exporter").toString(),
                "--config",
                config("importer").toString());
        target.execute("create table trips (city int references \"Cities\" on delete cascade);"
                + " insert into \"Cities\" values (1), (2), (11); insert into trips values (1), (2), (11)");
    }

    @AfterEach
    void drop() {
        source.close();
        target.close();
    }

    private Path config(String side) {
        return folder.resolve(side + ".yaml");
    }

    private String types(String... words) {
        Operator.Answer answer = operator.types(words);
        assertThat(answer.code()).as(answer.text()).isZero();
        return answer.text();
    }

    private String shipAndImport() throws SQLException {
        types("export", "--config", config("exporter").toString());
        String answer = types("import", "--config", config("importer").toString());
        try (Connection ofSource = source.connect();
                Connection ofTarget = target.connect()) {
            Tables.assertEqual(ofSource, ofTarget, CITIES);
        }
        return answer;
    }

    @Test
    void importer_writesOnlyRowsThatDiffer() throws SQLException {
        types("export", "--config", config("exporter").toString());
        Operator.Answer refusal =
                operator.types("import", "--config", config("importer").toString());
        assertThat(refusal.code()).as(refusal.text()).isEqualTo(ExitCode.TARGET.number());
        assertThat(refusal.text())
                .contains("trips_city_fkey would delete rows of public.trips", "(id)=(11) of public.\"Cities\"");
        target.execute("delete from trips where city = 11");
        assertThat(types("import", "--config", config("importer").toString()))
                .contains("1 deleted, 2 updated, 8 inserted");
        assertThat(target.query("select city from trips order by city"))
                .as("rows that follow those that stayed")
                .isEqualTo(Stream.of("1", "2").map(List::of).toList());

        source.execute("update \"Cities\" set \"group\" = \"group\" where id < 9;"
                + " update \"Cities\" set at = point(0, 0) where id = 9; delete from \"Cities\" where id = 10");
        assertThat(shipAndImport()).contains("1 deleted, 1 updated, 0 inserted");
        assertThat(target.query("select count(*), count(distinct xmin::text) from \"Cities\""))
                .as("rows, and the transactions that wrote them")
                .isEqualTo(List.of(List.of("9", "2")));
    }
}
