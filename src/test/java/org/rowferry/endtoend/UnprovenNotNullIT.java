package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rowferry.testing.Servers;

/** A column that says NOT NULL and holds one all the same: its constraint is not valid yet. */
class UnprovenNotNullIT {
    @Test
    void columnWhoseNotNullIsNotValidYet_bringsItsNulls() {
        try (Pipeline ferry =
                Pipeline.between(Servers.newest(), Servers.oldest(), ShippedSchema.of("""
                        create table yard.later (id integer primary key, note text, code integer);
                        insert into yard.later values (1, null, null), (2, 'x', 2), (3, null, null);
                        alter table yard.later add constraint noted not null note not valid;
                        alter table yard.later add constraint coded not null code not valid;
                        create unique index on yard.later (code)""", "yard.later"))) {
            ferry.importAllOf(ferry.export());
            assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(3);

            ferry.source()
                    .writer()
                    .execute(
                            "update yard.later set code = 5, note = 'y' where id = 3; delete from yard.later where id = 1");
            ferry.importAllOf(ferry.export());
            assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(2);
        }
    }
}
