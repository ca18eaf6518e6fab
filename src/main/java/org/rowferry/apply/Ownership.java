package org.rowferry.apply;

import java.util.Optional;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * The owner of a table of the target, and whether the role that imports can write it with the owner's rights.
 *
 * @param importer the role that imports
 * @param major the server's; from 16 on a membership says whether it comes with SET
 */
record Ownership(TableName table, Identifier owner, Identifier importer, OwnerFacts facts, int major) {
    /**
     * Facts of the catalog about the two roles.
     *
     * @param another the owner is another role than the one that imports
     * @param superuser the owner is a superuser
     * @param settable the role that imports may act as the owner
     * @param temporary the owner may make temporary objects
     * @param usage the owner may use the table's schema
     * @param hiding row security holds for the owner too
     */
    record OwnerFacts(
            boolean another, boolean superuser, boolean settable, boolean temporary, boolean usage, boolean hiding) {}

    /**
     * Returns whether the table is written with its owner's rights. Those of a superuser are taken only where somebody asks
     * for it: code of others that the table sets off would have them.
     *
     * @param asked {@code as-owner} of the table's entry
     * @throws Failure of the family TARGET if it is to be, and cannot
     */
    boolean decides(Optional<Boolean> asked) {
        if (!facts.another() || !asked.orElse(facts.settable() && !facts.superuser())) {
            return false;
        }
        requireMembership();
        requireRights();
        return true;
    }

    private void requireMembership() {
        if (!facts.settable()) {
            throw trusting(new Failure(
                            Family.TARGET,
                            table + " is to be written with the rights of its owner " + owner + ", and " + importer
                                    + " may not act as " + owner)
                    .hint("Run on the target, as a role that may grant it: grant " + owner + " to " + importer
                            + (major >= 16 ? " with inherit false, set true;" : ";")));
        }
    }

    private void requireRights() {
        String written = table + " is written with the rights of its owner " + owner + ", who ";
        if (!facts.temporary()) {
            throw trusting(new Failure(Family.TARGET, written + "may not make temporary objects")
                    .hint("Run on the target, as the database's owner: do $$ begin execute format('grant temporary on"
                            + " database %I to %I', current_database(), '"
                            + owner.name().replace("'", "''")
                            + "'); end $$;"));
        }
        if (!facts.usage()) {
            throw trusting(new Failure(Family.TARGET, written + "may not use its schema")
                    .hint("Run on the target, as the schema's owner: grant usage on schema " + table.schema() + " to "
                            + owner + ";"));
        }
        if (facts.hiding()) {
            throw trusting(new Failure(
                            Family.TARGET, "row security would hide rows of " + table + " from its owner " + owner)
                    .hint("Run on the target, as the owner: alter table " + table + " no force row level security;"));
        }
    }

    private Failure trusting(Failure failure) {
        return failure.hint(
                "Or trust " + owner + " with all that " + importer
                        + " may do, and say as-owner: false at the table's entry, or at the top, in ",
                Mention.IMPORTER_FILE,
                ".");
    }
}
