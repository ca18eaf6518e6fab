package org.rowferry.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.ddl.Scripts.IncarnationChange;
import org.rowferry.report.Failure;

class TemplatesTest {
    @TempDir
    private Path folder;

    @Test
    void operatorsOwnTemplate_isTakenBeforeThePackaged() throws IOException {
        write("source/capture.sql", "-- mine, in {{schema}}\n");
        assertThat(script()).contains("-- mine, in rowferry\n").contains("rowferry.export_target");
    }

    /** A database that is not UTF-8 cannot take what it has no character for, be it in a comment. */
    @Test
    void templatesAndKits_areAscii() throws IOException {
        try (Stream<Path> templates = Files.walk(Path.of("ddl-templates"))) {
            Stream<Path> kits = Stream.of(Path.of("exporter/role.sql"), Path.of("importer/role.sql"));
            assertThat(Stream.concat(templates.filter(Files::isRegularFile), kits))
                    .hasSizeGreaterThan(20)
                    .allSatisfy(file -> assertThat(Files.readString(file)).isASCII());
        }
    }

    @Test
    void variableThatIsMissing_isAnErrorThatNamesTemplateAndVariable() throws IOException {
        write("source/capture.sql", "select {{shcema}};\n");
        assertThatThrownBy(this::script)
                .isInstanceOf(Failure.class)
                .hasMessage("the template 'source/capture.sql' cannot be used: there is no variable 'shcema'");
    }

    @Test
    void sectionThatIsMissing_isAnErrorToo() throws IOException {
        write("common/settings.sql", "{{#tables}}select 1;{{/tables}}\n");
        assertThatThrownBy(this::script)
                .isInstanceOf(Failure.class)
                .hasMessage("the template 'common/settings.sql' cannot be used: there is no variable 'tables'");
    }

    @Test
    void partialThatIsMissing_isAnErrorThatNamesIt() throws IOException {
        write("source/capture.sql", "{{> nothing}}\n");
        assertThatThrownBy(this::script)
                .isInstanceOf(Failure.class)
                .hasMessage("there is no template 'source/nothing.sql'");
    }

    @Test
    void templateThatCannotBeParsed_isAnErrorThatNamesIt() throws IOException {
        write("source/capture.sql", "{{#open}}\n");
        assertThatThrownBy(this::script)
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("the template 'source/capture.sql' cannot be used: ");
    }

    @Test
    void folderThatIsMissing_isAnError() {
        assertThatThrownBy(() -> Templates.in(folder.resolve("nowhere")))
                .isInstanceOf(Failure.class)
                .hasMessageEndingWith("nowhere' does not exist");
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String script() {
        return new Scripts(Templates.in(folder), "0.0.0")
                .tracking(Samples.BARE_SOURCE, IncarnationChange.NONE)
                .printed();
    }
}
