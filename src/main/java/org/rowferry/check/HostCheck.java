package org.rowferry.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.rowferry.bundle.Compression;
import org.rowferry.connection.Endpoint;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;
import org.rowferry.report.Shell;

/** Looks at the host that a job runs on: its Java, its locale, and the file of the key that it connects with. */
final class HostCheck {
    private static final String CHECK = "host";
    private static final Set<PosixFilePermission> OF_OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private final Findings findings;

    HostCheck(Findings findings) {
        this.findings = findings;
    }

    /** Looks at the runtime. */
    void run(Compression compression) {
        findings.ok(CHECK, "java", System.getProperty("java.version", "?"));
        locale(System.getProperty("sun.jnu.encoding", "?"));
        findings.passes(CHECK, "compression", () -> {
            compression.require();
            return "by " + compression.name().toLowerCase(Locale.ROOT);
        });
    }

    /** Names of files are read and written in it. */
    void locale(String encoding) {
        if (encoding.equalsIgnoreCase("UTF-8")) {
            findings.ok(CHECK, "locale", encoding);
            return;
        }
        findings.warn(
                CHECK,
                "locale",
                new Failure(
                                Family.CONFIGURATION,
                                "the encoding of this host's locale is " + encoding
                                        + ", which lacks characters that folders may have")
                        .hint("Run by the launcher 'rowferry', or set a locale of UTF-8 before it: export"
                                + " LC_ALL=C.UTF-8"));
    }

    /** Looks at the key of a connection that has one. */
    void key(Endpoint endpoint) {
        Optional.ofNullable(endpoint.properties().getProperty("sslkey"))
                .map(Path::of)
                .ifPresent(key -> {
                    try {
                        key(key, Files.getPosixFilePermissions(key));
                    } catch (IOException | UnsupportedOperationException e) {
                        findings.fail(
                                CHECK,
                                key.toString(),
                                new Failure(Family.CONFIGURATION, "key file " + key + " cannot be read: " + e)
                                        .hint("See what is there with: ls -l " + Shell.word(key)));
                    }
                });
    }

    void key(Path key, Set<PosixFilePermission> mode) {
        if (mode.stream().noneMatch(OF_OTHERS::contains)) {
            findings.ok(CHECK, key.toString(), "its owner alone may read it");
            return;
        }
        findings.warn(
                CHECK,
                key.toString(),
                new Failure(Family.CONFIGURATION, "key file " + key + " is open to others than its owner")
                        .hint("Run: chmod 600 " + Shell.word(key)));
    }
}
