package org.rowferry.apply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.schema.Content;
import org.rowferry.schema.Identifier;

/** Takes the records of one table: into temporary tables, or straight into the table itself. */
final class Intake {
    private final TableSession access;
    private final Staging staging;
    private final TargetTable table;
    private final Set<Content> taken = EnumSet.noneOf(Content.class);
    private final Set<String> made = new HashSet<>();
    private final SharedKeys shared;
    private final boolean sharing;
    private final String keysTable;
    private final String allKeysTable;
    private final String rowsTable;
    private final DigestCheck digests;
    private Way way;
    private boolean staged;
    private boolean begun;
    private boolean cleared;
    private long keys;
    private long allKeys;
    private long rows;
    private long nanos;
    private boolean repairPrepared;
    private long ownKeys;
    private Written written = Written.NOTHING;

    Intake(TableSession access, Staging staging, SharedKeys shared, TargetTable table, Way way, DigestCheck digests) {
        this.access = access;
        this.staging = staging;
        this.table = table;
        this.way = way;
        this.digests = digests;
        this.shared = shared;
        this.sharing = way == Way.REPLACE && access.owner().isEmpty() && shared.suit(table);
        this.keysTable = sharing
                ? shared.nameFor(table)
                : "rowferry_keys_" + table.relation().oid();
        this.allKeysTable = "rowferry_all_keys_" + table.relation().oid();
        this.rowsTable = "rowferry_rows_" + table.relation().oid();
    }

    TargetTable table() {
        return table;
    }

    long oid() {
        return table.relation().oid();
    }

    Way way() {
        return way;
    }

    /** Returns the session that the table's statements run in. */
    TableSession access() {
        return access;
    }

    /** Returns the statements that make the temporary tables of its own which records will wait in for certain. */
    List<String> creations() {
        List<String> creations = new ArrayList<>();
        table.delivery()
                .proving()
                .buckets()
                .ifPresent(buckets -> creations.add(DigestCheck.creation(digestsTable(), buckets)));
        if (table.delivery().repairs()) {
            creations.add(creation(keysTable, table.keyColumns()));
        }
        table.delivery().announced().filter(total -> !table.isWithoutKey()).ifPresent(total -> {
            if (total.keys() > 0 && !sharing && !made.contains(keysTable)) {
                creations.add(creation(keysTable, table.keyColumns()));
            }
            if (total.allKeys() > 0) {
                creations.add(creation(allKeysTable, table.keyColumns()));
            }
        });
        return creations;
    }

    private String creation(String temporary, List<Identifier> columns) {
        made.add(temporary);
        return staging.creation(temporary, columns, table, access);
    }

    /**
     * Chooses anew before the first rows come, when their keys are here: a link does not tell before how many there are, and
     * where most rows are new, they go faster straight into the table.
     */
    void chooseBefore(Content content) {
        if (content != Content.ROWS || way != Way.IN_PLACE || begun || keys == 0) {
            return;
        }
        if (!InPlace.isWorthIt(table, keys) || !mostAreThere()) {
            way = Way.REPLACE;
        }
    }

    /** Keys that wait for the table's owner to read them cannot be looked up yet. */
    private boolean mostAreThere() {
        return access.owner().isPresent()
                || access.onlyRow(
                        InPlace.sample(table, keysTable, keys),
                        "asked bigint, found bigint",
                        row -> 2 * row.number("found") >= row.number("asked"));
    }

    /**
     * Returns whether rows may go straight into the table once the tables that it refers to are settled. COPY has the rights
     * of the session alone.
     */
    boolean canBeDirect() {
        return access.owner().isEmpty() && (way == Way.COPY || way == Way.REPLACE) && table.takesRowsAsTheyAre();
    }

    /** Returns whether nothing of this table is still to come, to be deleted or to be written. */
    boolean isSettled() {
        return isComplete() && (bringsNothing() || (begun && !staged));
    }

    private boolean isComplete() {
        return table.delivery()
                .announced()
                .map(total -> keys == total.keys() && allKeys == total.allKeys() && rows == total.rows())
                .orElseGet(() -> taken.containsAll(table.delivery().contents()));
    }

    private boolean bringsNothing() {
        return !table.isFull()
                && !table.delivery().allKeys()
                && !table.delivery().repairs()
                && keys == 0
                && rows == 0;
    }

    /** Takes records; rows go straight into the table where {@code direct} says so when the first of them come. */
    void take(Records records, boolean direct) {
        long began = System.nanoTime();
        switch (records.content()) {
            case IDS -> takeChangedKeys(records);
            case KEYS -> allKeys += takeKeys(records, allKeysTable, allKeys == 0);
            case ROWS -> rows += takeRows(records, direct);
            case DIGESTS -> records.writeTo("pg_temp." + digestsTable(), DigestCheck.columns());
        }
        taken.add(records.content());
        nanos += System.nanoTime() - began;
    }

    private String digestsTable() {
        return DigestCheck.tableFor(table.relation().oid());
    }

    private void takeChangedKeys(Records records) {
        if (sharing) {
            takeSharedKeys(records);
        } else if (announcesKeys()) {
            keys += takeKeys(records, keysTable, keys == 0);
        }
    }

    private boolean announcesKeys() {
        return table.delivery().announced().filter(total -> total.keys() == 0).isEmpty();
    }

    private long takeKeys(Records records, String temporary, boolean first) {
        if (table.isWithoutKey()) {
            // There is a member for them, and nothing in it.
            return 0;
        }
        String columns = table.keyList(Identifier::toString);
        if (first && !made.contains(temporary)) {
            staging.create(temporary, table.keyColumns(), table, access);
        }
        return staging.write(records, table, temporary, columns);
    }

    /** Takes keys that no other table's are to be mixed with: when all are here, they have done what they are for. */
    private void takeSharedKeys(Records records) {
        if (takeFewKeys(records)) {
            return;
        }
        if (keys == 0) {
            shared.begin(keysTable, table);
        }
        keys += staging.writeKeys(records, table, keysTable);
        if (keys == table.delivery().announced().orElseThrow().keys()) {
            clear();
        }
    }

    /** Deletes at once by few keys that are all here, and returns whether it did. */
    private boolean takeFewKeys(Records records) {
        long announced = table.delivery().announced().orElseThrow().keys();
        if (keys > 0 || announced > SharedKeys.FEW) {
            return false;
        }
        Optional<FewKeys> few = records.asText(FewKeys.MOST_BYTES)
                .flatMap(text -> FewKeys.of(text, SharedKeys.types(table)))
                .filter(all -> all.count() == announced);
        few.ifPresent(all -> {
            keys = announced;
            written = written.plus(new Written(access.update(sql().clearance(all.sql())), 0, 0));
            cleared = true;
            records.taken(announced);
        });
        return few.isPresent();
    }

    private long takeRows(Records records, boolean direct) {
        if (!begun) {
            begun = true;
            staged = !direct;
            if (staged) {
                staging.create(rowsTable, table.stagedColumns(), table, access);
            } else {
                clear();
            }
        }
        long more =
                staged ? staging.write(records, table, rowsTable, table.stagedList()) : staging.write(records, table);
        if (!staged) {
            written = written.plus(new Written(0, 0, more));
        }
        return more;
    }

    /** Has the values read that wait for the table's owner to read them, once all are here. */
    void convert() {
        staging.convert(keysTable, access);
        staging.convert(allKeysTable, access);
        staging.convert(rowsTable, access);
        addKeysToRepair();
    }

    /** Has rows that lie in buckets to be repaired decided on like those whose keys came: the source may not have them. */
    private void addKeysToRepair() {
        if (!repairPrepared) {
            repairPrepared = true;
            table.delivery()
                    .proving()
                    .repair()
                    .ifPresent(buckets -> ownKeys = digests.writeKeys(table, buckets, keysTable));
        }
    }

    /** Returns the comparison of the table with the digests that came, where it is asked for. */
    Optional<Proof> proof() {
        String undigested = table.delivery().proving().undigested();
        if (!undigested.isEmpty()) {
            return Optional.of(new Proof.NotCompared("the source has no digests of it: " + undigested));
        }
        return table.delivery()
                .proving()
                .buckets()
                .filter(buckets -> table.delivery().proving().atOnce())
                .map(buckets -> digests.compare(table.entry(), table.delivery().table(), buckets, digestsTable()));
    }

    /** Returns the plan for the records that came; called when all of them are here. */
    TablePlan plan() {
        return new TablePlan(table, access, way, sql(), keys + allKeys + (staged ? rows : 0));
    }

    /** Returns the statements for the records that came so far. */
    private TargetSql sql() {
        return new TargetSql(
                table,
                new TargetSql.Staged(
                        existing(keysTable, keys + ownKeys > 0 && !(sharing && cleared)),
                        existing(allKeysTable, table.delivery().allKeys()),
                        existing(rowsTable, staged)));
    }

    private static Optional<String> existing(String temporary, boolean there) {
        return there ? Optional.of(temporary) : Optional.empty();
    }

    /**
     * Deletes by key what comes back as a row or not at all. Only a table that is replaced does so: no other refers to
     * it.
     */
    void clear() {
        if (way != Way.REPLACE || cleared) {
            return;
        }
        addKeysToRepair();
        String analyses = analysesOfKeys();
        String emptying = sharing && keys > 0 ? "; " + shared.emptying(keysTable) : "";
        for (String statement : sql().clearance()) {
            written = written.plus(new Written(access.update(analyses + statement + emptying), 0, 0));
            analyses = "";
        }
        cleared = true;
    }

    /** Returns what goes before the first statement, in one round trip; an owner may not analyze the session's tables. */
    private String analysesOfKeys() {
        if (access.owner().isPresent()) {
            analyzeKeys();
            return "";
        }
        if (sharing && keys <= SharedKeys.FEW) {
            return "";
        }
        return keyTables().stream()
                .map(temporary -> Staging.analysis(temporary) + "; ")
                .collect(Collectors.joining());
    }

    /** Lets the planner know what waits. */
    void analyze() {
        analyzeKeys();
        if (staged && way == Way.IN_PLACE) {
            staging.analyze(rowsTable, table.keyList(Identifier::toString), access);
        } else if (staged) {
            staging.analyze(rowsTable, access);
        }
    }

    private void analyzeKeys() {
        keyTables().forEach(temporary -> staging.analyze(temporary, access));
    }

    private List<String> keyTables() {
        return Stream.concat(sql().staged().keys().stream(), sql().staged().allKeys().stream())
                .toList();
    }

    /** Returns the rows that were deleted and written while records came. */
    Written written() {
        return written;
    }

    /** Returns how long it took to take its records. */
    Duration took() {
        return Duration.ofNanos(nanos);
    }

    TableDelivery.Announced arrived() {
        return new TableDelivery.Announced(keys, allKeys, rows);
    }
}
