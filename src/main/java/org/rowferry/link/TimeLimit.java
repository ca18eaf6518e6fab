package org.rowferry.link;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;

/**
 * The settings of a source that end a link's session or statement there, by the words in which the server says so.
 * postgres_fdw keeps one transaction open there for as long as the target works.
 */
enum TimeLimit {
    IDLE_IN_TRANSACTION_SESSION_TIMEOUT("idle-in-transaction timeout"),
    IDLE_SESSION_TIMEOUT("idle-session timeout"),
    TRANSACTION_TIMEOUT("transaction timeout"),
    STATEMENT_TIMEOUT("statement timeout");

    private final String words;

    TimeLimit(String words) {
        this.words = words;
    }

    /** Returns a failure of a link with the setting that made it, and where that is set; most are of another kind. */
    static Failure named(Link link, Failure failure) {
        String message = String.valueOf(failure.getMessage());
        Optional<TimeLimit> limit = failure.family() == Family.SOURCE
                ? Stream.of(values())
                        .filter(one -> message.contains("due to " + one.words))
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
        return named.hint("On the source, as a superuser or as that role itself: alter role "
                + word(link, FdwOption.USER_NAME, "…") + " in database " + word(link, FdwOption.DBNAME, "…") + " set "
                + setting() + " = 0;");
    }

    private static String word(Link link, FdwOption option, String otherwise) {
        String keyword = option.keyword();
        return Optional.ofNullable(link.user().get(keyword))
                .or(() -> Optional.ofNullable(link.options().get(keyword)))
                .map(name -> new Identifier(name).toString())
                .orElse(otherwise);
    }

    private String setting() {
        return name().toLowerCase(Locale.ROOT);
    }
}
