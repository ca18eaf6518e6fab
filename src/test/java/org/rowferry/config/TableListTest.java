package org.rowferry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    @Test
    void pattern_takesTheTablesOfItsSchemaByTheirNames() throws IOException {
        TableList<TableName> list = list("tables: [shop.z, 'shop.*', '\"a.b \"\"c\".*']\nexcept: [shop.log]");
        List<TableName> there = List.of(
                TableName.of("shop", "b"),
                TableName.of("a.b \"c", "Order-Lines"),
                TableName.of("shop", "log"),
                TableName.of("shop", "*"),
                TableName.of("Shop", "c"),
                TableName.of("shop", "z"));
        assertThat(list.resolved(there, table -> true).entries())
                .containsExactly(
                        TableName.of("shop", "z"),
                        TableName.of("shop", "*"),
                        TableName.of("shop", "b"),
                        TableName.of("a.b \"c", "Order-Lines"));
        assertThat(list.resolved(there, table -> table.name().name().length() > 1)
                        .entries())
                .as("a table that is named is taken, whatever becomes of the others")
                .containsExactly(TableName.of("shop", "z"), TableName.of("a.b \"c", "Order-Lines"));
    }

    @Test
    void starInQuotes_isAName() throws IOException {
        assertThat(read("tables: ['public.\"*\"', 'public.\"a.*\"']"))
                .containsExactly(TableName.of("public", "*"), TableName.of("public", "a.*"));
    }

    @Test
    void listWithAPattern_hasNoEntriesBeforeItIsResolved() throws IOException {
        TableList<TableName> list = list("tables: [shop.a, 'shop.*']");
        assertThat(catchThrowableOfType(IllegalStateException.class, list::entries))
                .hasMessageContaining("shop.*");
        assertThat(list.named().entries()).containsExactly(TableName.of("shop", "a"));
        assertThat(list.pattern(TableName.of("shop", "b"))).map(String::valueOf).contains("shop.*");
        assertThat(list.pattern(TableName.of("shop", "a"))).isEmpty();
    }

    @Test
    void exceptionOfATableThatIsMissing_doesNoHarm() throws IOException {
        assertThat(list("tables: ['shop.*']\nexcept: ['shop.\"No such\"']")
                        .resolved(List.of(TableName.of("shop", "a")), table -> true)
                        .entries())
                .containsExactly(TableName.of("shop", "a"));
    }

    @Test
    void exceptionWithoutAMeaning_isAProblem() {
        assertThat(problems("tables: [shop.a, 'shop.*']\nexcept: [shop.a, other.b, 'shop.*']"))
                .hasSize(3)
                .anyMatch(problem -> problem.equals("except: shop.a is named under 'tables' too"))
                .anyMatch(problem -> problem.equals("except: other.b is taken by no pattern; 'tables' has no other.*"))
                .anyMatch(problem -> problem.startsWith("except: 'shop.*' is not a name"));
    }

    @Test
    void patternThatIsNone_isAProblem() {
        assertThat(problems("tables: ['shop.ord*', '*.*', 'a.b.*', 'shop.*', 'shop.*']"))
                .hasSize(4)
                .contains("tables: shop.* is named twice");
    }

    @Test
    void keyOfOneTable_isAProblemBesideAPattern() {
        assertThat(problems("tables: [{table: 'shop.*', key: [id]}]"))
                .containsExactly(
                        "tables[1].key: is for one table, and shop.* takes many; write an entry for that table too");
    }

    private List<TableName> read(String text) throws IOException {
        return list(text).entries();
    }

    private List<String> problems(String text) {
        Failure failure = catchThrowableOfType(Failure.class, () -> read(text));
        return String.valueOf(failure.getMessage())
                .lines()
                .skip(1)
                .map(String::strip)
                .toList();
    }

    private TableList<TableName> list(String text) throws IOException {
        Configuration configuration = Configuration.read(Files.writeString(folder.resolve("some.yaml"), text));
        TableList<TableName> tables =
                TableList.read(configuration.root(), "tables", Set.of("key"), TableListTest::reading);
        configuration.finish();
        return tables;
    }

    private static Function<TableName, Optional<TableName>> reading(Section entry) {
        entry.texts("key");
        return Optional::of;
    }
}
