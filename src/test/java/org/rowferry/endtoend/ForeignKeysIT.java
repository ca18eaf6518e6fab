package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;

/** A target whose foreign keys are checked at once, and whose unique keys are its own, takes every state of a source. */
class ForeignKeysIT {
    private static final ShippedSchema CARGO = new ShippedSchema(
            List.of(
                    TableName.of("tied", "grandchild"),
                    TableName.of("tied", "child"),
                    TableName.of("tied", "parent"),
                    TableName.of("tied", "tree"),
                    TableName.of("tied", "hen"),
                    TableName.of("tied", "egg")),
            """
            create table tied.parent (id integer primary key, name text);
            create table tied.child (id integer primary key, parent integer references tied.parent);
            create table tied.grandchild (id integer primary key, child integer references tied.child);
            create table tied.tree (id integer primary key, up integer references tied.tree);
            create table tied.hen (id integer primary key, egg integer);
            create table tied.egg (
                id integer primary key, hen integer references tied.hen deferrable initially deferred
            );
            alter table tied.hen add foreign key (egg) references tied.egg deferrable initially deferred
            """,
            """
            alter table tied.child add foreign key (parent) references tied.parent;
            alter table tied.grandchild add foreign key (child) references tied.child;
            alter table tied.tree add foreign key (up) references tied.tree;
            alter table tied.hen add foreign key (egg) references tied.egg;
            alter table tied.egg add foreign key (hen) references tied.hen;
            alter table tied.parent add unique (name)
            """);

    private final Pipeline ferry = Pipeline.between(Servers.oldest(), Servers.newest(), CARGO);

    @BeforeEach
    void ship() {
        arrives("""
                insert into tied.parent values (1, 'one'), (2, 'two');
                insert into tied.child values (1, 1), (2, 2);
                insert into tied.grandchild values (1, 1), (2, 2);
                insert into tied.tree values (1, null), (2, 1), (3, 2)
                """);
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @Test
    void child_goesOverFromAParentThatGoesToOneThatComes() {
        arrives("""
                insert into tied.parent values (3, 'three');
                update tied.child set parent = 3 where parent = 1;
                delete from tied.parent where id = 1
                """);
    }

    @Test
    void family_goesAndAnotherComes() {
        arrives("""
                delete from tied.grandchild where id = 1;
                delete from tied.child where id = 1;
                delete from tied.parent where id = 1;
                insert into tied.parent values (4, 'four');
                insert into tied.child values (4, 4);
                insert into tied.grandchild values (4, 4);
                update tied.grandchild set child = 4 where id = 2
                """);
    }

    @Test
    void uniqueKeyOfTheTargetsOwn_isFreeBeforeItIsTakenAgain() {
        arrives("""
                insert into tied.parent values (3, 'three');
                update tied.child set parent = 3 where parent = 1;
                delete from tied.parent where id = 1;
                update tied.parent set name = 'one' where id = 3
                """);
        arrives("""
                update tied.child set parent = null where parent = 2;
                delete from tied.parent where id = 2;
                insert into tied.parent values (9, 'two');
                update tied.child set parent = 9 where parent is null
                """);
    }

    @Test
    void rowsOfOneTable_goOverFromEachOtherToEachOther() {
        arrives("""
                insert into tied.tree values (4, null);
                update tied.tree set up = 4 where id = 2;
                update tied.tree set up = null where id = 1;
                delete from tied.tree where id = 1;
                insert into tied.tree values (5, 3);
                update tied.tree set up = 5 where id = 4
                """);
    }

    @Test
    void tablesThatReferToEachOther_comeAndGoTogether() {
        arrives("""
                begin;
                insert into tied.hen values (1, 1);
                insert into tied.egg values (1, 1);
                commit
                """);
        arrives("""
                begin;
                insert into tied.hen values (2, 2);
                insert into tied.egg values (2, 2);
                delete from tied.hen where id = 1;
                delete from tied.egg where id = 1;
                commit
                """);
    }

    @Test
    void tablesThatWereTruncated_comeBackInFull() {
        arrives("""
                truncate tied.parent cascade;
                insert into tied.parent values (2, 'one');
                insert into tied.child values (2, 2), (3, 2);
                insert into tied.grandchild values (2, 3)
                """);
    }

    /** Changes the source and sees that the target follows. */
    private void arrives(String sql) {
        ferry.source().writer().execute(sql);
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).isNotEmpty();
    }
}
