package org.rowferry.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.Locale;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** Reads a manifest from its JSON, trusting nothing. Keys that are not known are passed over. */
final class ManifestJson {
    static final String MEMBER = "manifest.json";
    static final long MOST_BYTES = 16 << 20;

    private static final long MOST_TOKENS = 2_000_000;
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxTokenCount(MOST_TOKENS)
                    .maxNestingDepth(100)
                    .build())
            .build();

    private ManifestJson() {}

    static byte[] write(Manifest manifest) {
        return ManifestText.of(manifest, JSON);
    }

    static Manifest read(byte[] json, Damage damage) {
        try (JsonParser parser = JSON.createParser(json)) {
            JsonObject manifest = JsonObject.read(parser);
            // First the number alone: in a newer format all else may be different.
            long format = manifest.number("format");
            if (format > Manifest.FORMAT) {
                throw newer(format, damage);
            }
            if (format < 1) {
                throw damage.that("has format " + format + ", which there never was");
            }
            return new ManifestDocument(manifest).toManifest();
        } catch (JsonProcessingException e) {
            throw damage.that("has a manifest that cannot be read: " + e.getOriginalMessage())
                    .because(e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw damage.that("has a manifest that cannot be: " + e.getMessage())
                    .because(e);
        } catch (IOException e) {
            throw damage.that("has a manifest that is not JSON: " + e.getMessage())
                    .because(e);
        }
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
