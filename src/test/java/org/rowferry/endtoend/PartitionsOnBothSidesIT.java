package org.rowferry.endtoend;

import org.rowferry.testing.Servers;

/** Into a table that is partitioned otherwise and that another refers to, so that rows are merged. */
class PartitionsOnBothSidesIT extends PartitionOperations {
    PartitionsOnBothSidesIT() {
        super(Servers.newest(), Servers.oldest(), """
                drop table parted."Sales, ""all"" of it";
                create table parted."Sales, ""all"" of it" (id integer, "region" text, at date not null, note text, primary key ("region", id))
                    partition by hash (id);
                create table parted.part_0 partition of parted."Sales, ""all"" of it" for values with (modulus 2, remainder 0);
                create table parted.part_1 partition of parted."Sales, ""all"" of it" for values with (modulus 2, remainder 1);
                create table parted.reader (id integer, "region" text,
                    foreign key ("region", id) references parted."Sales, ""all"" of it");
                grant select, insert, update, delete on parted."Sales, ""all"" of it" to ferry_importer
                """);
    }
}
