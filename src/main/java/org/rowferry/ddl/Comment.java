package org.rowferry.ddl;

/** A text within a comment of SQL, which it cannot leave: a line break in a name would end the comment. */
record Comment(String text) {
    static Comment of(Object name) {
        return new Comment(name.toString());
    }

    @Override
    public String toString() {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
