package org.rowferry.cli.demo;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.rowferry.schema.TableName;

/** The files that the demo writes: both configurations, the password file, and the script that ends a demo. */
final class DemoFiles {
    private DemoFiles() {}

    static String exporterYaml(String source, String outbox) {
        return String.format(Locale.ROOT, """
                source: %s
                targets:
                  reporting:
                    outbox: %s
                    tables:
                %s
                """, source, yaml(outbox), tables("      "));
    }

    static String importerYaml(String target, String inbox) {
        return String.format(Locale.ROOT, """
                target: %s
                inboxes:
                  shop:
                    from: %s
                    tables:
                %s
                """, target, yaml(inbox), tables("      "));
    }

    static String passwords(List<Integer> ports, String password) {
        return ports.stream()
                .map(port -> "localhost:" + port + ":*:" + DemoServer.USER + ":" + password + "\n")
                .collect(Collectors.joining());
    }

    /** Servers let go of their data when their file postmaster.pid is gone. */
    static String stopScript(DemoFolder folder) {
        return String.format(Locale.ROOT, """
                #!/bin/sh
                # Stops the two servers of a demo that was kept or killed, and deletes all that the demo made.
                cd %s || exit
                for server in source target; do
                    kill -INT "$(head -n 1 $server/postmaster.pid)"
                    while [ -e $server/postmaster.pid ]; do sleep 0.1; done
                done
                cd / && rm -rf %s
                """, shell(folder), shell(folder));
    }

    private static String shell(DemoFolder folder) {
        return Narrator.shell(List.of(folder.path().toString()));
    }

    private static String tables(String indent) {
        return Shop.TABLES.stream()
                .map(TableName::toString)
                .map(table -> indent + "- " + table)
                .collect(Collectors.joining("\n"));
    }

    private static String yaml(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
