package org.rowferry.apply;

import java.util.Optional;
import org.rowferry.catalog.Reference;
import org.rowferry.postgres.Conflict;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;

/** The ways out where values may change places between rows, and foreign keys keep those from being written again. */
final class SwapAdvice {
    private final Session session;

    SwapAdvice(Session session) {
        this.session = session;
    }

    /** Returns the failure with what makes room for it: a constraint that waits, or foreign keys that do not act. */
    Failure on(Failure failure, TargetTable table) {
        Failure advised =
                failure.hint("If the source has the value only once, it goes from one row to another there. Here the"
                        + " rows cannot be deleted and inserted for it, because foreign keys act when a row of "
                        + table.name()
                        + " is deleted.");
        Optional<String> waiting = Conflict.in(failure).flatMap(this::madeToWait);
        if (waiting.isPresent()) {
            advised = advised.hint("Let the constraint wait for the end of the transaction: " + waiting.get());
        }
        for (Reference reference : table.references()) {
            if (reference.onDelete() != Reference.Action.NO_ACTION) {
                advised = advised.hint("Let the foreign key refuse instead of acting: " + reference.withoutActions());
            }
        }
        return advised;
    }

    /** An index without a constraint cannot wait, nor can a constraint that foreign keys lead to. */
    private Optional<String> madeToWait(Conflict conflict) {
        return session.first(
                """
                select format('alter table %s drop constraint %I, add constraint %I %s deferrable;',
                    ?::text, k.conname, k.conname, pg_get_constraintdef(k.oid)) as statement
                from pg_constraint k
                where k.conrelid = to_regclass(?) and k.conname = ? and k.contype in ('u', 'x') and k.conparentid = 0
                    and not exists (
                        select from pg_constraint f where f.contype = 'f' and f.conindid = k.conindid)""",
                row -> row.text("statement"),
                conflict.table().toString(),
                conflict.table().toString(),
                conflict.constraint().name());
    }
}
