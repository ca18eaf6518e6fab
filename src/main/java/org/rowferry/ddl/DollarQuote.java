package org.rowferry.ddl;

/** The tagged dollar quote around the bodies of one script: one that no name in it could close. */
record DollarQuote(String tag) {

    /** Returns the quote for bodies that hold nothing but what the text holds. */
    static DollarQuote around(String text) {
        DollarQuote quote = new DollarQuote("rowferry");
        for (int i = 1; text.contains(quote.toString()); i++) {
            quote = new DollarQuote("rowferry" + i);
        }
        return quote;
    }

    @Override
    public String toString() {
        return "$" + tag + "$";
    }
}
