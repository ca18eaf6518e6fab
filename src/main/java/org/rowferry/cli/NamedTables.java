package org.rowferry.cli;

import java.util.ArrayList;
import java.util.List;
import org.rowferry.schema.TableName;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The tables that a command line names, or none. */
final class NamedTables {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** Texts, since a value that cannot be read would be an argument too many where none is needed. */
    @Parameters(
            arity = "0..*",
            paramLabel = "TABLE",
            description = "schema.table, quoted as in SQL if necessary. Default: the tables of the configuration.")
    private List<String> names = new ArrayList<>();

    /** Returns them, each once. */
    List<TableName> all() {
        return names.stream().map(this::table).distinct().toList();
    }

    private TableName table(String name) {
        try {
            return TableName.parse(name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "TABLE: " + e.getMessage(), e);
        }
    }
}
