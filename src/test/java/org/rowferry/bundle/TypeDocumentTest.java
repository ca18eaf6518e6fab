package org.rowferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.NamedType;

/** Types in a manifest. */
class TypeDocumentTest {
    private static final List<NamedType> TYPES = List.of(
            new NamedType.Domain("shop.\"the \"\"price\"\"\"", "numeric(10,2)"),
            new NamedType.Composite(
                    "shop.place", List.of(new NamedType.Attribute(new Identifier("group"), "shop.mood[]"))),
            new NamedType.Composite("shop.nothing", List.of()),
            new NamedType.Labels("shop.mood", List.of("it's", "\"ok\"")),
            new NamedType.Range("shop.span", "timestamp(3) with time zone"),
            new NamedType.Multirange("shop.spans", "shop.span"));

    @Test
    void typesOfEveryKind_comeBackAsTheyWere() {
        assertThat(read(text(TYPES)).types()).isEqualTo(TYPES);
    }

    @Test
    void manifestWithoutTypes_isRead() {
        assertThat(text(List.of())).doesNotContain("\"types\"");
        assertThat(read(text(List.of())).types()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"kind\" : \"range\"|\"kind\" : \"ranger\"|'ranger' is no kind of type",
                "\"of\" : \"shop.span\"|\"of\" : \"integer; drop table t\"|is no type",
                "\"name\" : \"shop.spans\"|\"name\" : \"shop.span\"|a type is listed twice",
                "\"labels\" :|\"lables\" :|the key 'types.labels' is missing"
            })
    void typeThatCannotBe_isRefused(String there, String forged, String words) {
        assertThatThrownBy(() -> read(text(TYPES).replace(there, forged)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(words);
    }

    private static String text(List<NamedType> types) {
        Manifest plain = Sample.manifest();
        Manifest manifest = new Manifest(
                plain.tool(),
                plain.source(),
                plain.incarnation(),
                plain.target(),
                plain.to(),
                plain.time(),
                plain.tables(),
                types,
                List.of());
        return new String(ManifestJson.write(manifest), StandardCharsets.UTF_8);
    }

    private static Manifest read(String text) {
        return ManifestJson.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), new Damage("forged"));
    }
}
