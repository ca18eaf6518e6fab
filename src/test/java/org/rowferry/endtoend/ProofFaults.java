package org.rowferry.endtoend;

import java.util.List;
import java.util.Locale;
import org.rowferry.history.Dice;
import org.rowferry.schema.Literal;

/** The statements of whoever writes behind Rowferry's back, and of a DBA who changes no row. */
final class ProofFaults {
    private static final List<String> SETTINGS = List.of(
            "work_mem = '64kB'",
            "work_mem = '256MB'",
            "enable_hashagg = off",
            "max_parallel_workers_per_gather = 0",
            "max_parallel_workers_per_gather = 4",
            "parallel_setup_cost = 0",
            "parallel_tuple_cost = 0",
            "min_parallel_table_scan_size = 0",
            "synchronize_seqscans = off",
            "intervalstyle = 'sql_standard'",
            "bytea_output = 'escape'",
            "lc_numeric = 'C.UTF-8'",
            "search_path = 'proof, public'",
            "enable_seqscan = off");

    private ProofFaults() {}

    /** Draws what somebody does to rows of the target's table. */
    static String onTarget(ProofTable table, Dice dice) {
        long number = table.number(dice);
        return switch (dice.below(9)) {
            case 0 -> "update " + table + " set " + table.text() + " = 'by hand'" + oneRow(table, dice);
            case 1 -> "delete from " + table + oneRow(table, dice);
            case 2 -> table.insert(10_000 + number, dice);
            case 3 -> swapped(table);
            case 4 ->
                "update " + table + " set " + table.key() + " = " + table.literalOf(50_000 + number)
                        + oneRow(table, dice) + " and not exists (select from " + table + " where " + table.key()
                        + " = "
                        + table.literalOf(50_000 + number) + ")";
            case 5 -> dice.oneIn(3) ? "delete from " + table : table.delete(number);
            case 6 -> table.name().equals(ProofTables.PARTED) ? targetPartitionGone(dice) : table.delete(number);
            default -> table.update(number, dice);
        };
    }

    private static String oneRow(ProofTable table, Dice dice) {
        return " where " + table.key() + " = (select " + table.key() + " from " + table + " order by md5(" + table.key()
                + "::text || '" + dice.below(100) + "') limit 1)";
    }

    private static String swapped(ProofTable table) {
        String least = "min(" + table.key() + ")";
        String most = "max(" + table.key() + ")";
        return "update " + table + " as t set " + table.text() + " = o." + table.text() + " from " + table
                + " as o where (t." + table.key() + ", o." + table.key() + ") in (select " + least + ", " + most
                + " from " + table + " union all select " + most + ", " + least + " from " + table + ")";
    }

    private static String targetPartitionGone(Dice dice) {
        String rest = "proof.parted_rest";
        String detach = "alter table proof.parted detach partition " + rest + "; ";
        return switch (dice.below(5)) {
            case 0 -> "truncate " + rest;
            case 1 -> "delete from " + rest;
            case 2 -> "drop table " + rest + "; create table " + rest + " partition of proof.parted default";
            case 3 -> detach + "drop table " + rest + "; create table " + rest + " partition of proof.parted default";
            default ->
                detach + "update " + rest + " set v = 'while it was away' where id % 500 = 0; alter table proof.parted"
                        + " attach partition " + rest + " default";
        };
    }

    /** Draws a write of the source's table that leaves no trace in what is captured; a superuser runs it. */
    static String onSource(ProofTable table, Dice dice) {
        boolean parted = table.name().equals(ProofTables.PARTED);
        String sql = parted && dice.oneIn(3) ? "delete from proof.parted_" + dice.below(2) : table.change(dice);
        return parted || dice.oneIn(2) ? withoutShadowRows(table, sql) : withoutTriggers(table, sql);
    }

    /** The rows that triggers noted are deleted in the same transaction, as a purge would. */
    private static String withoutShadowRows(ProofTable table, String sql) {
        return String.format(Locale.ROOT, """
                do $hole$ declare
                    shadow text := (select format('rowferry.%%I', shadow_name) from rowferry.capture
                        where table_oid = %s::regclass);
                begin
                    set local rowferry.purging = 'on';
                    %s;
                    execute format('delete from %%s where xid = pg_current_xact_id()', shadow);
                end $hole$""", new Literal(table.toString()), sql);
    }

    /** The triggers are disabled for the write, and the tracking is told that their new rows in the catalog are the old ones. */
    private static String withoutTriggers(ProofTable table, String sql) {
        return String.format(Locale.ROOT, """
                do $hole$ declare
                    states constant jsonb := (select jsonb_object_agg(tgname, tgenabled) from pg_trigger
                        where tgrelid = %1$s::regclass and not tgisinternal);
                    each record;
                begin
                    alter table %2$s disable trigger user;
                    %3$s;
                    for each in select * from jsonb_each_text(states) loop
                        execute format('alter table %%s enable %%s trigger %%I', %1$s::regclass,
                            case each.value when 'A' then 'always' when 'R' then 'replica' else '' end, each.key);
                    end loop;
                    update rowferry.export_tracking
                    set row_xid = pg_current_xact_id()::xid, triggers = array(
                        select coalesce((select t.oid || ':' || t.xmin from pg_trigger t
                            where t.oid::text = split_part(u.was, ':', 1)), u.was)
                        from unnest(triggers) with ordinality as u (was, place) order by u.place)
                    where format('%%I.%%I', schema_name, table_name) = %1$s;
                end $hole$""", new Literal(table.toString()), table, sql);
    }

    /** Draws what the owner does to a partition of the source. */
    static String sourcePartitionGone(Dice dice) {
        int which = dice.below(2);
        String partition = "proof.parted_" + which;
        return switch (dice.below(3)) {
            case 0 -> "truncate " + partition;
            case 1 -> "drop table " + partition + "; " + sourcePartition(which);
            default ->
                "alter table proof.parted detach partition " + partition + "; drop table " + partition + "; "
                        + sourcePartition(which);
        };
    }

    static String sourcePartition(int which) {
        return "create table proof.parted_" + which
                + " partition of proof.parted for values with (modulus 2, remainder " + which + ");\n";
    }

    /** Draws what changes the order of rows, and none of them; each statement is run alone. */
    static List<String> reordered(ProofTable table, Dice dice) {
        String again = "create temp table again as table " + table + "; delete from " + table + "; insert into " + table
                + " select * from again order by random(); drop table again";
        return switch (dice.below(4)) {
            case 0 -> List.of("vacuum full " + table);
            case 1 -> List.of(again);
            case 2 -> List.of("update " + table + " set " + table.key() + " = " + table.key(), "vacuum " + table);
            default -> table.name().equals(ProofTables.PARTED) ? List.of("analyze " + table) : clustered(table);
        };
    }

    private static List<String> clustered(ProofTable table) {
        return List.of(
                "do $$ begin execute (select format('alter table %s cluster on %I', indrelid::regclass, relname)"
                        + " from pg_index join pg_class c on c.oid = indexrelid where indisprimary and indrelid = '"
                        + table.toString().replace("'", "''") + "'::regclass); end $$",
                "cluster " + table);
    }

    /** Draws a setting of a database by which its servers compute in another way. */
    static String setting(Dice dice) {
        return dice.any(SETTINGS);
    }
}
