package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** A source whose superuser has its catalog lie about types, in words that become SQL on the target. */
@TakesTurns
@ParameterizedClass
@EnumSource
class LyingSourceIT {
    /** A column of this type is called by words of the liar's. */
    private static final String LIE = """
            alter function pg_catalog.format_type(oid, integer) rename to honest_type;
            create function pg_catalog.format_type(type oid, typmod integer) returns text language sql stable as $lie$
                select case type when 'public.lie'::regtype then $told$%s$told$ else honest_type(type, typmod) end
            $lie$""";

    private static final String EVALUATED = "nextval('public.evaluated')::text";

    @TempDir
    private Path folder;

    private final On on;
    private SyncStage stage;
    private TestDatabase source;

    /** Where foreign tables differ. */
    enum On {
        OLDEST,
        NEWEST
    }

    LyingSourceIT(On on) {
        this.on = on;
    }

    @BeforeEach
    void furnish() {
        stage = new SyncStage(on == On.OLDEST ? Servers.oldest() : Servers.newest(), folder);
        source = stage.captured(Servers.newest(), """
                create domain public.lie as text;
                create table public.orders (id int primary key, note text);
                insert into public.orders values (1, 'one')""", "public.orders");
        stage.importer().execute("""
                create table public.orders (id int primary key, note text);
                create sequence public.evaluated;
                create table public.parent (id int);
                create table public.child (id int not null)""");
        stage.target()
                .execute("create role stranger_of_links; grant create on schema public to stranger_of_links;"
                        + " create domain public.his as text; alter domain public.his owner to stranger_of_links;"
                        + " create server elsewhere foreign data wrapper postgres_fdw;"
                        + " grant usage on foreign server elsewhere to sync_importer");
        stage.configure(stage.link("north", source, "- public.orders\n"));
    }

    @AfterEach
    void forget() {
        stage.target().execute("drop owned by stranger_of_links cascade; drop role stranger_of_links");
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text options (column_name 'a') default " + EVALUATED + ", b text",
                "text options (column_name 'a') check (extra <> " + EVALUATED + "), b text",
                "integer options (column_name 'a') generated always as identity, b text",
                "serial options (column_name 'a'), b text",
                "public.his",
                "text, b text, check (b <> " + EVALUATED + "), c text",
            })
    void whatASourceAddsToItsColumns_isImportedNowhere(String lie) {
        source.execute(String.format(Locale.ROOT, LIE, lie));
        for (String table : new String[] {"applied", "orders"}) {
            if (table.equals("applied")) {
                source.execute("do $$ begin execute 'create or replace view rowferry.link_applied as '"
                        + " || regexp_replace(pg_get_viewdef('rowferry.link_applied'), '(?i)\\n *FROM|\\n *WHERE|;$',"
                        + " ', null::public.lie as extra \\&'); end $$");
            } else {
                source.execute("create or replace view public.more as select 1 as id, null::public.lie as extra");
                stage.lend(source, "public.more", "--read-only");
                stage.importer().execute("create table public.more (id int, extra text)");
                stage.configure(stage.link("north", source, "- { table: public.more, capture: snapshot }\n"));
            }

            Ran made = stage.types("generate", "fdw", "target", "--config", stage.yaml(), "--apply");
            Ran synced = stage.sync();

            assertNothingWasEvaluated();
            made.assertRefused(ExitCode.TARGET, "must have nothing but columns");
            synced.assertRefused(ExitCode.TARGET, "");
        }
    }

    @Test
    void aWholeSchemaThatNamesAnotherServer_isImportedNowhere() {
        source.execute(String.format(
                        Locale.ROOT,
                        LIE,
                        "text) inherits (public.parent) server elsewhere options (schema_name 'public', table_name $x$")
                + "; create schema open; grant usage on schema open to public; create table open.\"zz$x$)--\" (extra"
                + " public.lie); grant select on all tables in schema open to public");

        stage.types("generate", "fdw", "target", "--config", stage.yaml(), "--whole", "open", "--apply")
                .assertRefused(ExitCode.TARGET, "is of the server elsewhere")
                .assertSays("is a child of public.parent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter foreign table north.link_applied alter target set default " + EVALUATED,
                "alter foreign table north.link_applied add made text default " + EVALUATED,
                "alter foreign table north.orders alter note set default " + EVALUATED,
                "alter foreign table north.link_columns add made text generated always as (upper(table_name)) stored",
                "alter foreign table north.link_source add made int generated always as identity",
                "alter foreign table north.orders add constraint \"a %s check\" check (note <> '')",
                "alter foreign table north.orders inherit public.parent",
                "alter table public.child add note text; alter table public.child inherit north.orders",
                "alter foreign table north.orders owner to stranger_of_links",
                "alter foreign table north.link_applied options (set table_name 'link_source')",
                "drop foreign table north.link_applied; create view north.link_applied as select 1 as target",
                "drop foreign table north.link_source; create table north.link_source (id text default " + EVALUATED
                        + ")",
                "alter foreign table north.orders options (set schema_name 'pg_catalog', set table_name 'pg_user')",
                "alter foreign table north.link_capture alter fault type public.his",
                "drop foreign table north.orders; create foreign table north.orders (id int, note text) server elsewhere"
                        + " options (schema_name 'public', table_name 'orders'); grant select on north.orders to"
                        + " sync_importer",
                "create function public.shout() returns trigger language plpgsql as $$ begin return new; end $$;"
                        + " create trigger \"a %s trigger\" before insert on north.link_applied for each row execute"
                        + " function public.shout()",
            })
    void aForeignTableThatGotMoreThanColumns_isRefusedByASync_andTheHintMendsIt(String added) {
        stage.makeForeignTables();
        stage.target().execute("alter table public.parent add note text;" + added);

        String refusal = stage.sync()
                .assertRefused(ExitCode.TARGET, "have more than columns")
                .err();

        assertNothingWasEvaluated();
        Matcher mend = Pattern.compile("as the owner: (.*;)").matcher(refusal);
        assertThat(mend.find()).as(refusal).isTrue();
        stage.target().execute(mend.group(1));
        stage.makeForeignTables();
        stage.sync().assertOk();
        assertThat(stage.target().query("select * from public.orders"))
                .isEqualTo(source.query("select * from public.orders"));
    }

    @Test
    void aDefaultThatTheOperatorAskedFor_isKeptWhereNothingIsWritten() {
        source.execute("alter table public.orders alter note set default 'said'");
        stage.configure(stage.link("north", source, "- public.orders\n")
                + "    import: { import_default: true, import_generated: true }\n");
        stage.makeForeignTables();
        stage.sync().assertOk();
        assertThat(stage.target().value("select count(*) from pg_attrdef where adrelid = 'north.orders'::regclass"))
                .isEqualTo("1");
    }

    /** Where a column's type differs, a hint has a statement with the source's type, which is pasted into psql. */
    @ParameterizedTest
    @ValueSource(strings = {"integer; drop table public.orders", "integer \\! reboot", "numeric(\\! reboot)"})
    void whatASourceCallsTheTypeOfAColumn_isShownInNoStatement(String lie) {
        stage.makeForeignTables();
        source.execute(String.format(Locale.ROOT, """
                alter view information_schema.columns rename to honest_columns;
                create view information_schema.columns as
                select table_schema, table_name, column_name, ordinal_position,
                    case when column_name = 'note' then '%s' else data_type end::information_schema.character_data
                        as data_type,
                    udt_schema, udt_name, character_maximum_length, numeric_precision, numeric_scale, datetime_precision,
                    domain_schema, domain_name, is_generated
                from information_schema.honest_columns;
                grant select on information_schema.columns to public""", lie));

        Ran synced = stage.sync().assertRefused(ExitCode.SOURCE, "answers as no PostgreSQL does");

        assertThat(synced.err().lines().filter(line -> line.startsWith("HINT: ") && line.contains("alter")))
                .isEmpty();
    }

    @Test
    void typeThatATargetLacks_isQuotedInTheStatementThatMakesAnother() {
        String type = "\"odd; drop table public.orders; --\"";
        source.execute("create type public." + type + " as enum ('a'); create type public.pair as (x public." + type
                + "); alter table public.orders add p public.pair");
        stage.target().execute("create type public.pair as (x int); alter table public.orders add p public.pair");
        stage.makeForeignTables();

        stage.sync()
                .assertRefused(ExitCode.TARGET, "")
                .assertSays("create type public.pair as (x public." + type + ");");
    }

    private void assertNothingWasEvaluated() {
        assertThat(stage.target().value("select is_called from public.evaluated"))
                .isEqualTo("f");
    }
}
