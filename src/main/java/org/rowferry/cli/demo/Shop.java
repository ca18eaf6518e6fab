package org.rowferry.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.rowferry.postgres.Session;
import org.rowferry.schema.TableName;

/** The shop on the source: its tables, and the rows that it opens with. */
final class Shop {
    /** Parents before children. */
    static final List<TableName> TABLES = List.of(
            TableName.of("public", "customers"),
            TableName.of("public", "products"),
            TableName.of("public", "promotions"),
            TableName.of("public", "orders"),
            TableName.of("public", "Order-Lines"));

    static final int CUSTOMERS = 3_000;
    static final int PRODUCTS = 400;
    static final int ORDERS = 9_000;

    private static final String SCRIPT = "shop.sql";

    private Shop() {}

    /** Makes the tables and fills them; returns how many rows there are. */
    static long open(Session session) {
        session.execute(script());
        return TABLES.stream().mapToLong(table -> rows(session, table)).sum();
    }

    static long rows(Session session, TableName table) {
        return session.one("select count(*) as rows from " + table, row -> row.number("rows"));
    }

    static String size(Session session, TableName table) {
        return session.one(
                "select pg_size_pretty(pg_total_relation_size(?::regclass)) as size",
                row -> row.text("size"),
                table.toString());
    }

    private static String script() {
        try (InputStream in = Objects.requireNonNull(Shop.class.getResourceAsStream(SCRIPT), SCRIPT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
