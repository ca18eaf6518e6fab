package org.rowferry.ddl;

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

    @Override
    public String toString() {
        return "$" + tag + "$";
    }
}
