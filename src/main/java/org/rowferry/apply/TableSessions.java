package org.rowferry.apply;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.postgres.AsRole;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Decides with whose rights the statements on each table of the target run, in the transaction that is open. */
final class TableSessions {
    private final Session session;
    private final Map<Long, Ownership> known = new HashMap<>();
    private final Map<Identifier, AsRole> roles = new HashMap<>();

    TableSessions(Session session) {
        this.session = session;
    }

    /** Reads at once what {@link #of} will ask of these tables, known by their oids. */
    void prepare(Collection<Long> tables) {
        List<Long> unknown =
                tables.stream().filter(table -> !known.containsKey(table)).toList();
        if (!unknown.isEmpty()) {
            read(unknown);
        }
    }

    /**
     * Returns the session of a table.
     *
     * @param asOwner what the configuration says of it
     * @throws org.rowferry.report.Failure of the family TARGET if it is to have the owner's rights, and cannot
     */
    TableSession of(long oid, Optional<Boolean> asOwner) {
        prepare(List.of(oid));
        Ownership ownership = Optional.ofNullable(known.get(oid)).orElseThrow();
        boolean readOnly = ownership.decides(asOwner) && isReadOnly();
        boolean asRole = ownership.decides(asOwner) && !readOnly;
        return new TableSession(
                session, ownership.table(), asRole ? Optional.of(role(ownership)) : Optional.empty(), readOnly);
    }

    /** Asks by SHOW, which no code of an owner can have changed the meaning of. */
    private boolean isReadOnly() {
        return session.one(
                "show transaction_read_only",
                row -> row.text("transaction_read_only").equals("on"));
    }

    private AsRole role(Ownership ownership) {
        return roles.computeIfAbsent(ownership.owner(), owner -> new AsRole(session, owner, ownership.importer()));
    }

    /** Returns whether any statement ran, or may run, with the rights of an owner. */
    boolean haveOwners() {
        return !roles.isEmpty();
    }

    private void read(List<Long> tables) {
        session.query(
                """
                select c.oid::bigint as oid, n.nspname, c.relname, o.rolname as owner, r.rolname as importer,
                    o.oid <> r.oid as another, o.rolsuper,
                    pg_has_role(o.oid, case when v.major >= 16 then 'set' else 'member' end) as settable,
                    has_database_privilege(o.oid, current_database(), 'temporary') as temporary,
                    has_schema_privilege(o.oid, n.oid, 'usage') as usage,
                    c.relrowsecurity and c.relforcerowsecurity and not (o.rolsuper or o.rolbypassrls) as hiding,
                    v.major
                from pg_class c
                join pg_namespace n on n.oid = c.relnamespace
                join pg_roles o on o.oid = c.relowner
                join pg_roles r on r.rolname = current_user
                cross join (select current_setting('server_version_num')::integer / 10000 as major) as v
                where c.oid = any (?::text[]::oid[])""",
                row -> known.put(
                        row.number("oid"),
                        new Ownership(
                                TableName.of(row.text("nspname"), row.text("relname")),
                                new Identifier(row.text("owner")),
                                new Identifier(row.text("importer")),
                                new Ownership.OwnerFacts(
                                        row.flag("another"),
                                        row.flag("rolsuper"),
                                        row.flag("settable"),
                                        row.flag("temporary"),
                                        row.flag("usage"),
                                        row.flag("hiding")),
                                (int) row.number("major"))),
                (Object) tables.stream().map(String::valueOf).toArray(String[]::new));
    }
}
