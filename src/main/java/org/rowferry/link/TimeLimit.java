package org.rowferry.link;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.rowferry.postgres.SqlState;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;

/**
 * The settings of a source that end a link's session or statement there, by SQLSTATE, or by the words of a session that
 * ended before it could say.
 * postgres_fdw keeps one transaction open there for as long as the target works.
 */
enum TimeLimit {
    IDLE_IN_TRANSACTION_SESSION_TIMEOUT("idle-in-transaction timeout", "25P03"),
    IDLE_SESSION_TIMEOUT("idle-session timeout", "57P05"),
    TRANSACTION_TIMEOUT("transaction timeout", "25P04"),
    /** Its SQLSTATE is also that of a statement which somebody cancelled. */
    STATEMENT_TIMEOUT("statement timeout", "");

    private final String words;
    private final String state;

    TimeLimit(String words, String state) {
        this.words = words;
        this.state = state;
    }

    /** Returns a failure of a link with the setting that made it, and where that is set; most are of another kind. */
    static Failure named(Link link, Failure failure) {
        String message = String.valueOf(failure.getMessage());
        String state = SqlState.of(failure).orElse("none");
        Optional<TimeLimit> limit = failure.family() == Family.SOURCE
                ? Stream.of(values())
                        .filter(one -> one.state.equals(state) || message.contains("due to " + one.words))
                        .findFirst()
                : Optional.empty();
        return limit.map(one -> one.on(link, failure)).orElse(failure);
    }

    private Failure on(Link link, Failure failure) {
        Failure named = new Failure(
                        Family.SOURCE,
                        "the source's " + setting() + " ended the work of the link: " + failure.getMessage())
                .because(failure);
        if (this == STATEMENT_TIMEOUT && link.statementTimeout().isPresent()) {
            return named.hint("Raise statement-timeout of links." + link.name() + " in ", Mention.IMPORTER_FILE, ".")
                    .hint(
                            "Then run as the owner: ",
                            Invocation.ofTargetOwner("generate fdw target", "--link " + link.name()));
        }
        Optional<Identifier> role = Optional.ofNullable(link.user().get(FdwOption.USER_NAME.keyword()))
                .map(Identifier::new);
        Optional<Identifier> database = Optional.ofNullable(link.options().get(FdwOption.DBNAME.keyword()))
                .map(Identifier::new);
        return role.isEmpty()
                ? named.hint("Set " + setting() + " to 0 on the source, for the link's role.")
                : named.hint("On the source, as a superuser or as that role itself: alter role " + role.get()
                        + database.map(name -> " in database " + name).orElse("") + " set " + setting() + " = 0;");
    }

    private String setting() {
        return name().toLowerCase(Locale.ROOT);
    }
}
