package org.rowferry.postgres;

import java.util.OptionalLong;

/** The owners whose code may have run in a session, and may have left anything behind. */
final class Guests {
    private boolean here;
    private boolean inTransaction;
    private boolean ever;

    /** The role whose code alone may have run since the session was settled, by its oid. */
    private OptionalLong only = OptionalLong.empty();

    /** Notes that code of any owner may run. */
    void anybody() {
        only = OptionalLong.empty();
        expected();
    }

    /** Notes that code of the role that is expected may run. */
    void expected() {
        here = true;
        inTransaction = true;
        ever = true;
    }

    /** Notes whose code alone may run from here on; empty where code of others may, too. */
    void expect(OptionalLong role) {
        only = role;
    }

    /** Returns whether no code but that of a role has run since the session was settled. */
    boolean areOnly(OptionalLong role) {
        return role.isPresent() && role.equals(only);
    }

    /** Notes that the session is what it was before. */
    void haveLeft() {
        here = false;
        only = OptionalLong.empty();
    }

    /** Returns whether code of an owner may have run since the session was settled. */
    boolean haveBeen() {
        return here;
    }

    /** Returns whether code of an owner ran in the transaction that is open, and may have put off some of it to its commit. */
    boolean mayComeAtCommit() {
        return inTransaction;
    }

    void transactionEnded() {
        inTransaction = false;
    }

    /** Returns whether no code of an owner has run in the session, in any transaction. */
    boolean haveNeverBeen() {
        return !ever;
    }
}
