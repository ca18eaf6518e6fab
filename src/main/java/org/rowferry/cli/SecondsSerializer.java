package org.rowferry.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Duration;

/** Writes a duration as whole seconds. */
final class SecondsSerializer extends StdSerializer<Duration> {
    private static final long serialVersionUID = 1L;

    SecondsSerializer() {
        super(Duration.class);
    }

    @Override
    public void serialize(Duration value, JsonGenerator json, SerializerProvider provider) throws IOException {
        json.writeNumber(value.toSeconds());
    }
}
