package org.rowferry.apply;

import java.util.List;
import java.util.Set;
import org.rowferry.catalog.TypeUsers;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;

/**
 * The facts that the ways to make types of the target anew are worded with.
 *
 * @param users the columns that are of these types
 * @param importer the role that imports
 */
record TypeMender(TypeUsers users, Identifier importer) {
    /** Stands where no type has to be made anew. */
    static final TypeMender NONE = new TypeMender(new TypeUsers("", ""), new Identifier("nobody"));

    /** Adds how the types are made anew: their columns are text meanwhile. */
    Failure hinted(Failure failure, FeedEntry entry, Set<String> types) {
        return TargetScript.hinted(
                        failure.hint("Run on the target, which keeps all values as text: " + users.toText()
                                + " drop type " + String.join(", ", types) + ";"),
                        List.of(entry),
                        importer)
                .hint("Run on the target: " + users.back());
    }
}
