package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rowferry.apply.AppliedTable;
import org.rowferry.apply.Proof;
import org.rowferry.apply.Verifier;
import org.rowferry.importer.Result;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Family;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;
import org.rowferry.testing.TestDatabase;

/** A target, and what its digests must say: the rows that came with the newest ones, unless others came since. */
final class ProofTarget implements AutoCloseable {
    private static final StreamName INBOX = new StreamName("shop");

    private final Pipeline pipeline;
    private Known known = Known.nothing();
    private @Nullable Backup backup;
    private boolean suspect;

    /**
     * The rows that digests are of.
     *
     * @param digested those that came with the newest digests of a table
     * @param passed the tables of which bundles without digests came since
     */
    private record Known(Map<TableName, ProofRows> digested, Set<TableName> passed) {
        static Known nothing() {
            return new Known(new HashMap<>(), new HashSet<>());
        }

        Known copy() {
            return new Known(new HashMap<>(digested), new HashSet<>(passed));
        }
    }

    /** The target's database as it was once. */
    private record Backup(TestDatabase database, Known known) {}

    ProofTarget(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    void begin() {
        known = Known.nothing();
        suspect = false;
        superuser().execute("delete from rowferry.import_digest");
    }

    TestDatabase superuser() {
        return pipeline.target().superuser();
    }

    /** Returns whether it may lack rows, or has some that it should not have, so that it may refuse changes. */
    boolean isSuspect() {
        return suspect;
    }

    void isProven() {
        suspect = false;
    }

    void suspect() {
        suspect = true;
    }

    /** Has somebody change it who is not the importer. */
    void harm(String sql) {
        suspect();
        superuser().execute("set session_replication_role = replica; " + sql + "; reset session_replication_role");
    }

    /** Compares the results of an import with the rows. */
    void takes(Result.Applied bundle, Map<TableName, ProofRows> sent) {
        for (AppliedTable line : bundle.tables()) {
            if (line.proof().isPresent()) {
                ProofRows rows = Objects.requireNonNull(sent.get(line.table()));
                known.digested().put(line.table(), rows);
                known.passed().remove(line.table());
                requireTrue(line.table(), line.proof().get(), rows);
            } else {
                known.passed().add(line.table());
            }
        }
    }

    private void requireTrue(TableName table, Proof proof, ProofRows sent) {
        List<String> here = sent.onTarget(superuser());
        if (here.equals(sent.rows())) {
            assertThat(proof).as("%s is equal", table).isEqualTo(new Proof.Equal(here.size()));
        } else {
            assertThat(proof).as("%s differs", table).isInstanceOf(Proof.Different.class);
            assertThat(((Proof.Different) proof).buckets().numbers())
                    .as("buckets of %s that differ", table)
                    .hasSizeLessThanOrEqualTo(sent.differing(here));
        }
    }

    /** Compares again where tables stand at their digests; others must not be compared. */
    void verify() {
        try (Session session = new Database(pipeline.target().endpoint(), Family.TARGET).connect("verify")) {
            new Verifier(session, Source.SCHEMA, INBOX, 3)
                    .verify(pipeline.inboxOf(INBOX).tables())
                    .forEach(verified -> requireTrue(verified.entry().table(), verified.proof()));
        }
    }

    private void requireTrue(TableName table, Proof proof) {
        Optional<ProofRows> rows = Optional.ofNullable(known.digested().get(table))
                .filter(digested -> !known.passed().contains(table));
        if (rows.isPresent()) {
            requireTrue(table, proof, rows.get());
        } else {
            assertThat(proof).as("%s is past its digests", table).isInstanceOf(Proof.NotCompared.class);
        }
    }

    /** Makes a backup of it, in place of an earlier one. */
    void keep() {
        forgetBackup();
        backup = new Backup(superuser().copy("kept"), known.copy());
    }

    boolean hasBackup() {
        return backup != null;
    }

    /** Has it be as it was. */
    void restore() {
        if (backup != null) {
            suspect();
            superuser().restore(backup.database());
            known = backup.known().copy();
        }
    }

    void forgetBackup() {
        if (backup != null) {
            backup.database().close();
            backup = null;
        }
    }

    @Override
    public void close() {
        forgetBackup();
    }
}
