package org.rowferry.cli.demo;

import java.util.List;
import java.util.Random;
import org.rowferry.postgres.Session;

/**
 * One of several who write to the shop at once, each in a session of its own.
 *
 * <p>Clerk i of n changes old rows whose number leaves i when divided by n, and rows that it has made, so that clerks
 * never wait for each other in a circle.
 */
final class Clerk {
    private static final String BEGIN = "begin isolation level read committed, read write";

    private final Session session;
    private final int number;
    private final int clerks;
    private final Random random;
    private final List<Runnable> trades = List.of(
            this::takeOrder,
            this::takeOrder,
            this::changeOrder,
            this::cancelOrder,
            this::renumberLines,
            this::moveCustomer,
            this::restock,
            this::renameProduct,
            this::changeItsMind);
    private int done;

    Clerk(Session session, int number, int clerks) {
        this.session = session;
        this.number = number;
        this.clerks = clerks;
        this.random = new Random(number);
    }

    /** Does one piece of work: one transaction. */
    void work() {
        Runnable trade = trades.get(random.nextInt(trades.size()));
        session.transaction(BEGIN, () -> {
            trade.run();
            return true;
        });
        done++;
    }

    int transactions() {
        return done;
    }

    /** Takes an order in a transaction that is left open: the caller commits it. */
    void takeOrderAndWait() {
        session.execute(BEGIN);
        takeOrder();
        session.update("update public.customers set remark = 'is still thinking' where id = ?", Shop.CUSTOMERS);
    }

    void commit() {
        session.execute("commit");
        done++;
    }

    /** Empties the smallest table and fills it again. */
    void replacePromotions() {
        session.transaction(BEGIN, () -> {
            session.execute("truncate public.promotions");
            session.execute("""
                    insert into public.promotions (code, sku, percent, until)
                    select 'SUMMER-' || n, 'P-' || to_char(n * 9, 'FM0000'), 10 + n % 4, date '2026-08-31' + n
                    from generate_series(1, 40) as n""");
            return true;
        });
        done++;
    }

    private void takeOrder() {
        long order = session.one("""
                insert into public.orders (customer_id, ordered_at, status, note)
                values (?, clock_timestamp(), 'paid', ?) returning id""", row -> row.number("id"), customer(), "taken by clerk " + number);
        session.update("""
                insert into public."Order-Lines" (order_id, line, sku, "group", quantity, price)
                select ?, row_number() over (), p.sku, 'gift', 1 + ? % 4, p.price
                from public.products as p
                where p.sku between 'P-0001' and 'P-0400' and p.stock % 100 = ?
                order by p.sku limit 3""", order, number, random.nextInt(100));
    }

    private void changeOrder() {
        session.update("update public.orders set status = 'delivered', note = null where id = ?", order());
    }

    /** The foreign key deletes the lines, too. */
    private void cancelOrder() {
        session.update("delete from public.orders where id = ?", order());
    }

    /** Changes keys. */
    private void renumberLines() {
        session.update("update public.\"Order-Lines\" set line = line + 10 where order_id = ?", order());
    }

    private void moveCustomer() {
        session.update(
                "update public.customers set city = 'Łódź', country = 'PL', remark = nullif(remark, '') where id = ?",
                customer());
    }

    /** One statement for many rows. */
    private void restock() {
        session.update("""
                update public.products set stock = stock + 25
                where sku between 'P-0001' and 'P-0400' and right(sku, 2)::integer % ? = ?""", clerks, number);
    }

    /** Inserts a row and changes its key. */
    private void renameProduct() {
        String sku = "N-" + number + "-" + done;
        session.update("""
                insert into public.products (sku, name, price, stock, tags, added)
                values (?, 'A novelty', 9.90, 0, array['new'], clock_timestamp())""", sku);
        session.update("update public.products set sku = ?, stock = 5 where sku = ?", sku + "-final", sku);
    }

    /** Rolls a savepoint back: what came before it and after it counts. */
    private void changeItsMind() {
        long order = order();
        session.update("update public.orders set status = 'packed' where id = ?", order);
        session.execute("savepoint second_thoughts");
        session.update("delete from public.\"Order-Lines\" where order_id = ?", order);
        session.execute("rollback to savepoint second_thoughts");
        session.update("update public.\"Order-Lines\" set quantity = quantity + 1 where order_id = ?", order);
    }

    private long order() {
        return own(Shop.ORDERS);
    }

    private long customer() {
        return own(Shop.CUSTOMERS);
    }

    /** The last hundred are left to the transaction that stays open. */
    private long own(int most) {
        return 1 + (long) random.nextInt((most - 100) / clerks) * clerks + number;
    }
}
