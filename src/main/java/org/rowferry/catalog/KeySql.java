package org.rowferry.catalog;

/**
 * The conditions, as SQL, of a unique index that can be a key. Every query that looks for a key has them from here, and
 * {@code KeySqlTest} holds the templates to the same text.
 */
public final class KeySql {
    /**
     * The index {@code i} forbids equal values in its table. It does so for a constraint that is deferrable too: the server
     * checks that before the transaction ends, and no snapshot shows the duplicates.
     */
    public static final String UNIQUE_OVER_ALL_ROWS =
            "i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null";

    /**
     * The column {@code n} of pg_attribute has no null in any row. A constraint that is not valid yet leaves older rows
     * alone, and PostgreSQL's documentation of CREATE DOMAIN tells how a null gets past the NOT NULL of a domain.
     */
    public static final String HOLDS_NO_NULL = """
            n.attnotnull
            and not exists (
                select from pg_constraint as v
                where v.conrelid = n.attrelid and v.contype = 'n' and not v.convalidated and v.conkey = array[n.attnum]
            )""";

    /** The index {@code i} tells all rows of its table apart by whole columns that hold no null. */
    public static final String CAN_BE_KEY = UNIQUE_OVER_ALL_ROWS + "\n" + """
            and not exists (
                select from unnest(i.indkey::int2[]) with ordinality as k (attnum, place)
                join pg_attribute as n on n.attrelid = i.indrelid and n.attnum = k.attnum
                where k.place <= i.indnkeyatts and not (
            """ + HOLDS_NO_NULL.indent(8) + """
                )
            )""";

    /** The order in which indexes {@code i} are preferred: the primary key, then the oldest. */
    public static final String PREFERENCE = "i.indisprimary desc, i.indexrelid";

    private KeySql() {}
}
