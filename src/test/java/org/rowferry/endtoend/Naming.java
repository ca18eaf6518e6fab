package org.rowferry.endtoend;

import java.util.List;
import org.rowferry.apply.FeedEntry;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Server;

/**
 * A table of customers that a target keeps among others' under other names, once with plain names and once with such as
 * need quoting. The target's column {@code note} is its own, and so are two rows.
 */
enum Naming {
    PLAIN("customers", "clients", "id", "city", "town", "source_id", ""),
    UGLY("Cust'omers", "My \"Clients\"", "group", "Home City", "the town's", "Source \\ Id", "it's \\ ");

    private static final String SOURCE = """
            create table <table> (<key> integer, no integer, <city> text, primary key (<key>, no));
            insert into <table> select i, 1, 'city ' || i from generate_series(1, 10) i
            """;
    private static final String TARGET = """
            create schema crm;
            create table <into> (
                note text default 'ours', <town> text, no bigint, <own> text, <key> integer,
                constraint clients_pkey primary key (<own>, <key>, no)
            );
            insert into <into> (note, <own>, <key>, no)
            values ('theirs', 'other', 1, 1), ('theirs', 'other', 99, 1);
            grant usage on schema crm to ferry_importer;
            grant select, insert, update, delete on <into> to ferry_importer
            """;

    private final String table;
    private final String into;
    private final String key;
    private final String city;
    private final String town;
    private final String own;
    private final String constant;

    Naming(String table, String into, String key, String city, String town, String own, String constant) {
        this.table = table;
        this.into = into;
        this.key = key;
        this.city = city;
        this.town = town;
        this.own = own;
        this.constant = constant;
    }

    static List<Naming> played() {
        return Cases.hardest(List.of(values()));
    }

    TableName table() {
        return TableName.of("shop", table);
    }

    TableName into() {
        return TableName.of("crm", into);
    }

    Identifier own() {
        return new Identifier(own);
    }

    Identifier city() {
        return new Identifier(city);
    }

    /** Puts names, as they stand in SQL, in the place of what stands in angles: {@code <table>}, {@code <constant 9>}. */
    String in(String sql) {
        String named = sql.replace("<table>", table().toString())
                .replace("<into>", into().toString())
                .replace("<key>", new Identifier(key).toString())
                .replace("<city>", new Identifier(city).toString())
                .replace("<town>", new Identifier(town).toString())
                .replace("<own>", new Identifier(own).toString());
        for (String number : List.of("7", "8", "9")) {
            named = named.replace("<constant " + number + ">", new Literal(constant(number)).toString());
        }
        return named;
    }

    /** Returns one of the constants by which sources are told apart. */
    String constant(String number) {
        return constant + number;
    }

    /** Returns the entry of an inbox that sets one of the constants. */
    FeedEntry entry(String number) {
        FeedEntry entry = Entries.into(FeedEntry.of(table()), into());
        return Entries.setting(Entries.renaming(entry, city, town), own, constant(number));
    }

    /** Returns a ferry that writes the rows with the constant 9. */
    Pipeline ferry(Server source, Server target) {
        Pipeline ferry = Pipeline.between(source, target, new ShippedSchema(List.of(table()), in(SOURCE), in(TARGET)));
        ferry.setEntries(entry("9"));
        return ferry;
    }

    /** Returns the rows of a source as its target is to have them: key, number, town. */
    List<List<String>> sent(Pipeline ferry) {
        return ferry.source().superuser().query(in("select <key>, no, <city> from <table> order by 1, 2"));
    }

    /** Returns the rows of a target that carry one of the constants. */
    List<List<String>> arrived(Pipeline ferry, String number) {
        return ferry.target()
                .superuser()
                .query(in(
                        "select <key>, no, <town> from <into> where <own> = <constant " + number + "> order by 1, 2"));
    }

    /** Returns all rows of a target that no source has sent. */
    List<List<String>> theirs(Pipeline ferry) {
        return ferry.target()
                .superuser()
                .query(in("select note, <town>, no, <key> from <into> where <own> = 'other' order by <key>"));
    }
}
