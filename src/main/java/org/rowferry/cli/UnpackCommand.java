package org.rowferry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.rowferry.bundle.Verified;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;
import org.rowferry.schema.TableName;
import org.rowferry.unpack.Form;
import org.rowferry.unpack.Unpacking;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a bundle as files for databases other than PostgreSQL. */
@Command(
        name = "unpack",
        description = "Checks a bundle and writes its keys and rows as CSV files, for loading into other databases.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = "  rowferry unpack /var/lib/rowferry/inbox/shop/reporting-0000000042.tar.zst --into /srv/42 --duckdb")
final class UnpackCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Parameters(paramLabel = "BUNDLE", description = "The file of the bundle.")
    private Path bundle = Path.of(".");

    @Option(
            names = "--into",
            required = true,
            paramLabel = "DIR",
            description = "The folder to create. It appears when all files are complete. It may exist if it is empty.")
    private Path into = Path.of(".");

    @Option(names = "--table", paramLabel = "TABLE", description = "Writes only this table. You may repeat the option.")
    private List<TableName> tables = new ArrayList<>();

    @Option(names = "--header", description = "Begins each file with the names of its columns.")
    private boolean header;

    @Option(
            names = "--op",
            description = "Writes keys and rows to one file. Its first column is D for a key to delete, I for a row to"
                    + " insert.")
    private boolean op;

    @Option(names = "--zstd", description = "Compresses the CSV files with zstd.")
    private boolean zstd;

    @Option(
            names = "--duckdb",
            description = "Adds merge.sql, which brings the tables of a DuckDB up to date. Includes --header.")
    private boolean duckdb;

    UnpackCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        if (op && duckdb) {
            throw new Failure(
                            Family.USAGE, "--duckdb reads keys and rows from separate files, and --op writes one file")
                    .hint("Leave out one of both: rowferry unpack " + Shell.word(bundle) + " --into " + Shell.word(into)
                            + " --duckdb");
        }
        BundleFile file = new BundleFile(bundle);
        Verified verified = file.verify();
        Form form = new Form(header, op, zstd, duckdb);
        Unpacking unpacking = new Unpacking(verified, BundleFile.chosen(verified, tables), form, wiring.journal());
        Path goal = goal();
        boolean there = unpacking.isIn(goal);
        if (!there) {
            file.again(verified, reader -> unpacking.write(reader, goal, Version.number()));
        }
        wiring.console()
                .print((there ? "already unpacked: bundle " : "unpacked bundle ")
                        + verified.manifest().to().position() + " of "
                        + verified.manifest().target() + " into " + into);
        return ExitCode.OK.number();
    }

    /** A link to an empty folder stands for that folder. */
    private Path goal() {
        try {
            return Files.isDirectory(into)
                    ? into.toRealPath()
                    : into.toAbsolutePath().normalize();
        } catch (IOException e) {
            throw new Failure(Family.DEPOT, "cannot read " + into + ": " + e.getMessage())
                    .because(e)
                    .hint("Look at it with 'ls -ld " + Shell.word(into) + "', or name another folder.");
        }
    }
}
