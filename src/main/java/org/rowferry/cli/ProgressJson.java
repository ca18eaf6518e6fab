package org.rowferry.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.rowferry.report.Progress;

/** Writes how far a run is, as one line. docs/json.md promises the fields. */
final class ProgressJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private ProgressJson() {}

    static String of(Progress progress, Duration passed) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("phase", progress.phase().name().toLowerCase(Locale.ROOT));
            json.writeStringField("subject", progress.what());
            json.writeNumberField("rows", progress.rows().done());
            number(json, "expectedRows", progress.rows().all().map(BigDecimal::valueOf));
            json.writeNumberField("bytes", progress.bytes());
            json.writeNumberField("seconds", seconds(passed));
            number(json, "etaSeconds", progress.left(passed).map(ProgressJson::seconds));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void number(JsonGenerator json, String field, Optional<BigDecimal> number) throws IOException {
        json.writeFieldName(field);
        if (number.isPresent()) {
            json.writeNumber(number.get());
        } else {
            json.writeNull();
        }
    }

    private static BigDecimal seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3);
    }
}
