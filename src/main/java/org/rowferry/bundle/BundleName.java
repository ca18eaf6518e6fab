package org.rowferry.bundle;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;

/** The name of a bundle's file, such as {@code reporting-0000000042.tar.zst}; in order of stream and position. */
public record BundleName(StreamName stream, Position position, Compression compression)
        implements Comparable<BundleName> {
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9_-]{0,62})-([0-9]{10,18})\\.tar\\.(zst|gz)");
    private static final Comparator<BundleName> ORDER = Comparator.comparing(BundleName::stream)
            .thenComparing(BundleName::position)
            .thenComparing(BundleName::compression);

    /** Reads a file's name without its folder; empty if a bundle would never be called so. */
    public static Optional<BundleName> parse(String file) {
        Matcher form = FORM.matcher(file);
        if (!form.matches() || Long.parseLong(form.group(2)) == 0) {
            return Optional.empty();
        }
        BundleName name = new BundleName(
                new StreamName(form.group(1)),
                new Position(Long.parseLong(form.group(2))),
                form.group(3).equals("zst") ? Compression.ZSTD : Compression.GZIP);
        return name.toString().equals(file) ? Optional.of(name) : Optional.empty();
    }

    @Override
    public int compareTo(BundleName other) {
        return ORDER.compare(this, other);
    }

    /** Returns the file's name; ten digits at least, so that names sort as positions do. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s-%010d.tar.%s", stream, position.number(), compression.suffix());
    }
}
