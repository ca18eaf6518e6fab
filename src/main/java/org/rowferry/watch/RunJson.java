package org.rowferry.watch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/** Writes how a run ended, as commands of operators read it. docs/notifications.md promises the fields. */
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
        return text + "\n";
    }

    private void write(Run run) throws IOException {
        json.writeStartObject();
        json.writeNumberField("format", FORMAT);
        json.writeStringField("command", run.job().command());
        json.writeStringField("config", run.job().config().toString());
        ending(run.began(), run.ended(), run.exitCode(), run.failure());
        json.writeArrayFieldStart("parts");
        for (Run.Part part : run.parts()) {
            write(part);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void ending(Instant began, Instant ended, int exitCode, Optional<String> failure) throws IOException {
        json.writeStringField("began", began.toString());
        json.writeStringField("ended", ended.toString());
        json.writeNumberField("exitCode", exitCode);
        text("failure", failure);
    }

    private void text(String field, Optional<String> text) throws IOException {
        if (text.isPresent()) {
            json.writeStringField(field, text.get());
        } else {
            json.writeNullField(field);
        }
    }

    private void write(Run.Part part) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", part.name());
        ending(part.began(), part.ended(), part.exitCode(), part.failure());
        Run.Moved moved = part.moved();
        if (moved.position().isPresent()) {
            json.writeNumberField("position", moved.position().get());
        } else {
            json.writeNullField("position");
        }
        text("dataAt", moved.dataAt().map(Instant::toString));
        json.writeNumberField("refused", moved.refused());
        json.writeArrayFieldStart("tables");
        for (TableCount table : moved.tables()) {
            if (table.isChange()) {
                write(table);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void write(TableCount table) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", table.table());
        json.writeBooleanField("full", table.full());
        json.writeNumberField("keys", table.keys());
        json.writeNumberField("rows", table.rows());
        if (table.written().isPresent()) {
            TableCount.Written written = table.written().get();
            json.writeNumberField("deleted", written.deleted());
            json.writeNumberField("updated", written.updated());
            json.writeNumberField("inserted", written.inserted());
        }
        json.writeEndObject();
    }
}
