package org.rowferry.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Locale;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** Reads a manifest from its JSON, trusting nothing. Keys that are not known are passed over. */
final class ManifestJson {
    static final String MEMBER = "manifest.json";
    static final long MOST_BYTES = 16 << 20;

    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final int MOST_DEPTH = 100;
    private static final int MOST_KEY = 200;
    /** Keys are compared by us: the parser's own tables of them would grow with what a stranger makes up. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxNameLength(MOST_KEY)
                    .maxStringLength(ManifestBounds.MOST_SNAPSHOT)
                    .build())
            .build();

    private ManifestJson() {}

    static byte[] write(Manifest manifest) {
        return ManifestText.of(manifest, JSON);
    }

    /** Reads a manifest as it comes; what follows it within its member is refused. */
    static Manifest read(InputStream member, Damage damage) {
        try (JsonParser parser = JSON.createParser(text(member))) {
            return ManifestDocument.read(
                    parser, (in, key) -> known((Long) JsonInput.number().read(in, key), damage));
        } catch (JsonProcessingException e) {
            throw damage.that("has a manifest that cannot be read: " + Damage.cut(e.getOriginalMessage()))
                    .because(e);
        } catch (CharacterCodingException e) {
            throw damage.that("has a manifest that is not UTF-8").because(e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw damage.that("has a manifest that cannot be: " + Damage.cut(String.valueOf(e.getMessage())))
                    .because(e);
        } catch (IOException e) {
            throw damage.that("has a manifest that is not JSON: " + Damage.cut(String.valueOf(e.getMessage())))
                    .because(e);
        }
    }

    /** A parser that is given bytes guesses their encoding, and passes over a byte order mark. */
    private static Reader text(InputStream member) throws IOException {
        Reader text = new BufferedReader(new InputStreamReader(member, StandardCharsets.UTF_8.newDecoder()));
        text.mark(1);
        if (text.read() == BYTE_ORDER_MARK) {
            throw new IllegalArgumentException("it begins with a byte order mark");
        }
        text.reset();
        return text;
    }

    /** Looks at the number alone: in a newer format all else may be different. */
    private static Long known(long format, Damage damage) {
        if (format > Manifest.FORMAT) {
            throw newer(format, damage);
        }
        if (format < 1) {
            throw damage.that("has format " + format + ", which there never was");
        }
        return format;
    }

    private static Failure newer(long format, Damage damage) {
        return new Failure(
                        Family.BUNDLE,
                        String.format(
                                Locale.ROOT,
                                "bundle %s was made by a newer Rowferry: its format is %d, and the newest that is known here is %d",
                                damage.bundle(),
                                format,
                                Manifest.FORMAT))
                .hint(
                        "Upgrade Rowferry on this host to the version that 'rowferry --version' shows on the source's host.");
    }
}
