package org.rowferry.apply;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rowferry.config.Section;
import org.rowferry.schema.Identifier;

/**
 * The operator's wishes for the time when rows of an inbox or a link were written.
 *
 * @param notifies whether listeners are notified in the transaction that writes them
 * @param statements in their order
 */
public record AfterImport(boolean notifies, List<Statement> statements) {
    /** Nothing is done. */
    public static final AfterImport NOTHING = new AfterImport(false, List.of());

    private static final String KEY = "after-import";
    private static final Duration USUAL = Duration.ofMinutes(10);

    public AfterImport {
        statements = List.copyOf(statements);
    }

    /** When a statement runs. */
    public enum Time {
        /** In the transaction that writes the rows, which is undone if the statement fails. */
        TRANSACTION,
        /** When the rows are committed. */
        AFTER
    }

    /**
     * A statement in SQL.
     *
     * @param role whose rights it has; those of the role that imports if it is empty
     * @param timeLimit how long it may take
     * @param required whether its failure has an exit code, if it runs after the transaction
     */
    public record Statement(String sql, Time time, Optional<Identifier> role, Duration timeLimit, boolean required) {}

    /** Reads them of an inbox or a link; problems are left with the configuration, which raises them all at once. */
    public static AfterImport read(Section feed) {
        return new AfterImport(
                feed.flag("notify", false),
                feed.entries(KEY, "run").stream().map(AfterImport::statement).toList());
    }

    private static Statement statement(Section entry) {
        Statement statement = new Statement(
                entry.requiredText("run"),
                entry.choice("in", Time.class, Time.AFTER),
                entry.value("role", Identifier::parse),
                entry.duration("time-limit", USUAL),
                entry.flag("required", false));
        if (statement.time() == Time.TRANSACTION && entry.has("required")) {
            entry.problem("required", "is for 'in: after'; the transaction is undone if the statement fails");
        }
        return statement;
    }

    List<Statement> at(Time time) {
        return statements.stream().filter(statement -> statement.time() == time).toList();
    }
}
