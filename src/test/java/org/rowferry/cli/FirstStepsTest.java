package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.config.Configuration;
import org.rowferry.connection.Endpoint;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

class FirstStepsTest {
    private static final TableName UGLY = TableName.of("a.b \"c\": #\n", "Order-Lines");
    private static final TableName LOG = TableName.of("a.b \"c\": #\n", "*");

    @TempDir
    private Path folder;

    private FirstSteps steps(Optional<Endpoint> target) {
        return steps(target, new Identifier("rowferry"));
    }

    private FirstSteps steps(Optional<Endpoint> target, Identifier own) {
        return new FirstSteps(
                Endpoint.parse("postgresql://owner:secret@db1/Our%20Shop?sslmode=require", Map.of()),
                target,
                new StreamName("reporting"),
                own,
                new FoundTables(
                        List.of(UGLY, TableName.of("public", "orders")),
                        List.of(
                                new FoundTables.Left(LOG, new Failure(Family.SOURCE, LOG + " has no primary key")),
                                new FoundTables.Left(
                                        TableName.of("other", "log"), new Failure(Family.SOURCE, "no key either"))),
                        List.of(new Identifier("the 'owner'"))),
                folder);
    }

    @Test
    void filesForNamesThatNeedQuotes_areReadAsTheyAreMeant() throws IOException {
        FirstSteps steps = steps(Optional.empty());
        Configuration exporter = Configuration.read(Files.writeString(folder.resolve("e.yaml"), steps.exporter()));
        ExporterFile read = ExporterFile.read(exporter.root(), Map.of());
        exporter.finish();
        assertThat(read.exporter().patternSchemas()).containsExactly(UGLY.schema(), new Identifier("public"));
        assertThat(read.exporter().resolved(List.of(UGLY, LOG)).tables()).containsExactly(UGLY);
        Configuration importer = Configuration.read(Files.writeString(folder.resolve("i.yaml"), steps.importer()));
        assertThat(ImporterFile.read(importer.root(), Map.of()).patternSchemas())
                .containsExactlyInAnyOrder(UGLY.schema(), new Identifier("public"));
        importer.finish();
    }

    @Test
    void ownSchemaOfAnotherName_isInBothFiles_andInTheCommandsThatReadNeither() throws IOException {
        Identifier own = new Identifier("Our: ferry");
        FirstSteps steps = steps(Optional.empty(), own);
        Configuration exporter = Configuration.read(Files.writeString(folder.resolve("e.yaml"), steps.exporter()));
        assertThat(ExporterFile.read(exporter.root(), Map.of()).exporter().schema())
                .isEqualTo(own);
        Configuration importer = Configuration.read(Files.writeString(folder.resolve("i.yaml"), steps.importer()));
        assertThat(ImporterFile.read(importer.root(), Map.of()).target().schema())
                .isEqualTo(own);
        String option = " --schema 'Our: ferry'";
        assertThat(steps.printed())
                .anySatisfy(line -> assertThat(line).contains("generate tracking ", option + " --apply"))
                .anySatisfy(line -> assertThat(line).contains("generate importer ", option + " > importer.sql"));
        assertThat(steps(Optional.empty()).exporter() + steps(Optional.empty()).printed())
                .doesNotContain("schema:", "--schema");
    }

    @Test
    void readme_showsTheFilesWithoutTheirComments() throws IOException {
        FirstSteps steps = new FirstSteps(
                Endpoint.parse("postgresql://shop_owner@db1:5432/shop", Map.of()),
                Optional.of(Endpoint.parse("postgresql://warehouse_owner@db2:5432/warehouse", Map.of())),
                new StreamName("reporting"),
                new Identifier("rowferry"),
                new FoundTables(
                        List.of(TableName.of("public", "orders")), List.of(), List.of(new Identifier("shop_owner"))),
                folder);
        String readme = Files.readString(Path.of("README.md"));
        for (String file : List.of(steps.exporter(), steps.importer())) {
            assertThat(readme)
                    .contains(file.lines()
                            .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
                            .map(line -> "    " + line + "\n")
                            .collect(Collectors.joining("", "\n", "\n")));
        }
    }

    @Test
    void passwords_areInNoFileAndInNoCommand() {
        FirstSteps steps =
                steps(Optional.of(Endpoint.parse("host=db2 dbname=dw user=dw_owner password=secret", Map.of())));
        assertThat(steps.exporter() + steps.importer() + steps.printed())
                .doesNotContain("secret")
                .contains("rowferry_exporter@db1:5432/Our%20Shop?sslmode=require&passfile=/etc/rowferry/pgpass")
                .contains("rowferry_importer@db2:5432/dw?passfile=/etc/rowferry/pgpass")
                .contains("dw_owner@db2:5432/dw");
    }

    @Test
    void fileThatExists_isNeverWrittenOver() throws IOException {
        Path importer = Files.writeString(folder.resolve(FirstSteps.IMPORTER), "mine");
        NewFiles files = new NewFiles(folder);
        assertThatThrownBy(() -> files.refuseExisting(List.of(FirstSteps.EXPORTER, FirstSteps.IMPORTER)))
                .hasMessage(importer + " exists, and init changes no file");
        assertThatThrownBy(() -> files.write(FirstSteps.EXPORTER, "a", FirstSteps.IMPORTER, "b"))
                .as("somebody made it a moment ago")
                .hasMessage(importer + " exists, and init changes no file");
        assertThat(importer).hasContent("mine");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).as("both or none, and nothing beside them").containsExactly(importer);
        }
    }
}
