package org.rowferry.kits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit's script against OpenSSH's own SFTP server, which a pipe connects; skipped where it is not installed. */
final class FetchBySftpTest {
    private static final Path SERVER = Path.of("/usr/lib/openssh/sftp-server");
    private static final String FIRST = "reporting-0000000001.tar.zst";
    private static final String SECOND = "reporting-0000000002.tar.gz";

    @TempDir
    private Path folder;

    private Path outbox;
    private Path inbox;

    @BeforeEach
    void fill() throws IOException {
        assumeTrue(Files.isExecutable(SERVER), "OpenSSH's SFTP server is not installed");
        outbox = Files.createDirectories(folder.resolve("it's \"out\" \\ here"));
        inbox = Files.createDirectories(folder.resolve("in and \"here\""));
        for (String name : List.of(FIRST, SECOND)) {
            byte[] bytes = new byte[200_000];
            new Random(name.hashCode()).nextBytes(bytes);
            Files.write(outbox.resolve(name), bytes);
        }
        Files.writeString(outbox.resolve(".reporting-0000000003.tar.zst"), "half");
        Files.writeString(outbox.resolve("notes.txt"), "not a bundle");
    }

    @Test
    void wholeBundles_moveIntoTheInbox_andNothingElse() throws Exception {
        byte[] first = Files.readAllBytes(outbox.resolve(FIRST));
        byte[] second = Files.readAllBytes(outbox.resolve(SECOND));
        assertThat(fetch(outbox)).isZero();
        assertThat(inbox.resolve(FIRST)).hasBinaryContent(first);
        assertThat(inbox.resolve(SECOND)).hasBinaryContent(second);
        assertThat(names(inbox)).containsExactly(".fetching", FIRST, SECOND);
        assertThat(names(inbox.resolve(".fetching"))).isEmpty();
        assertThat(names(outbox)).containsExactly(".reporting-0000000003.tar.zst", "notes.txt");
        assertThat(fetch(outbox)).as("an empty outbox").isZero();
    }

    /** The files that came before it stay in both places, so that the next run fetches all of them. */
    @Test
    void fileThatCannotBeWritten_leavesTheInboxAndTheOutboxAsTheyAre() throws Exception {
        Files.createDirectories(inbox.resolve(".fetching").resolve(SECOND));
        assertThat(fetch(outbox)).isNotZero();
        assertThat(names(inbox)).containsExactly(".fetching");
        assertThat(names(outbox)).contains(FIRST, SECOND);
        Files.delete(inbox.resolve(".fetching").resolve(SECOND));
        assertThat(fetch(outbox)).isZero();
        assertThat(names(inbox)).contains(FIRST, SECOND);
    }

    @Test
    void outboxThatIsNotThere_isAFailure() throws Exception {
        assertThat(fetch(folder.resolve("none"))).isNotZero();
    }

    private int fetch(Path from) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", Path.of("importer/fetch-by-sftp").toString(), "rowferry@db1:" + from, inbox.toString())
                .redirectErrorStream(true);
        builder.environment().put("SFTP", "sftp -D " + SERVER);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        assertThat(output.isEmpty()).as(output).isEqualTo(code == 0);
        return code;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
