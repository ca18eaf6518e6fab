package org.rowferry.ddl;

import java.util.List;
import java.util.Optional;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Something that must be there before the tables that use it can be made. */
sealed interface Prerequisite {

    /** Returns the schema that it stands in. */
    Identifier schema();

    /** An extension, with the schema that its objects are in. */
    record Extension(Identifier name, Identifier schema) implements Prerequisite {}

    /** Something of a name in a schema. */
    sealed interface Named extends Prerequisite {
        TableName name();

        @Override
        default Identifier schema() {
            return name().schema();
        }
    }

    /** A collation that the server brings, where its libraries have it. */
    record PackagedCollation(TableName name) implements Named {}

    /**
     * A collation that somebody made.
     *
     * @param options what stands in {@code create collation}, each {@code option = value}
     * @param since the first major that knows all of them, for what reason
     */
    record OwnCollation(TableName name, List<String> options, Optional<Since> since) implements Named {
        public OwnCollation {
            options = List.copyOf(options);
        }
    }

    record EnumType(TableName name, List<String> labels) implements Named {
        public EnumType {
            labels = List.copyOf(labels);
        }
    }

    /**
     * A domain.
     *
     * @param base the type below it, as SQL
     * @param collation its collation as SQL, where it is not that type's own
     * @param multirange a multirange is what it is made of, in the end
     */
    record DomainType(
            TableName name,
            String base,
            Optional<String> collation,
            boolean notNull,
            List<DomainCheck> checks,
            boolean multirange)
            implements Named {
        public DomainType {
            checks = List.copyOf(checks);
        }
    }

    /** A check constraint, as SQL. */
    record DomainCheck(Identifier name, String definition) {}

    /** A composite type; {@code multirange} as in a domain. */
    record CompositeType(TableName name, List<CompositePart> attributes, boolean multirange) implements Named {
        public CompositeType {
            attributes = List.copyOf(attributes);
        }
    }

    /** A part of a composite type, with its type as SQL, and its collation where it is not the type's own. */
    record CompositePart(Identifier name, String type, Optional<String> collation) {}

    /**
     * A range type.
     *
     * @param subtype what it is of, as SQL
     * @param options what stands in {@code create type … as range}, each {@code option = value}
     * @param multirange the name of its multirange, which a source before 14 does not have
     */
    record RangeType(TableName name, String subtype, List<String> options, Optional<TableName> multirange)
            implements Named {
        public RangeType {
            options = List.copyOf(options);
        }
    }

    /** A type that no script can make, as it is written in C; {@code reason} says in words what it is. */
    record HandmadeType(TableName name, String reason) implements Named {}

    /** The first major that knows something, and what that is, in words. */
    record Since(int major, String what) {}
}
