package org.rowferry.postgres;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rowferry.schema.Literal;

/**
 * The settings that decide how values are printed and read, those that could end a long run, and those that a bulk load
 * wants: room to sort and hash the keys of a window, and no time spent on compiling a statement that runs once. Code of a
 * table's owner can change any of them for the rest of its session, so they are kept to be set again.
 */
final class SessionSettings {
    private static final String PATH = "search_path";

    private static final Map<String, String> OF_EVERY_SESSION = Map.ofEntries(
            Map.entry("DateStyle", "ISO, YMD"),
            Map.entry("TimeZone", "UTC"),
            Map.entry("IntervalStyle", "postgres"),
            Map.entry("extra_float_digits", "3"),
            Map.entry("bytea_output", "hex"),
            Map.entry("lc_monetary", "C"),
            Map.entry("xmloption", "content"),
            Map.entry("standard_conforming_strings", "on"),
            // Left out, pg_temp comes first: code of an owner may make a table there that has the name of a catalog.
            Map.entry(PATH, "pg_catalog, pg_temp"),
            Map.entry("row_security", "off"),
            Map.entry("quote_all_identifiers", "off"),
            Map.entry("array_nulls", "on"),
            Map.entry("lc_numeric", "C"),
            Map.entry("lc_time", "C"),
            Map.entry("default_transaction_read_only", "off"),
            Map.entry("default_transaction_deferrable", "off"),
            Map.entry("default_transaction_isolation", "read committed"),
            Map.entry("exit_on_error", "off"),
            // Published or deleted files depend on transactions that are committed here.
            Map.entry("synchronous_commit", "on"),
            Map.entry("work_mem", "64MB"),
            Map.entry("temp_buffers", "64MB"),
            Map.entry("jit", "off"),
            // The catalog is asked the same of each table, and planning that takes longer than running it.
            Map.entry("plan_cache_mode", "force_generic_plan"),
            Map.entry("statement_timeout", "0"),
            Map.entry("lock_timeout", "0"),
            Map.entry("idle_in_transaction_session_timeout", "0"),
            Map.entry("idle_session_timeout", "0"),
            Map.entry("transaction_timeout", "0"),
            // Seconds. One session waits while others read for hours; a firewall forgets a connection that is silent.
            Map.entry("tcp_keepalives_idle", "60"),
            Map.entry("client_min_messages", "warning"));

    private static final String APPLICATION = "application_name";

    private static final String PROCESS = "rowferry.process";

    /** Takes away the rest that a session keeps from one statement to the next, and a READ ONLY transaction does not forbid. */
    private static final String FORGET = "close all; unlisten *; deallocate all";

    private final Map<String, String> kept = new LinkedHashMap<>();
    private String again = "";

    /**
     * Sets all of them that the server's major knows in one round trip. They are asked for one by one: the view pg_settings
     * words some 350, which takes longer than all else that opens a session.
     */
    static SessionSettings apply(Session session, String applicationName) {
        List<String> names = List.copyOf(OF_EVERY_SESSION.keySet());
        SessionSettings settings = new SessionSettings();
        session.query(
                """
                select wanted.name, pg_catalog.set_config(wanted.name, wanted.value, false) as value
                from rows from (pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.text[])) as wanted (name, value)
                where pg_catalog.current_setting(wanted.name, true) is not null
                union all select ?, pg_catalog.set_config(?, ?, false)
                union all select ?, pg_catalog.set_config(?, pg_catalog.pg_backend_pid()::pg_catalog.text, false)""",
                row -> settings.kept.put(row.text("name"), row.text("value")),
                names.toArray(String[]::new),
                names.stream().map(OF_EVERY_SESSION::get).toArray(String[]::new),
                APPLICATION,
                APPLICATION,
                applicationName,
                PROCESS,
                PROCESS);
        return settings;
    }

    /** Returns the id of the process that has them; empty before that is known. */
    String process() {
        return kept.getOrDefault(PROCESS, "");
    }

    /** Has a setting set again with the others. */
    void keep(String name, String value) {
        kept.put(name, value);
        again = "";
    }

    /** Takes back what {@link #keep} has set, and names another purpose. */
    void begin(String applicationName) {
        kept.keySet().removeIf(name -> !OF_EVERY_SESSION.containsKey(name) && !name.equals(PROCESS));
        kept.replaceAll(OF_EVERY_SESSION::getOrDefault);
        keep(APPLICATION, applicationName);
    }

    /** Returns the statements that make a session what it was: utility commands alone, which look nothing up by a path. */
    String again() {
        if (again.isEmpty()) {
            again = kept.entrySet().stream()
                    .map(setting -> "set " + setting.getKey() + " = " + value(setting.getKey(), setting.getValue()))
                    .collect(Collectors.joining("; ", "reset role; reset all; ", "; " + FORGET));
        }
        return again;
    }

    /** A path is a list of names: as one text it would be one name. */
    private static String value(String name, String value) {
        return name.equals(PATH) ? value : new Literal(value).toString();
    }
}
