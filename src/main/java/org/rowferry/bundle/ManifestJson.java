package org.rowferry.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** Writes a manifest as JSON and reads it back, trusting nothing. */
final class ManifestJson {
    static final String MEMBER = "manifest.json";
    static final long MOST_BYTES = 16 << 20;

    private static final long MOST_TOKENS = 2_000_000;
    private static final JsonMapper MAPPER = JsonMapper.builder(factory())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private ManifestJson() {}

    private static JsonFactory factory() {
        return new JsonFactoryBuilder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxTokenCount(MOST_TOKENS)
                        .maxNestingDepth(100)
                        .build())
                .build();
    }

    static byte[] write(Manifest manifest) {
        try {
            return MAPPER.writeValueAsBytes(ManifestDocument.of(manifest));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Manifest read(byte[] json, Damage damage) {
        try {
            // First the number alone: in a newer format all else may be different.
            Head head = head(json);
            if (head.format() > Manifest.FORMAT) {
                throw newer(head, damage);
            }
            if (head.format() < 1) {
                throw damage.that("has format " + head.format() + ", which there never was");
            }
            return MAPPER.readValue(json, ManifestDocument.class).toManifest();
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

    private static Head head(byte[] json) throws IOException {
        @Nullable Head head = MAPPER.readValue(json, Head.class);
        if (head == null) {
            throw new IllegalArgumentException("it is null");
        }
        return head;
    }

    private static Failure newer(Head head, Damage damage) {
        return new Failure(
                        Family.BUNDLE,
                        "bundle %s was made by a newer Rowferry: its format is %d, and the newest that is known here is %d"
                                .formatted(damage.bundle(), head.format(), Manifest.FORMAT))
                .hint(
                        "Upgrade Rowferry on this host to the version that 'rowferry --version' shows on the source's host.");
    }

    /** The one key that every format has. */
    record Head(int format) {}
}
