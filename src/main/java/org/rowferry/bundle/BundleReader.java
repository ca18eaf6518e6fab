package org.rowferry.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.rowferry.bundle.Totals.TableTotal;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Content;
import org.rowferry.schema.TableName;

/**
 * Reads one bundle from a stream, in one pass and with little memory. Nothing that it holds is trusted; what came out of
 * it is proved only when {@link #finish} has returned.
 */
public final class BundleReader implements AutoCloseable {
    private final RawInput raw;
    private final MemberInput members;
    private final Damage damage;
    private final Meter meter;
    private final Optional<Verified> verified;
    private boolean checking;
    private final Manifest manifest;
    private final MemberOrder layout;
    private final Map<ContentParts, ContentCounter> tallies = new HashMap<>();
    private final byte[] scrap = new byte[64 << 10];
    private long part;
    private Optional<BundleSection> current = Optional.empty();
    private Optional<ContentParts> ahead = Optional.empty();
    private Optional<Map<ContentParts, Counts>> counts = Optional.empty();

    private BundleReader(RawInput raw, MemberInput members, Damage damage, Meter meter, Optional<Verified> verified) {
        this.raw = raw;
        this.members = members;
        this.damage = damage;
        this.meter = meter;
        this.verified = verified;
        this.manifest = readManifest();
        this.layout = new MemberOrder(manifest, damage);
    }

    /**
     * Opens a bundle and reads its manifest. The stream is closed with the reader, or when opening fails.
     *
     * @param name how messages call it: the file's name
     * @throws org.rowferry.report.Failure of the family BUNDLE, as do all methods, if it is none, is damaged or of a newer
     *     format; of the family DEPOT if the stream cannot be read
     */
    public static BundleReader open(InputStream in, String name) {
        return guarded(name, () -> open(in, name, Limits.NONE, Optional.empty()));
    }

    /**
     * Opens a bundle that was verified, to be applied: records are not checked again, but what was read is the same to the
     * last byte when {@link #finish} returns.
     */
    public static BundleReader again(InputStream in, String name, Limits limits, Verified verified) {
        return guarded(name, () -> open(in, name, limits, Optional.of(verified)));
    }

    private static BundleReader open(InputStream in, String name, Limits limits, Optional<Verified> verified) {
        Damage damage = new Damage(name);
        RawInput raw = new RawInput(in, name);
        InputStream closing = raw;
        boolean opened = false;
        try {
            closing = Decompression.open(raw, damage);
            Meter meter = new Meter(limits, raw, name);
            MemberInput members = new MemberInput(new TarInput(closing, raw, meter, damage), damage);
            BundleReader reader = new BundleReader(raw, members, damage, meter, verified);
            opened = true;
            return reader;
        } catch (IOException e) {
            throw damage.that("is not a bundle: " + e.getMessage()).because(e);
        } finally {
            if (!opened) {
                close(closing, damage);
            }
        }
    }

    private static void close(InputStream in, Damage damage) {
        try {
            in.close();
        } catch (IOException e) {
            throw damage.that("cannot be closed: " + e.getMessage()).because(e);
        }
    }

    /** Reads a bundle from its beginning to its end and checks all that can be checked without a database. */
    public static Verified verify(InputStream in, String name, Limits limits) {
        return guarded(name, () -> {
            try (BundleReader reader = open(in, name, limits, Optional.empty())) {
                reader.checking = true;
                return reader.finish();
            }
        });
    }

    /** Refuses a file that asks for more stack or heap than there is, or that we cannot cope with, as any other. */
    private static <T> T guarded(String name, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (Failure refused) {
            throw refused;
        } catch (RuntimeException | Error e) {
            throw unforeseen(name, e);
        }
    }

    /** Returns the failure of a bundle for which something was thrown that is no {@link Failure}. */
    public static Failure unforeseen(String name, Throwable e) {
        Damage damage = new Damage(name);
        return e instanceof StackOverflowError || e instanceof OutOfMemoryError
                ? damage.tooLarge((Error) e)
                : damage.unforeseen(e);
    }

    private Manifest readManifest() {
        String first = members.next();
        if (!first.equals(ManifestJson.MEMBER)) {
            throw damage.that("is not a bundle: it begins with member " + Damage.show(first) + ", not with "
                    + ManifestJson.MEMBER);
        }
        MemberStream member = members.stream(ManifestJson.MOST_BYTES);
        if (verified.isPresent()) {
            member.drain();
            return verified.get().manifest();
        }
        return ManifestJson.read(member, damage);
    }

    public Manifest manifest() {
        return manifest;
    }

    /** Goes to the next section; what was not read of the one before is digested all the same. Empty at the data's end. */
    public Optional<BundleSection> next() {
        current.ifPresent(this::skip);
        if (ahead.isEmpty() && counts.isEmpty()) {
            ahead = advance();
        }
        current = ahead.map(series -> new BundleSection(this, series));
        ahead = Optional.empty();
        return current;
    }

    private void skip(BundleSection section) {
        while (read(section, scrap) >= 0) {
            // Reading digests and counts.
        }
    }

    int read(BundleSection section, byte[] buffer) {
        if (current.filter(section::equals).isEmpty()) {
            return -1;
        }
        while (true) {
            int n = members.read(buffer);
            if (n >= 0) {
                meter.addRows(tally(section.series()).add(buffer, n));
                return n;
            }
            endPart(section.series());
            ahead = advance();
            if (!ahead.equals(Optional.of(section.series()))) {
                current = Optional.empty();
                return -1;
            }
            ahead = Optional.empty();
        }
    }

    private void endPart(ContentParts series) {
        ContentCounter tally = tally(series);
        if (!tally.isWhole()) {
            throw damage.that(
                    "has a part of the " + series.content() + " of " + series.table() + " that ends within a record");
        }
        if (tally.endPart() == 0 && part > 0) {
            throw damage.that(
                    "has a further part of the " + series.content() + " of " + series.table() + " that is empty");
        }
    }

    /** Goes to the next member that holds records; empty when the counts have come, which end the data. */
    private Optional<ContentParts> advance() {
        String member = members.next();
        while (!member.equals(CountsCsv.MEMBER)) {
            MemberPurpose place = layout.place(member);
            if (place.series().isPresent()) {
                part = place.part();
                tallies.computeIfAbsent(
                        place.series().get(), series -> new ContentCounter(check(series, place.shipped())));
                return place.series();
            }
            checkColumns(place);
            member = members.next();
        }
        layout.complete();
        counts = Optional.of(checkCounts());
        return Optional.empty();
    }

    private Optional<RecordCheck> check(ContentParts series, TableContent shipped) {
        return checking ? Optional.of(new RecordCheck(series, shipped, damage)) : Optional.empty();
    }

    private void checkColumns(MemberPurpose place) {
        byte[] announced = ColumnsCsv.render(place.shipped().table());
        if (!Arrays.equals(announced, members.all(announced.length))) {
            throw damage.that("has other columns in member " + place.member() + " than in its manifest");
        }
    }

    private Map<ContentParts, Counts> checkCounts() {
        byte[] csv = members.all(CountsCsv.mostBytes(manifest));
        Map<ContentParts, Counts> listed = CountsCsv.parse(csv, manifest, damage);
        listed.forEach((series, count) -> {
            if (!tally(series).agrees(count)) {
                throw damage.that(String.format(
                        Locale.ROOT,
                        "counts %d records of %d bytes as the %s of %s, but holds %s",
                        count.records(),
                        count.bytes(),
                        series.content(),
                        series.table(),
                        tally(series)));
            }
        });
        requireBuckets(listed);
        return listed;
    }

    private void requireBuckets(Map<ContentParts, Counts> listed) {
        for (TableContent shipped : manifest.tables()) {
            TableName table = shipped.table().name();
            Counts digests = listed.getOrDefault(ContentParts.of(table, Content.DIGESTS), Counts.NONE);
            if (digests.records() > shipped.buckets().orElse(0)) {
                throw damage.that("has digests of more buckets of " + table + " than its manifest announces");
            }
        }
    }

    private ContentCounter tally(ContentParts series) {
        return Objects.requireNonNull(tallies.get(series));
    }

    /** Reads what is left, and checks the digest of every member, the counts, and that nothing but a signature follows. */
    public Verified finish() {
        while (next().isPresent()) {
            // The rest of a section is digested when the next one begins.
        }
        String last = members.next();
        if (!last.equals(Sha256Sums.MEMBER)) {
            throw damage.that("holds member " + Damage.show(last) + " where " + Sha256Sums.MEMBER + " should be");
        }
        members.verify();
        Verified read = new Verified(manifest, new Totals(totals(counts.orElseThrow()), raw.bytes()), members.digest());
        verified.filter(before -> !before.equals(read)).ifPresent(before -> {
            throw new Failure(Family.BUNDLE, "the file " + damage.bundle() + " was changed while it was being read")
                    .hint("Copy files into an inbox under another name, then rename them: mv .NAME.part NAME");
        });
        return read;
    }

    private List<TableTotal> totals(Map<ContentParts, Counts> listed) {
        List<TableTotal> totals = new ArrayList<>();
        for (TableContent shipped : manifest.tables()) {
            TableName table = shipped.table().name();
            ContentParts rows = ContentParts.of(table, Content.ROWS);
            totals.add(new TableTotal(
                    table,
                    listed.getOrDefault(rows.of(Content.IDS), Counts.NONE),
                    listed.getOrDefault(rows.of(Content.KEYS), Counts.NONE),
                    listed.getOrDefault(rows, Counts.NONE),
                    listed.getOrDefault(rows.of(Content.DIGESTS), Counts.NONE)));
        }
        return totals;
    }

    @Override
    public void close() {
        members.close();
    }
}
