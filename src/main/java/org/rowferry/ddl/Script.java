package org.rowferry.ddl;

/**
 * A script in its two forms.
 *
 * @param printed for {@code psql -f} and for eyes: with a header, in a transaction of its own
 * @param body the same statements without header, {@code begin} and {@code commit}, to be run in one READ COMMITTED
 *     transaction; it sets its own {@code lock_timeout} and {@code search_path} for that transaction
 */
public record Script(String printed, String body) {}
