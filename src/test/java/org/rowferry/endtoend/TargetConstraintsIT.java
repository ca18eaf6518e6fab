package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.TableName;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** What the target's types and constraints do not take refuses the bundle: named, with a way out that works. */
@TakesTurns
@ParameterizedClass(name = "towards the newest server: {0}")
@ValueSource(booleans = {true, false})
class TargetConstraintsIT {
    private static final ShippedSchema CARGO =
            new ShippedSchema(List.of(TableName.of("rules", "Bill's"), TableName.of("rules", "payer")), """
            create table rules."Bill's" ("no" integer primary key, "group" text, n integer, days int4range);
            create table rules.payer (id integer primary key, bill integer)
            """, "");
    private static final BothWays FERRIES = new BothWays(CARGO);

    private final Pipeline ferry;
    private final TestDatabase target;

    TargetConstraintsIT(boolean towardsNewest) {
        ferry = FERRIES.towardsNewest(towardsNewest);
        target = ferry.target().owner();
    }

    @AfterAll
    static void close() {
        FERRIES.close();
    }

    @AfterEach
    void forget() {
        target.execute("drop table rules.\"Bill's\", rules.payer cascade");
        for (TestDatabase side : List.of(target, ferry.source().owner())) {
            side.execute("alter table if exists rules.\"Bill's\" drop column if exists typed;"
                    + " drop type if exists rules.\"Mood's\"; drop domain if exists rules.amount");
        }
        ferry.target().generate();
        ferry.begin();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table rules.\"Bill's\" add constraint \"few's\" check (n < 5)"
                        + "|update rules.\"Bill's\" set n = 5 where \"no\" = 2"
                        + "|rules.\"Bill's\" on …check constraint \"few's\"…23514"
                        + "|drop constraint \"few's\";",
                "alter table rules.\"Bill's\" alter n set not null"
                        + "|update rules.\"Bill's\" set n = null where \"no\" = 2"
                        + "|rules.\"Bill's\" on …column \"n\"…23502"
                        + "|alter column n drop not null;",
                "alter table rules.\"Bill's\" add constraint \"one's\" unique (\"group\")"
                        + "|update rules.\"Bill's\" set \"group\" = 'row 1' where \"no\" = 2"
                        + "|rules.\"Bill's\" on …\"one's\"…(\"group\")=(row 1)…23505"
                        + "|drop constraint \"one's\";",
                "create unique index \"one's\" on rules.\"Bill's\" (\"group\")"
                        + "|update rules.\"Bill's\" set \"group\" = 'row 1' where \"no\" = 2"
                        + "|rules.\"Bill's\" on …\"one's\"…(\"group\")=(row 1)…23505"
                        + "|drop index rules.\"one's\";",
                "alter table rules.\"Bill's\" add constraint apart exclude using gist (days with &&)"
                        + "|update rules.\"Bill's\" set days = '[1,100)' where \"no\" = 2"
                        + "|rules.\"Bill's\" on …\"apart\"…(days)=([1,100))…23P01"
                        + "|drop constraint apart;",
                "alter table rules.payer add constraint \"pays's\" foreign key (bill) references rules.\"Bill's\""
                        + "|insert into rules.payer values (9, 99)"
                        + "|rules.payer on …\"pays's\"…(bill)=(99) is not present…23503"
                        + "|drop constraint \"pays's\";",
                "alter table rules.payer add constraint \"pays's\" foreign key (bill) references rules.\"Bill's\""
                        + " deferrable initially deferred"
                        + "|delete from rules.\"Bill's\" where \"no\" = 3"
                        + "|rules.payer on …\"pays's\"…(no)=(3) is still referenced…23503"
                        + "|drop constraint \"pays's\";",
                "alter table rules.payer add constraint \"pays's\" foreign key (bill) references rules.\"Bill's\""
                        + " on delete restrict"
                        + "|delete from rules.\"Bill's\" where \"no\" = 3"
                        + "|rules.payer on …\"pays's\"…(no)=(3) is"
                        + "|drop constraint \"pays's\";"
            })
    void rowThatAConstraintDoesNotTake_refusesTheBundleUntilItsGone(
            String constraint, String change, String words, String wayOut) {
        ship("alter table rules.\"Bill's\" add own text; " + constraint);
        ferry.source().writer().execute(change);
        Failure failure = ferry.refusalOf(ferry.export());
        assertThat(failure.family()).isEqualTo(Family.TARGET);
        assertThat(failure).hasMessageContainingAll(words.split("…"));
        assertThat(failure.hints()).anyMatch(hint -> hint.contains(wayOut));
        String hint = failure.hints().stream()
                .filter(one -> one.contains(wayOut))
                .findFirst()
                .orElseThrow();
        target.execute(hint.substring(hint.indexOf(": ") + 2));
        arrives("update rules.\"Bill's\" set \"group\" = 'after' where \"no\" = 4");
    }

    /** Gives both sides' table a column of a type that each makes itself. */
    private void giveColumn(String ofSource, String ofTarget, String type) {
        ferry.source().owner().execute(ofSource + "; alter table rules.\"Bill's\" add typed " + type);
        target.execute(ofTarget + "; alter table rules.\"Bill's\" add typed " + type);
        arrives("insert into rules.\"Bill's\" values (9, 'row 9', 9, null)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"merged|alter table rules.\"Bill's\" add own text", "replaced|select 1"})
    void labelThatTheTargetsTypeLacks_refusesTheBundleUntilItIsAdded(String way, String sql) {
        ship(sql);
        String type = "create type rules.\"Mood's\" as enum ('good', 'bad')";
        giveColumn(type, type, "rules.\"Mood's\"");
        ferry.source().owner().execute("alter type rules.\"Mood's\" add value 'it''s " + way + "' before 'bad'");
        ferry.source().writer().execute("update rules.\"Bill's\" set typed = 'it''s " + way + "' where \"no\" = 2");
        Failure failure = ferry.refusalOf(ferry.export());
        assertThat(failure).hasMessageContainingAll("\"it's " + way + "\"", "Bill's", "line 1, column typed", "22P02");
        String hint = failure.hints().get(0);
        assertThat(hint).isEqualTo("Add the label here: alter type rules.\"Mood's\" add value 'it''s " + way + "';");
        target.execute(hint.substring(hint.indexOf(": ") + 2));
        arrives("update rules.\"Bill's\" set n = 1 where \"no\" = 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "numeric(4, 2)|a domain over numeric(4,2) here and a domain over numeric on the source",
                "varchar(3)|a domain over character varying(3) here and a domain over character varying on the source"
            })
    void domainThatIsNarrowerOnTheTarget_isRefusedBeforeAValueIsRoundedOrCut(String narrow, String message) {
        ship("select 1");
        String wide = narrow.startsWith("varchar") ? "varchar" : "numeric";
        ferry.source().owner().execute("create domain rules.amount as " + wide);
        ferry.source().owner().execute("alter table rules.\"Bill's\" add column typed rules.amount");
        target.execute("create domain rules.amount as " + narrow);
        target.execute("alter table rules.\"Bill's\" add column typed rules.amount");
        assertThat(ferry.refusalOf(ferry.export())).hasMessageContaining(message);
    }

    @Test
    void domainWithACheckOnTheTarget_refusesTheBundle() {
        ship("select 1");
        giveColumn(
                "create domain rules.amount as numeric",
                "create domain rules.amount as numeric check (value > 0)",
                "rules.amount");
        ferry.source().writer().execute("update rules.\"Bill's\" set typed = -1 where \"no\" = 2");
        Failure failure = ferry.refusalOf(ferry.export());
        assertThat(failure).hasMessageContainingAll("COPY", "Bill's", "line 1, column typed", "23514");
        assertThat(failure.hints())
                .anyMatch(hint -> hint.contains("alter domain rules.amount drop constraint amount_check;"));
    }

    private void ship(String sql) {
        arrives("insert into rules.\"Bill's\" select g, 'row ' || g, g % 5, int4range(10 * g, 10 * g + 5)"
                + " from generate_series(1, 6) g; insert into rules.payer values (1, 1), (3, 3)");
        target.execute(sql);
    }

    private void arrives(String sql) {
        ferry.source().writer().execute(sql);
        ferry.importAllOf(ferry.export());
        String rows = "select \"no\", \"group\", n, days from rules.\"Bill's\" order by 1";
        assertThat(target.query(rows)).isEqualTo(ferry.source().superuser().query(rows));
    }
}
