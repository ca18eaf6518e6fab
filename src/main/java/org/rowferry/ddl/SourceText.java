package org.rowferry.ddl;

import java.util.regex.Pattern;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/**
 * Text that a source's server makes of its catalog and that goes into a script as SQL. A server may answer with any text,
 * so it is held to be the name of one type, or one clause that cannot end its statement.
 */
final class SourceText {
    private static final String NAME = "(?:\"(?:[^\"]++|\"\")++\"|[\\p{L}_][\\p{L}\\p{N}_$]*+)";
    private static final String WORDS =
            "(?: (?:varying|precision|with|without|time|zone|year|month|day|hour|minute|second|to)\\b)*+";
    private static final String MODIFIER = "(?:[\\p{L}\\p{N}_+.-]++|'[^']*+'|\"[^\"]*+\")";
    private static final Pattern TYPE = Pattern.compile(NAME + "(?:\\." + NAME + ")?+" + WORDS + "(?:\\(" + MODIFIER
            + "(?:, ?" + MODIFIER + ")*+\\))?+" + WORDS + "(?:\\[\\])*+");

    private SourceText() {}

    /**
     * Returns the name of a type as it is.
     *
     * @throws Failure of the family SOURCE if it is anything else
     */
    static String type(String text) {
        if (!TYPE.matcher(text).matches()) {
            throw new Failure(Family.SOURCE, "the source gives this as the name of a type, and it is none: " + text)
                    .hint(
                            "PostgreSQL gives no such name: find out who runs this source before you take anything from it.");
        }
        return text;
    }

    /** Returns whether a text is a CHECK in parentheses, and nothing more. */
    static boolean isCheck(String text) {
        return text.startsWith("CHECK (") && isClosed(text.substring("CHECK ".length()), true);
    }

    /** Returns whether a text follows the table's name in one CREATE INDEX, and ends it. */
    static boolean isIndex(String text) {
        return text.startsWith("USING ") && isClosed(text, false);
    }

    /** Returns whether a text is one constraint that an index stands behind. */
    static boolean isKeyConstraint(String text) {
        return (text.startsWith("UNIQUE ") || text.startsWith("EXCLUDE ")) && isClosed(text, false);
    }

    /**
     * Returns whether a text ends nothing that it did not begin.
     *
     * @param group asks for one pair of parentheses around all of it; else no comma stands outside of parentheses
     */
    private static boolean isClosed(String text, boolean group) {
        StringBuilder open = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char here = text.charAt(at);
            boolean outside = open.length() == 0;
            if (isUnfit(text, at) || (outside && (group ? at > 0 : here == ','))) {
                return false;
            }
            if (here == '(' || here == '[') {
                open.append(here == '(' ? ')' : ']');
            } else if (here == ')' || here == ']') {
                if (outside || open.charAt(open.length() - 1) != here) {
                    return false;
                }
                open.setLength(open.length() - 1);
            } else if (here == '\'' || here == '"') {
                // A quote that is doubled ends one text and begins the next.
                at = text.indexOf(here, at + 1);
                if (at < 0) {
                    return false;
                }
            }
        }
        return open.length() == 0;
    }

    /** Comments, the end of a statement, psql's commands, dollar quotes, and quotes in which a backslash is none. */
    private static boolean isUnfit(String text, int at) {
        char here = text.charAt(at);
        char before = at == 0 ? ' ' : text.charAt(at - 1);
        return switch (here) {
            case ';', '\\', '{', '}' -> true;
            case '-' -> before == '-';
            case '*' -> before == '/';
            case '$' -> !Character.isLetterOrDigit(before) && before != '_';
            case '\'', '"' -> "eE&".indexOf(before) >= 0;
            default -> false;
        };
    }
}
