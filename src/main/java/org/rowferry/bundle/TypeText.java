package org.rowferry.bundle;

import java.util.regex.Pattern;

/**
 * The grammar of what {@code format_type} prints. A type out of a bundle goes into advice that is copied into a shell,
 * so that nothing else may pass for one.
 */
final class TypeText {
    private static final String NAME = "(?:[a-z_][a-z0-9_]*|\"(?:[^\"\\p{Cntrl}]|\"\")+\")";
    private static final String TIME = "(?:time|timestamp)(?:\\(\\d+\\))? with(?:out)? time zone";
    private static final String INTERVAL =
            "interval(?: (?:year|month|day|hour|minute|second)(?: to (?:month|hour|minute|second))?)?";
    private static final Pattern TYPE = Pattern.compile("(?:double precision|(?:bit|character) varying|" + TIME + "|"
            + INTERVAL + "|" + NAME + "(?:\\." + NAME + ")?)(?:\\([^()'\";\\p{Cntrl}]*\\))?(?:\\[\\])*");

    private TypeText() {}

    /** Returns the text if it is a type's. */
    static String require(String text) {
        if (!TYPE.matcher(text).matches()) {
            throw new IllegalArgumentException(Damage.show(text) + " is no type");
        }
        return text;
    }
}
