package org.rowferry.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import java.util.UUID;
import org.rowferry.runs.RecordedRun;

/** Prints results for programs; times are ISO 8601 in UTC, durations are seconds, what there is none of is null. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .registerModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addSerializer(UUID.class, ToStringSerializer.instance)
                    .addSerializer(RecordedRun.State.class, ToStringSerializer.instance)
                    .addSerializer(new SecondsSerializer())
                    .addSerializer(new OptionalSerializer()));

    private Json() {}

    static String of(Object values) {
        try {
            return MAPPER.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of ours can be written", e);
        }
    }
}
