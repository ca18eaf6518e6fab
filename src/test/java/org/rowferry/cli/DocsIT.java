package org.rowferry.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.schema.TableName;

/** Every command that README.md, docs/verify.md and docs/runbook.md show is run as it stands, in their order, on real servers. */
class DocsIT {
    private static final List<TableName> TABLES = Stream.of("public.orders", "public.\"Order-Lines\"")
            .map(TableName::parse)
            .toList();
    private static final Set<String> LANGUAGES = Set.of("sh", "console", "sql", "yaml", "pgpass");

    /** Blocks that are not run, by their first line, and why. */
    private static final Map<String, String> NOT_RUN = Map.of(
            "./rowferry demo", "it takes a minute, builds what this build is building, and DemoIT runs it",
            "sudo apt install ./rowferry_0.1.0_all.deb           # Debian, Ubuntu",
                    ".ci/packages installs the packages",
            "systemctl list-timers 'rowferry-*'", "there is no systemd");

    /** After these sections no night goes by: what they leave is no pair of hosts at work. */
    private static final Set<String> LAST = Set.of("Taking Rowferry off");

    @TempDir
    private static Path folder;

    private static TwoHosts hosts;
    private static Accidents accidents;

    @BeforeAll
    static void open() throws IOException {
        hosts = new TwoHosts(folder);
        accidents = new Accidents(hosts, TABLES);
    }

    @AfterAll
    static void close() {
        hosts.close();
    }

    @TestFactory
    List<DynamicTest> blocks_runAsTheyStand() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String paper : List.of("README.md", "docs/verify.md", "docs/runbook.md")) {
            String heading = "";
            for (MarkdownPage.Block block : MarkdownPage.read(paper).blocks()) {
                if (!LANGUAGES.contains(block.language())
                        || NOT_RUN.containsKey(block.lines().get(0))) {
                    continue;
                }
                if (!heading.equals(block.heading())) {
                    nightAfter(tests, paper, heading);
                    tests.add(before(block.heading()));
                }
                heading = block.heading();
                tests.add(dynamicTest(block.toString(), () -> run(block)));
            }
            nightAfter(tests, paper, heading);
        }
        return tests;
    }

    private static DynamicTest before(String heading) {
        return dynamicTest("before: " + heading, () -> {
            assumeThatItCanBeDone(heading);
            accidents.before(heading);
        });
    }

    private static void run(MarkdownPage.Block block) {
        assumeThatItCanBeDone(block.heading());
        hosts.run(block);
    }

    private static void assumeThatItCanBeDone(String heading) {
        assumeTrue(
                !heading.startsWith("A dump is restored")
                        || OperatorShell.installed("pg_restore").isPresent(),
                "pg_dump and pg_restore are not installed: apt-get install postgresql-client");
    }

    /** What a recipe leaves must be a pair of hosts on which the next night goes by without trouble. */
    private static void nightAfter(List<DynamicTest> tests, String paper, String heading) {
        boolean recipe = paper.contains("runbook") && !heading.matches("|Runbook|\\d+: .*") && !LAST.contains(heading);
        if (recipe) {
            tests.add(dynamicTest("a night after: " + heading, () -> hosts.night(TABLES)));
        }
    }
}
