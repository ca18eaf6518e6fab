package org.rowferry.connection;

import java.util.List;
import org.rowferry.config.DidYouMean;
import org.rowferry.report.Failure;

/**
 * A parameter's value.
 *
 * @param origin where the value comes from when not from the connection text itself: {@code PGSSLMODE}, or
 *     {@code service 'shop'}; empty otherwise
 */
record Setting(Parameter parameter, String value, String origin) {

    /** Returns the value if it is one of those that are allowed. */
    String among(List<String> allowed) {
        if (!allowed.contains(value)) {
            throw refused(" is none of " + String.join(", ", allowed) + DidYouMean.suffix(value, allowed));
        }
        return value;
    }

    /** Returns the value as a whole number. */
    int number() {
        try {
            return Integer.parseInt(value.trim());
        } catch (NumberFormatException e) {
            throw refused(" is not a whole number");
        }
    }

    /** Returns a failure that names parameter, origin, and the value unless it is a secret. */
    Failure refused(String why) {
        String shown = parameter.isSecret() ? "" : " '" + value + "'";
        return UnreadableText.of("parameter " + parameter.keyword() + shown + from() + why)
                .hint(mend());
    }

    /** Returns a sentence that says where the value is corrected. */
    String corrected() {
        return "Correct the " + parameter.keyword()
                + (origin.isEmpty() ? ", which stands in the connection." : ", which comes from " + origin + ".");
    }

    private String from() {
        return origin.isEmpty() ? "" : " from " + origin;
    }

    private String mend() {
        String name = parameter.keyword();
        if (origin.isEmpty()) {
            return "Change or remove " + name + " in the connection.";
        }
        return origin.equals(parameter.variable())
                ? "Change the environment variable " + origin + ", or give " + name + " in the connection."
                : "Change " + name + " in the service file, or give it in the connection.";
    }

    /** Returns the setting without its value, which may be a password. */
    @Override
    public String toString() {
        return parameter.keyword() + from();
    }
}
