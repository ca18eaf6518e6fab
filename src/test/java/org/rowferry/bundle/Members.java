package org.rowferry.bundle;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.rowferry.schema.Sha256;

/** Takes a bundle apart and builds hostile ones, with a tar that is not the one under test. Also for other rooms' tests. */
public final class Members {
    private final List<Member> all = new ArrayList<>();

    /** A member as it goes into the tar. */
    record Member(String name, byte type, String text) {
        byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    public static Members of(byte[] zstdBundle) {
        Members members = new Members();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(tar(zstdBundle)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                members.all.add(new Member(
                        entry.getName(),
                        TarArchiveEntry.LF_NORMAL,
                        new String(tar.readAllBytes(), StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return members;
    }

    static byte[] tar(byte[] zstdBundle) {
        try (ZstdInputStreamNoFinalizer in = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(zstdBundle))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compresses a tar as a bundle is: in one frame with a checksum. */
    public static byte[] zstd(byte[] tar) {
        try (ZstdCompressCtx zstd = new ZstdCompressCtx().setChecksum(true)) {
            return zstd.compress(tar);
        }
    }

    /** Writes a member's name as other tars may: its folder in a field of its own. */
    static byte[] withPrefix(byte[] tar, String folder, String rest) {
        byte[] moved = tar.clone();
        int header = new String(tar, StandardCharsets.ISO_8859_1).indexOf(folder + rest + "\0");
        Arrays.fill(moved, header, header + 100, (byte) 0);
        put(moved, header, rest);
        put(moved, header + 345, folder.substring(0, folder.length() - 1));
        put(moved, header + 148, " ".repeat(8));
        int sum = 0;
        for (int i = header; i < header + 512; i++) {
            sum += moved[i] & 0xff;
        }
        put(moved, header + 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        return moved;
    }

    private static void put(byte[] bytes, int at, String text) {
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, bytes, at, text.length());
    }

    public List<String> names() {
        return all.stream().map(Member::name).toList();
    }

    public String text(String name) {
        return all.get(names().indexOf(name)).text();
    }

    public Members replace(String name, String text) {
        all.set(names().indexOf(name), member(name, text));
        return this;
    }

    public Members edit(String name, UnaryOperator<String> change) {
        return replace(name, change.apply(text(name)));
    }

    public Members remove(String name) {
        all.remove(names().indexOf(name));
        return this;
    }

    Members insertBefore(String name, String other, String text) {
        all.add(names().indexOf(name), member(other, text));
        return this;
    }

    Members insertBefore(String name, String other, byte type) {
        all.add(names().indexOf(name), new Member(other, type, ""));
        return this;
    }

    Members append(String other, String text) {
        all.add(member(other, text));
        return this;
    }

    Members append(String other, byte type) {
        all.add(new Member(other, type, ""));
        return this;
    }

    Members swap(String one, String other) {
        int first = names().indexOf(one);
        int second = names().indexOf(other);
        Member kept = all.set(first, all.get(second));
        all.set(second, kept);
        return this;
    }

    /** Makes the list of digests true again, so that nothing but the crime shows. */
    public Members relist() {
        StringBuilder list = new StringBuilder();
        for (Member member : all) {
            if (!member.name().equals(Sha256Sums.MEMBER)) {
                list.append(Sha256.hex(Sha256.digest().digest(member.bytes())));
                list.append("  ").append(member.name()).append('\n');
            }
        }
        return replace(Sha256Sums.MEMBER, list.toString());
    }

    public byte[] pack() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            for (Member member : all) {
                TarArchiveEntry entry = new TarArchiveEntry(member.name(), member.type(), true);
                if (member.type() == TarArchiveEntry.LF_SYMLINK || member.type() == TarArchiveEntry.LF_LINK) {
                    entry.setLinkName("/etc/passwd");
                }
                entry.setSize(member.bytes().length);
                tar.putArchiveEntry(entry);
                tar.write(member.bytes());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zstd(bytes.toByteArray());
    }

    private static Member member(String name, String text) {
        return new Member(name, TarArchiveEntry.LF_NORMAL, text);
    }
}
