package org.rowferry.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rowferry.catalog.SchemaTables;
import org.rowferry.connection.Endpoint;
import org.rowferry.ddl.SourceTableReader;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the first configurations. */
@Command(
        name = "init",
        description = {
            "Writes exporter.yaml and importer.yaml for the tables of a source, and prints the next commands.",
            "Names the tables that cannot be captured, and why. Changes nothing in a database, and no file that exists."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  rowferry init --source postgresql://shop_owner@db1/shop --target postgresql://dw_owner@db2/dw \\",
            "      --output-dir /etc/rowferry"
        })
final class InitCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Option(
            names = "--source",
            required = true,
            paramLabel = "URL",
            description = "The source database, as psql takes it, with the role that owns the tables.")
    private String source = "";

    @Option(
            names = "--target",
            paramLabel = "URL",
            description = "The target database, with the role that will own the tables there. It is not connected to."
                    + " Default: a place for it in importer.yaml.")
    private @Nullable String target;

    @Option(
            names = "--target-name",
            paramLabel = "NAME",
            description = "The name of the target in the source's configuration. Default: ${DEFAULT-VALUE}.")
    private StreamName name = new StreamName("reporting");

    @Option(
            names = "--schema",
            paramLabel = "SCHEMA",
            description = "Takes the tables of this schema, written as in SQL. Repeatable. Default: all schemas.")
    private List<String> schemas = new ArrayList<>();

    @Option(
            names = "--own-schema",
            paramLabel = "NAME",
            description = "The name of Rowferry's own schema on both sides. Default: ${DEFAULT-VALUE}.")
    private String own = FirstSteps.USUAL_SCHEMA;

    @Option(
            names = "--output-dir",
            paramLabel = "DIR",
            description = "The folder for both files. Default: the present one.")
    private Path folder = Path.of("");

    InitCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        NewFiles files = new NewFiles(folder);
        files.refuseExisting(List.of(FirstSteps.EXPORTER, FirstSteps.IMPORTER));
        List<Identifier> asked = schemas.stream().map(InitCommand::schema).toList();
        Endpoint from = Endpoint.parse(source, wiring.environment());
        Optional<Endpoint> to = Optional.ofNullable(target).map(text -> Endpoint.parse(text, wiring.environment()));
        FoundTables found = found(from, asked);
        found.left()
                .forEach(left -> wiring.console()
                        .complain("left out: " + left.failure().lines().get(0)));
        if (found.taken().isEmpty()) {
            throw none(asked);
        }
        FirstSteps steps = new FirstSteps(from, to, name, new Identifier(own), found, folder);
        files.write(FirstSteps.EXPORTER, steps.exporter(), FirstSteps.IMPORTER, steps.importer());
        steps.printed().forEach(wiring.console()::print);
        return ExitCode.OK.number();
    }

    private static Identifier schema(String text) {
        try {
            return Identifier.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Failure(Family.USAGE, "--schema: " + e.getMessage())
                    .hint("Write the name as in SQL: --schema '\"Our Shop\"'");
        }
    }

    private FoundTables found(Endpoint from, List<Identifier> asked) {
        try (Session session = wiring.databaseOfOwner(from, Family.SOURCE).connect("init")) {
            Identifier schema = new Identifier(own);
            List<TableName> tables = asked.isEmpty()
                    ? SchemaTables.everywhere(session, schema)
                    : SchemaTables.all(session, asked, schema);
            SourceTableReader reader =
                    new SourceTableReader(session, schema).knowing(tables, table -> Optional.empty());
            List<TableName> taken = new ArrayList<>();
            List<FoundTables.Left> left = new ArrayList<>();
            for (TableName table : tables.stream().sorted().toList()) {
                try {
                    taken.add(reader.captured(table).name());
                } catch (Failure failure) {
                    if (!session.isUsable()) {
                        throw failure;
                    }
                    left.add(new FoundTables.Left(table, failure));
                }
            }
            return new FoundTables(taken, left, SchemaTables.owners(session, taken));
        }
    }

    private Failure none(List<Identifier> asked) {
        return new Failure(
                        Family.SOURCE,
                        "the source has no table that could be captured"
                                + (asked.isEmpty() ? "" : " in the schemas " + asked))
                .hint("List the tables with: psql -X -c '\\dt *.*' " + Shell.word(source));
    }
}
