package org.rowferry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.report.Failure;
import org.rowferry.schema.TableName;

class TableListTest {
    @TempDir
    private Path folder;

    @Test
    void list_hasItsEntriesInTheirOrder() throws IOException {
        assertThat(read("tables: [shop.orders, {table: 'shop.\"Order-Lines\"'}]"))
                .containsExactly(TableName.of("shop", "orders"), TableName.of("shop", "Order-Lines"));
    }

    @Test
    void eachTableThatIsNamedAgain_isAProblem() {
        assertThat(problems("tables: [shop.a, shop.b, shop.c, shop.A, shop.b]"))
                .as("names are read as SQL reads them")
                .containsExactly("tables: shop.a is named twice", "tables: shop.b is named twice");
    }

    @Test
    void listWithoutTable_isAProblem() {
        assertThat(problems("tables: []")).singleElement().asString().endsWith("names no table");
        assertThat(problems("")).singleElement().asString().endsWith("names no table");
    }

    @Test
    void entryThatCannotBeRead_isNotTakenForAnother() {
        assertThat(problems("tables: [a.b.c.d, a.b.c.d, shop.a]"))
                .hasSize(2)
                .noneMatch(problem -> problem.contains("twice") || problem.contains("names no table"));
    }

    private List<String> problems(String text) {
        Failure failure = catchThrowableOfType(Failure.class, () -> read(text));
        return String.valueOf(failure.getMessage())
                .lines()
                .skip(1)
                .map(String::strip)
                .toList();
    }

    private List<TableName> read(String text) throws IOException {
        Configuration configuration = Configuration.read(Files.writeString(folder.resolve("some.yaml"), text));
        List<TableName> tables = TableList.read(
                configuration.root(),
                "tables",
                entry -> entry.required("table").value("table", TableName::parse),
                Function.identity());
        configuration.finish();
        return tables;
    }
}
