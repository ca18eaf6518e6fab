package org.rowferry.watch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes how a run ended, as programs and commands of operators read it. docs/json.md promises the fields. */
final class RunJson {
    private static final int FORMAT = 1;
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator json;

    private RunJson(JsonGenerator json) {
        this.json = json;
    }

    static String of(Run run) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text).setPrettyPrinter(new DefaultPrettyPrinter())) {
            new RunJson(json).write(run);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private void write(Run run) throws IOException {
        json.writeStartObject();
        json.writeNumberField("format", FORMAT);
        json.writeStringField("command", run.job().command());
        json.writeStringField("config", run.job().config().toString());
        json.writeBooleanField("dryRun", run.job().dryRun());
        ending(run.began(), run.ended(), run.exitCode(), run.told());
        all("parts", run.parts(), this::part);
        json.writeEndObject();
    }

    private void ending(Instant began, Instant ended, int exitCode, Run.Told told) throws IOException {
        json.writeStringField("began", began.toString());
        json.writeStringField("ended", ended.toString());
        json.writeNumberField("exitCode", exitCode);
        text("failure", told.failure());
        all("failures", told.failures(), this::problem);
        all("warnings", told.warnings(), this::problem);
        all("notes", told.notes(), json::writeString);
    }

    private void problem(Run.Problem problem) throws IOException {
        json.writeStartObject();
        json.writeStringField("message", problem.message());
        all("hints", problem.hints(), json::writeString);
        json.writeEndObject();
    }

    private void part(Run.Part part) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", part.name());
        ending(part.began(), part.ended(), part.exitCode(), part.told());
        Run.Moved moved = part.moved();
        number("position", moved.position());
        text("dataAt", moved.dataAt().map(Instant::toString));
        json.writeNumberField("refused", moved.refused());
        all("bundles", moved.bundles(), this::bundle);
        all("tables", moved.tables().stream().filter(TableCount::isChange).toList(), this::table);
        all("views", moved.views(), this::view);
        json.writeEndObject();
    }

    private void bundle(Run.Bundle bundle) throws IOException {
        json.writeStartObject();
        json.writeStringField("file", bundle.file());
        json.writeNumberField("position", bundle.position());
        json.writeStringField(
                "outcome", bundle.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        number("bytes", bundle.bytes());
        all("leftOut", bundle.leftOut(), this::leftOut);
        json.writeEndObject();
    }

    private void leftOut(Run.LeftOut leftOut) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", leftOut.table());
        json.writeStringField("reason", leftOut.reason());
        json.writeEndObject();
    }

    private void table(TableCount table) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", table.table());
        json.writeBooleanField("full", table.full());
        json.writeNumberField("keys", table.keys());
        json.writeNumberField("rows", table.rows());
        number("bytes", table.bytes());
        seconds(table.took());
        if (table.written().isPresent()) {
            TableCount.Written written = table.written().get();
            json.writeNumberField("deleted", written.deleted());
            json.writeNumberField("updated", written.updated());
            json.writeNumberField("inserted", written.inserted());
            json.writeNumberField("repaired", written.repaired());
            text("proof", table.proof());
        }
        json.writeEndObject();
    }

    private void view(Run.View view) throws IOException {
        json.writeStartObject();
        json.writeStringField("view", view.view());
        json.writeBooleanField("concurrently", view.concurrently());
        json.writeNumberField("rows", view.rows());
        seconds(view.took());
        json.writeEndObject();
    }

    private void seconds(Duration took) throws IOException {
        json.writeNumberField("seconds", BigDecimal.valueOf(took.toMillis(), 3));
    }

    private void text(String field, Optional<String> text) throws IOException {
        if (text.isPresent()) {
            json.writeStringField(field, text.get());
        } else {
            json.writeNullField(field);
        }
    }

    private void number(String field, Optional<Long> number) throws IOException {
        if (number.isPresent()) {
            json.writeNumberField(field, number.get());
        } else {
            json.writeNullField(field);
        }
    }

    /** Writes one value of a list. */
    private interface Write<T> {
        void of(T value) throws IOException;
    }

    private <T> void all(String field, List<T> values, Write<T> write) throws IOException {
        json.writeArrayFieldStart(field);
        for (T value : values) {
            write.of(value);
        }
        json.writeEndArray();
    }
}
