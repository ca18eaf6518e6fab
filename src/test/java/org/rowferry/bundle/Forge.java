package org.rowferry.bundle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.rowferry.schema.Sha256;

/**
 * Makes bundles of which one thing is wrong while every count and digest is true, so that the thing itself has to be seen.
 * Members are strings of bytes, each of them a character of ISO 8859-1.
 */
public final class Forge {
    private final List<Part> parts = new ArrayList<>();

    /** A member as bytes. */
    record Part(String name, String bytes) {}

    /** Makes a bundle of members, in their order; the digests are listed. */
    public static byte[] pack(Map<String, String> members) {
        Forge forge = new Forge();
        members.forEach((name, bytes) -> forge.parts.add(new Part(name, bytes)));
        forge.parts.add(new Part(Sha256Sums.MEMBER, ""));
        return forge.relist().pack();
    }

    /** Takes a zstd bundle apart. */
    public static Forge of(byte[] bundle) {
        Forge forge = new Forge();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(Members.tar(bundle)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                forge.parts.add(new Part(entry.getName(), new String(tar.readAllBytes(), ISO_8859_1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return forge;
    }

    List<Part> parts() {
        return parts;
    }

    public Forge edit(String name, UnaryOperator<String> change) {
        parts.replaceAll(part -> part.name().equals(name) ? new Part(name, change.apply(part.bytes())) : part);
        return this;
    }

    /** Puts a member before another. */
    public Forge insert(String before, String name, String bytes) {
        parts.add(at(before), new Part(name, bytes));
        return this;
    }

    private int at(String name) {
        return parts.stream().map(Part::name).toList().indexOf(name);
    }

    String bytes(String name) {
        return parts.get(at(name)).bytes();
    }

    /** Makes the counts those that a reader finds who knows no more of CSV than its quotes. */
    public Forge recount() {
        return edit(CountsCsv.MEMBER, csv -> {
            StringBuilder counts = new StringBuilder();
            for (String line : csv.lines().toList()) {
                String[] fields = line.split(",", -1);
                boolean counted = fields.length > 1 && !fields[0].equals("folder");
                counts.append(counted ? fields[0] + "," + fields[1] + "," + count(fields[0] + "/" + fields[1]) : line);
                counts.append('\n');
            }
            return counts.toString();
        });
    }

    private String count(String content) {
        long bytes = 0;
        long records = 0;
        for (Part part : parts) {
            if (part.name().matches(Pattern.quote(content) + "(\\.\\d+)?\\.csv")) {
                bytes += part.bytes().length();
                records += (part.bytes() + " ")
                        .replaceAll("\"[^\"]*\"", "")
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
            }
        }
        return records + "," + bytes;
    }

    /** Makes the digests true again. */
    public Forge relist() {
        StringBuilder list = new StringBuilder();
        for (Part part : parts) {
            if (!part.name().startsWith(Sha256Sums.MEMBER)) {
                list.append(Sha256.hex(Sha256.digest().digest(part.bytes().getBytes(ISO_8859_1))));
                list.append("  ").append(part.name()).append('\n');
            }
        }
        return edit(Sha256Sums.MEMBER, old -> list.toString());
    }

    byte[] tar() {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (Part part : parts) {
            TarHeader header = new TarHeader(part.name(), part.bytes().length());
            tar.writeBytes(header.encode(Instant.EPOCH));
            tar.writeBytes(part.bytes().getBytes(ISO_8859_1));
            tar.writeBytes(new byte[header.padding()]);
        }
        tar.writeBytes(new byte[2 * TarHeader.BLOCK]);
        return tar.toByteArray();
    }

    public byte[] pack() {
        return Members.zstd(tar());
    }
}
