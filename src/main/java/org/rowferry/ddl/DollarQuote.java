package org.rowferry.ddl;

import java.util.regex.Pattern;

/** The tagged dollar quote around the bodies of one script: one that no name in it could close. */
record DollarQuote(String tag) {

    /** Returns the quote for bodies that hold nothing but what the text holds. */
    static DollarQuote around(String text) {
        return around(text, "rowferry");
    }

    /** Returns a quote of another tag, for a statement within such a body. */
    static DollarQuote around(String text, String tag) {
        DollarQuote quote = new DollarQuote(tag);
        for (int i = 1; text.contains(quote.toString()); i++) {
            quote = new DollarQuote(tag + i);
        }
        return quote;
    }

    /** Returns the bodies that a script has in this quote, one after the other, as the server stores them. */
    String bodies(String sql) {
        StringBuilder bodies = new StringBuilder();
        String[] parts = sql.split(Pattern.quote(toString()), -1);
        for (int i = 1; i < parts.length; i += 2) {
            bodies.append(parts[i]);
        }
        return bodies.toString();
    }

    @Override
    public String toString() {
        return "$" + tag + "$";
    }
}
