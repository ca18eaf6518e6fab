package org.rowferry.schema;

import java.util.regex.Pattern;

/** The name of a target on the source, or of an inbox on a target: it stands in file names, so its characters are few. */
public record StreamName(String name) implements Comparable<StreamName> {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

    public StreamName {
        if (!ALLOWED.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name
                    + "' is not a name of 1 to 63 letters, digits, '_' and '-' that begins with one of the first two");
        }
    }

    @Override
    public int compareTo(StreamName other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
