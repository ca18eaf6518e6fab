package org.rowferry.check;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.rowferry.postgres.Session;
import org.rowferry.schema.TableName;

/**
 * A server, and the role that connects to it, as a session finds them.
 *
 * @param tls the version that the connection is encrypted with; empty where it is not
 * @param local the server is on this host
 * @param superuser the role may do everything
 * @param validUntil the time when the role's password ends; empty where it does not
 * @param now the server's time
 * @param places the locks that all transactions together may hold
 * @param relations the tables of the configuration, with their partitions and indexes
 */
record ServerFacts(
        int major,
        String version,
        Optional<String> tls,
        boolean local,
        String role,
        boolean superuser,
        Optional<Instant> validUntil,
        Instant now,
        long places,
        long relations) {

    static ServerFacts read(Session session, Collection<TableName> tables) {
        return session.one(
                """
                with recursive named (oid) as (
                    select c.oid from unnest(?::text[], ?::text[]) as n (schema_name, table_name)
                    join pg_namespace s on s.nspname = n.schema_name
                    join pg_class c on c.relnamespace = s.oid and c.relname = n.table_name
                    union select i.inhrelid from named join pg_inherits i on i.inhparent = named.oid)
                select current_setting('server_version') as version, s.version as tls,
                    coalesce(inet_server_addr() = inet_client_addr(), true) as local,
                    quote_ident(r.rolname) as role, r.rolsuper,
                    case when isfinite(r.rolvaliduntil) then r.rolvaliduntil end as valid_until, clock_timestamp() as now,
                    current_setting('max_locks_per_transaction')::bigint
                        * (current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint)
                        as places,
                    (select count(*) from named)
                        + (select count(*) from pg_index i where i.indrelid in (select oid from named)) as relations
                from pg_roles r
                left join pg_stat_ssl s on s.pid = pg_backend_pid() and s.ssl
                where r.rolname = current_user""",
                row -> new ServerFacts(
                        session.serverMajor(),
                        row.text("version"),
                        row.optionalText("tls"),
                        row.flag("local"),
                        row.text("role"),
                        row.flag("rolsuper"),
                        row.time("valid_until"),
                        row.time("now").orElse(Instant.EPOCH),
                        row.number("places"),
                        row.number("relations")),
                tables.stream().map(table -> table.schema().name()).toArray(String[]::new),
                tables.stream().map(table -> table.name().name()).toArray(String[]::new));
    }
}
