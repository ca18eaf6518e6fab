package org.rowferry.capture;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.rowferry.schema.TableName;

/**
 * A table as tracking remembers it from the time when it was shipped last.
 *
 * @param incarnation the source's
 * @param capture how its changes became known; empty where the shape says so
 * @param shape the text of its {@link Shape}
 * @param labels the labels of the enum types below its columns
 */
public record Memory(UUID incarnation, Optional<Capture> capture, String shape, List<String> labels) {
    public Memory {
        labels = List.copyOf(labels);
    }

    /**
     * The way in which changes of a table became known.
     *
     * @param name the table's name
     * @param method the words for the way
     * @param id the identity of the capture by triggers; empty where no trigger watched the table
     * @param traces the catalog's rows of the triggers, and of all that was altered behind them
     */
    public record Capture(TableName name, String method, Optional<UUID> id, List<String> traces) {
        public Capture {
            traces = List.copyOf(traces);
        }
    }
}
