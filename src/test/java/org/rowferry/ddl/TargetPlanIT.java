package org.rowferry.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.connection.Endpoint;
import org.rowferry.ddl.Scripts.TargetOptions;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** What a target gets from a source of the other major: types and what they are made of, indexes, foreign keys. */
class TargetPlanIT {
    private static final Scripts SCRIPTS = new Scripts(Templates.packaged(), "0.0.0");
    private static final TargetOptions OPTIONS = new TargetOptions(
            new Identifier("rowferry"), Optional.of(new Identifier("plan_importer")), TargetOptions.FILLFACTOR);
    private static final TableName EVERYTHING = TableName.of("My Schema", "Every Thing");
    private static final TableName ORDERS = TableName.of("app", "orders");
    private static final TableName LINES = TableName.of("My Schema", "Order-Lines");

    /** Each kind of type, and each in another: an enum in a domain in a composite in an array, and so on. */
    private static final String TYPES = """
            create schema "My Schema"; create schema "It's"; create schema ext;
            create extension citext with schema ext;
            create extension hstore with schema ext;
            create extension cube with schema ext; create extension earthdistance with schema ext;
            create type "It's"."Mood" as enum ('it''s ok', '"bad"', 'a\\b', 'Zum Glück', '$rowferry$', '');
            create collation "It's"."No Case" (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            create collation "It's"."in C" (provider = libc, locale = 'C');
            create domain "It's"."Good Mood" as "It's"."Mood" not null
                constraint "not ""bad""\" check (value <> '"bad"');
            create domain "It's"."Name" as varchar(70) collate "It's"."No Case" default 'x' check (value <> '');
            create domain "It's"."Moods" as "It's"."Mood"[];
            create domain "It's".email as ext.citext;
            create function "It's".odd(integer) returns boolean immutable language sql as 'select $1 % 2 = 1';
            create domain "It's".odd as integer constraint is_odd check ("It's".odd(value));
            create domain "It's".late as integer;
            alter domain "It's".late add constraint later check (value > 0) not valid;
            create type "It's"."Per ""son""\" as (
                "group" "It's"."Good Mood"[], name "It's"."Name", "c" "char", mail ext.citext,
                note text collate "C", price numeric(12, 2), at timestamptz(3)
            );
            create type "It's".empty as ();
            create type "It's"."Names" as range (subtype = text, collation = "It's"."in C");
            create type "It's".floats as range (subtype = float8, subtype_diff = float8mi);
            create type "It's".patterns as range (subtype = text, subtype_opclass = text_pattern_ops);
            create function "It's".minus(integer, integer) returns float8 immutable language sql as 'select $1 - $2';
            create type "It's".whole as range (subtype = integer, subtype_diff = "It's".minus);
            create table "It's".as_row ("a b" integer, gone text, v "It's"."Moods");
            alter table "It's".as_row drop gone;
            create table "My Schema"."Every Thing" (
                "group" integer generated always as identity,
                gone text,
                "it's" "It's"."Name",
                people "It's"."Per ""son""\"[],
                moods "It's"."Moods", mails "It's".email[], pairs ext.hstore, place ext.earth,
                c "char", n numeric(10, 2)[], iv interval day to second(3), b bit(3), vb bit varying(9),
                names "It's"."Names", floats "It's".floats[], patterns "It's".patterns, whole "It's".whole,
                odd "It's".odd, late "It's".late, nothing "It's".empty, as_row "It's".as_row,
                sorted text collate "de-x-icu", plain text collate "POSIX",
                doubled integer generated always as (octet_length(c::text)) stored,
                primary key ("it's", "group")
            );
            alter table "My Schema"."Every Thing" drop gone""";

    private static final String TYPES_SINCE_14 = """
            create type "It's".spans as range (subtype = numeric, multirange_type_name = "It's"."Many Spans");
            create domain "It's"."Span's" as "It's"."Many Spans";
            create type "It's".pair as (a "It's"."Span's", b int4multirange);
            alter table "My Schema"."Every Thing"
                add spans "It's".spans, add many "It's"."Many Spans"[], add m "It's"."Span's", add p "It's".pair,
                add dates datemultirange, add virtual integer generated always as ("group" + 1) virtual""";

    private static final String RELATED = """
            create schema app; create schema "My Schema"; create schema ext;
            create extension pg_trgm with schema ext; create extension btree_gist with schema ext;
            create function app.twice(integer) returns integer immutable language sql as 'select 2 * $1';
            create type app.mood as enum ('sad', 'ok');
            create table app.customers (id integer primary key);
            create table app.orders (
                id integer not null, code text, customer integer references app.customers, note text, v integer,
                tags text[], during tsrange, double integer generated always as (v * 2) stored, parent integer,
                constraint orders_pkey primary key (id),
                constraint "by Code" unique (code) include (v),
                constraint swapped unique (v) deferrable,
                constraint "no two" exclude using gist (id with =, during with &&)
            );
            alter table app.orders add constraint "It's own" foreign key (parent) references app.orders on delete cascade;
            alter table app.orders add constraint unsure foreign key (v) references app.orders not valid;
            create index orders_tags on app.orders using gin (tags) with (fastupdate = off);
            create index "Lower's" on app.orders (lower(note) collate "C" desc nulls last, id) where code is not null;
            create index fuzzy on app.orders using gin (note ext.gin_trgm_ops);
            create index brief on app.orders using brin (id) with (pages_per_range = 16);
            create index hashed on app.orders using hash (code);
            create index own on app.orders (app.twice(v));
            create index computed on app.orders (double);
            create index computed_too on app.orders ((double + 1));
            create index moody on app.orders ((case when v > 0 then 'ok'::app.mood end));
            create table "My Schema"."Order-Lines" (
                "group" integer, "Qty ""x""\" integer, code text, v integer,
                constraint "Lines's fkey" foreign key (code) references app.orders (code) match full
                    on update cascade on delete set null deferrable initially deferred
            ) partition by range ("group");
            create unique index "a key" on "My Schema"."Order-Lines" ("Qty ""x""\", "group");
            create table "My Schema"."Leaf" partition of "My Schema"."Order-Lines" default;
            alter table "My Schema"."Order-Lines" alter "group" set not null, alter "Qty ""x""\" set not null;
            create index "v's" on "My Schema"."Order-Lines" (v) include ("group");
            create index "not yet" on only "My Schema"."Order-Lines" (code)""";

    /** What there is in the schemas of a database, but not the tables that a source alone has. */
    private static final List<String> CATALOG = List.of("""
            select n.nspname, t.typname, t.typtype, t.typnotnull, format_type(t.typbasetype, t.typtypmod), c.collname
            from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_collation c on c.oid = t.typcollation
            where n.nspname in ('It''s', 'My Schema', 'ext') and t.typname not like '\\_%' and t.typtype <> 'm'
                and t.typname not in ('as_row', 'Every Thing_group_seq')
            order by 1, 2""", """
            select t.typname, string_agg(e.enumlabel, ',' order by e.enumsortorder)
            from pg_enum e join pg_type t on t.oid = e.enumtypid group by 1 order by 1""", """
            select t.typname, k.conname, pg_get_constraintdef(k.oid) from pg_constraint k join pg_type t on t.oid = k.contypid
            join pg_namespace n on n.oid = t.typnamespace
            where k.contype = 'c' and n.nspname = 'It''s' and k.conname not in ('is_odd', 'later') order by 1, 2""", """
            select r.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, c.collname
            from pg_attribute a join pg_class r on r.oid = a.attrelid join pg_namespace n on n.oid = r.relnamespace
            left join pg_collation c on c.oid = a.attcollation
            where n.nspname in ('It''s', 'My Schema') and r.relkind in ('c', 'r') and a.attnum > 0 and not a.attisdropped
                and a.attgenerated = ''
            order by 1, a.attnum""", """
            select t.typname, format_type(r.rngsubtype, null), o.opcname, c.collname,
                case when t.typname <> 'whole' then r.rngsubdiff::text end
            from pg_range r join pg_type t on t.oid = r.rngtypid join pg_namespace n on n.oid = t.typnamespace
            join pg_opclass o on o.oid = r.rngsubopc left join pg_collation c on c.oid = r.rngcollation
            where n.nspname = 'It''s' order by 1""", """
            select collname, collprovider, collisdeterministic, coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale', collcollate)
            from pg_collation c join pg_namespace n on n.oid = c.collnamespace where n.nspname = 'It''s' order by 1""", """
            select e.extname, n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace order by 1""");

    static Stream<Arguments> majors() {
        return Stream.of(arguments(Servers.oldest(), Servers.newest()), arguments(Servers.newest(), Servers.oldest()));
    }

    static Stream<Server> servers() {
        return Stream.of(Servers.oldest(), Servers.newest());
    }

    @ParameterizedTest
    @MethodSource("majors")
    void typesOfEveryKind_areMadeAsTheyAreOnTheSource(Server from, Server to) {
        try (TestDatabase source = from.newDatabase("plan");
                TestDatabase target = to.newDatabase("plan")) {
            source.execute(TYPES);
            TargetPlan plan = plan(source, false, EVERYTHING);
            make(target, plan);
            make(target, plan);
            for (String query : CATALOG) {
                assertThat(target.query(query)).isEqualTo(source.query(query));
            }
            assertThat(plan.leftOut())
                    .containsExactlyInAnyOrder(
                            "the constraint is_odd of the domain \"It's\".odd, which needs function \"It's\".odd(integer)",
                            "the constraint later of the domain \"It's\".late, which the source has not validated",
                            "the function \"It's\".minus of the range type \"It's\".whole");
            assertThat(target.value("""
                    select string_agg(pg_get_constraintdef(oid), '') from pg_constraint
                    where conrelid = '"My Schema"."Every Thing"'::regclass and contype = 'p'""")).isEqualTo("PRIMARY KEY (\"it's\", \"group\")");
            assertThat(target.value(
                            "select count(*) from pg_attribute where attidentity <> '' or atthasdef and attrelid"
                                    + " = '\"My Schema\".\"Every Thing\"'::regclass"))
                    .isEqualTo("0");
        }
    }

    @Test
    void multiranges_areMadeWhereTheServerKnowsThem() {
        try (TestDatabase source = Servers.newest().newDatabase("plan");
                TestDatabase target = Servers.newest().newDatabase("plan")) {
            source.execute(TYPES + ";" + TYPES_SINCE_14);
            make(target, plan(source, false, EVERYTHING));
            for (String query : CATALOG) {
                assertThat(target.query(query)).isEqualTo(source.query(query));
            }
            assertThat(target.query("select format_type(atttypid, atttypmod) from pg_attribute"
                            + " where attname in ('spans', 'many', 'm', 'p', 'dates') and attnum > 0 order by attnum"))
                    .containsExactly(
                            List.of("\"It's\".spans"),
                            List.of("\"It's\".\"Many Spans\"[]"),
                            List.of("\"It's\".\"Span's\""),
                            List.of("\"It's\".pair"),
                            List.of("datemultirange"));
        }
    }

    @Test
    void multiranges_areLeftOutByNameWhereTheServerKnowsNone() {
        assumeTrue(Servers.oldest().major() < 14, "the oldest server knows multiranges");
        try (TestDatabase source = Servers.newest().newDatabase("plan");
                TestDatabase target = Servers.oldest().newDatabase("plan")) {
            source.execute(TYPES + ";" + TYPES_SINCE_14);
            TargetPlan plan = plan(source, false, EVERYTHING);
            make(target, plan);
            make(target, plan);
            assertThat(SCRIPTS.importer(OPTIONS, plan).printed())
                    .contains(
                            "left out of %, since this server knows no multiranges: %', '\"My Schema\".\"Every Thing\"',"
                                    + " 'many, m, p, dates'");
            assertThat(target.query(
                            "select attname from pg_attribute where attname in ('spans', 'many', 'm', 'p', 'dates')"
                                    + " and attrelid = '\"My Schema\".\"Every Thing\"'::regclass"))
                    .containsExactly(List.of("spans"));
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void labelThatTheSourceGotSince_takesItsPlace(Server server) {
        try (TestDatabase source = server.newDatabase("plan");
                TestDatabase target = server.newDatabase("plan")) {
            source.execute("""
                    create schema "My Schema";
                    create type "My Schema"."Mood's" as enum ('b', 'it''s', 'z');
                    create type "My Schema".none as enum ();
                    create table "My Schema"."Every Thing" (m "My Schema"."Mood's" primary key, n "My Schema".none)""");
            make(target, plan(source, false, EVERYTHING));
            source.execute("""
                    alter type "My Schema"."Mood's" add value 'a' before 'b';
                    alter type "My Schema"."Mood's" add value '"c"\\' after 'it''s';
                    alter type "My Schema"."Mood's" add value 'd' after '"c"\\';
                    alter type "My Schema"."Mood's" add value 'zz';
                    alter type "My Schema".none add value 'one'""");
            TargetPlan plan = plan(source, false, EVERYTHING);
            make(target, plan);
            make(target, plan);
            assertThat(target.value("select array_to_string(enum_range(null::\"My Schema\".\"Mood's\"), ' ')"))
                    .isEqualTo("a b it's \"c\"\\ d z zz");
            assertThat(target.value("select array_to_string(enum_range(null::\"My Schema\".none), ' ')"))
                    .isEqualTo("one");
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void indexesAndForeignKeys_areMadeOnceAndLeftOutByName(Server from, Server to) {
        try (TestDatabase source = from.newDatabase("plan");
                TestDatabase target = to.newDatabase("plan")) {
            source.execute(RELATED);
            TargetPlan plan = plan(source, true, ORDERS, LINES);
            make(target, plan);
            make(target, plan);
            assertThat(target.query("""
                            select pg_get_indexdef(indexrelid) from pg_index
                            where indrelid in ('app.orders'::regclass, '"My Schema"."Order-Lines"'::regclass) order by 1"""))
                    .isEqualTo(Stream.of(
                                    "CREATE INDEX \"Lower's\" ON app.orders USING btree (lower(note) COLLATE \"C\" DESC NULLS LAST, id) WHERE (code IS NOT NULL)",
                                    "CREATE INDEX \"no two\" ON app.orders USING gist (id, during)",
                                    "CREATE INDEX \"v's\" ON \"My Schema\".\"Order-Lines\" USING btree (v) INCLUDE (\"group\")",
                                    "CREATE INDEX brief ON app.orders USING brin (id) WITH (pages_per_range='16')",
                                    "CREATE INDEX fuzzy ON app.orders USING gin (note ext.gin_trgm_ops)",
                                    "CREATE INDEX hashed ON app.orders USING hash (code)",
                                    "CREATE INDEX moody ON app.orders USING btree ((\nCASE\n    WHEN (v > 0) THEN 'ok'::app.mood\n    ELSE NULL::app.mood\nEND))",
                                    "CREATE INDEX orders_tags ON app.orders USING gin (tags) WITH (fastupdate=off)",
                                    "CREATE UNIQUE INDEX \"Order-Lines_pkey\" ON \"My Schema\".\"Order-Lines\" USING btree (\"Qty \"\"x\"\"\", \"group\")",
                                    "CREATE UNIQUE INDEX \"by Code\" ON app.orders USING btree (code) INCLUDE (v)",
                                    "CREATE UNIQUE INDEX orders_pkey ON app.orders USING btree (id)",
                                    "CREATE UNIQUE INDEX swapped ON app.orders USING btree (v)")
                            .map(List::of)
                            .toList());
            assertThat(
                            target.query(
                                    "select conname, pg_get_constraintdef(oid) from pg_constraint"
                                            + " where contype in ('f', 'u') and connamespace in ('app'::regnamespace, '\"My Schema\"'::regnamespace) order by 1"))
                    .containsExactly(
                            List.of("It's own", "FOREIGN KEY (parent) REFERENCES app.orders(id)"),
                            List.of(
                                    "Lines's fkey",
                                    "FOREIGN KEY (code) REFERENCES app.orders(code) MATCH FULL DEFERRABLE INITIALLY DEFERRED"),
                            List.of("swapped", "UNIQUE (v) DEFERRABLE"));
            assertThat(plan.leftOut())
                    .containsExactlyInAnyOrder(
                            "the index own of app.orders, which needs function app.twice(integer)",
                            "the index computed of app.orders, which is on a generated column",
                            "the index computed_too of app.orders, which is on a generated column",
                            "the index \"not yet\" of \"My Schema\".\"Order-Lines\", which is not valid on the source",
                            "the foreign key orders_customer_fkey of app.orders, which refers to app.customers, a table"
                                    + " that is not among these",
                            "the foreign key unsure of app.orders, which the source has not validated or does not"
                                    + " enforce");
        }
    }

    /** The unique index that a foreign key refers to is made with it, even where no other index is asked for. */
    @ParameterizedTest
    @MethodSource("majors")
    void foreignKeysAlone_bringTheIndexesThatTheyNeed(Server from, Server to) {
        try (TestDatabase source = from.newDatabase("plan");
                TestDatabase target = to.newDatabase("plan")) {
            source.execute(RELATED);
            make(target, plan(source, false, true, ORDERS, LINES));
            assertThat(target.query(
                            "select indexrelid::regclass::text from pg_index i join pg_class c on c.oid = indrelid"
                                    + " where relnamespace = 'app'::regnamespace order by 1"))
                    .containsExactly(List.of("app.\"by Code\""), List.of("app.orders_pkey"));
        }
    }

    @Test
    void indexThatAnOlderMajorDoesNotKnow_isLeftOut() {
        assumeTrue(Servers.oldest().major() < 14, "the oldest server knows the operator class");
        try (TestDatabase source = Servers.newest().newDatabase("plan");
                TestDatabase target = Servers.oldest().newDatabase("plan")) {
            source.execute("""
                    create schema app;
                    create table app.orders (id integer primary key, v integer);
                    create unique index one_null on app.orders (v) nulls not distinct;
                    create index bloomed on app.orders using brin (v int4_bloom_ops);
                    create index plain on app.orders (v)""");
            TargetPlan plan = plan(source, true, ORDERS);
            make(target, plan);
            make(target, plan);
            assertThat(
                            target.query(
                                    "select indexrelid::regclass::text from pg_index where indrelid = 'app.orders'::regclass order by 1"))
                    .containsExactly(List.of("app.orders_pkey"), List.of("app.plain"));
        }
    }

    @Test
    void keyWithoutOverlaps_becomesAPlainPrimaryKey() {
        try (TestDatabase source = Servers.newest().newDatabase("plan");
                TestDatabase target = Servers.oldest().newDatabase("plan")) {
            source.execute("""
                    create extension btree_gist; create schema app; create schema "My Schema";
                    create table app.orders (id integer, during daterange, primary key (id, during without overlaps));
                    create table "My Schema"."Order-Lines" (
                        id integer, "it's" daterange, during daterange,
                        primary key (id, "it's" without overlaps), unique (id, during without overlaps),
                        constraint "Lines's" foreign key (id, period "it's") references app.orders (id, period during)
                    )""");
            TargetPlan plan = plan(source, true, ORDERS, LINES);
            make(target, plan);
            make(target, plan);
            assertThat(target.query("""
                            select pg_get_indexdef(indexrelid) from pg_index i join pg_class c on c.oid = i.indrelid
                            where c.relnamespace in ('app'::regnamespace, '"My Schema"'::regnamespace) order by 1"""))
                    .containsExactly(
                            List.of(
                                    "CREATE INDEX \"Order-Lines_id_during_key\" ON \"My Schema\".\"Order-Lines\" USING gist (id, during)"),
                            List.of(
                                    "CREATE UNIQUE INDEX \"Order-Lines_pkey\" ON \"My Schema\".\"Order-Lines\" USING btree (id, \"it's\")"),
                            List.of("CREATE UNIQUE INDEX orders_pkey ON app.orders USING btree (id, during)"));
            assertThat(plan.leftOut())
                    .containsExactly(
                            "the foreign key \"Lines's\" of \"My Schema\".\"Order-Lines\", which is one of periods");
        }
    }

    /** A generated column that is a key is there with its values, and any other is not. */
    @ParameterizedTest
    @MethodSource("majors")
    void foreignKeysAndIndexesOfAGeneratedKey_areMade(Server from, Server to) {
        try (TestDatabase source = from.newDatabase("plan");
                TestDatabase target = to.newDatabase("plan")) {
            source.execute("""
                    create schema app; create schema "My Schema";
                    create table app.orders (name text, "the code" varchar(9) collate "C" generated always as (left(name, 9)) stored
                        primary key, other text generated always as (name || name) stored unique);
                    create index by_code on app.orders ("the code" text_pattern_ops);
                    create table "My Schema"."Order-Lines" (id integer primary key, code varchar(9)
                        constraint to_code references app.orders, other text constraint to_other references app.orders (other))""");
            TargetPlan plan = plan(source, true, ORDERS, LINES);
            make(target, plan);
            make(target, plan);
            assertThat(target.value("select string_agg(format('%s %s %s', attname, format_type(atttypid, atttypmod),"
                            + " attgenerated = ''), ', ' order by attnum) from pg_attribute"
                            + " where attrelid = 'app.orders'::regclass and attnum > 0"))
                    .isEqualTo("name text t, the code character varying(9) t");
            assertThat(target.query("select conname from pg_constraint where contype = 'f'"))
                    .containsExactly(List.of("to_code"));
            assertThat(
                            target.query(
                                    "select indexrelid::regclass::text from pg_index where indrelid = 'app.orders'::regclass order by 1"))
                    .containsExactly(List.of("app.by_code"), List.of("app.orders_pkey"));
            assertThat(plan.leftOut())
                    .containsExactlyInAnyOrder(
                            "the index orders_other_key of app.orders, which is on a generated column",
                            "the foreign key to_other of \"My Schema\".\"Order-Lines\", which is on a generated column");
        }
    }

    @Test
    void collationThatAnOlderMajorDoesNotKnow_isRefusedWithTheReason() {
        assumeTrue(Servers.oldest().major() < 16, "the oldest server knows the collation");
        try (TestDatabase source = Servers.newest().newDatabase("plan");
                TestDatabase target = Servers.oldest().newDatabase("plan")) {
            source.execute("""
                    create schema app;
                    create collation app.ruled (provider = icu, locale = 'und', rules = '&a < ''b''');
                    create table app.orders (id integer primary key, v text collate app.ruled);
                    create table app."Order-Lines" (id integer primary key, v text collate pg_c_utf8)""");
            assertThatThrownBy(() -> make(target, plan(source, false, ORDERS)))
                    .hasStackTraceContaining("the collation app.ruled needs rules, which PostgreSQL "
                            + Servers.oldest().major() + " does not know");
            target.execute("rollback");
            assertThatThrownBy(() -> make(target, plan(source, false, TableName.of("app", "Order-Lines"))))
                    .hasStackTraceContaining("this server has no collation pg_catalog.pg_c_utf8");
            try (TestDatabase newer = Servers.newest().newDatabase("plan")) {
                make(newer, plan(source, false, ORDERS, TableName.of("app", "Order-Lines")));
                assertThat(newer.value("select collicurules from pg_collation where collname = 'ruled'"))
                        .isEqualTo("&a < 'b'");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void extensionInAnotherSchema_isRefusedWithTheWayOut(Server server) {
        try (TestDatabase source = server.newDatabase("plan");
                TestDatabase target = server.newDatabase("plan")) {
            source.execute("""
                    create schema app; create schema "Ext's"; create extension citext with schema "Ext's";
                    create table app.orders (id "Ext's".citext primary key)""");
            target.execute("create extension citext with schema public");
            assertThatThrownBy(() -> make(target, plan(source, false, ORDERS)))
                    .hasStackTraceContaining(
                            "the extension citext is in the schema public here, and in Ext's on the source")
                    .hasStackTraceContaining("alter extension citext set schema \"Ext's\"");
            target.execute("rollback; create schema \"Ext's\"; alter extension citext set schema \"Ext's\"");
            make(target, plan(source, false, ORDERS));
            assertThat(target.value("select id from app.orders union all select 'none'"))
                    .isEqualTo("none");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void rowTypeOfATableThatIsMadeToo_isRefused(Server server) {
        try (TestDatabase source = server.newDatabase("plan")) {
            source.execute("""
                    create schema app; create schema "My Schema";
                    create table app.orders (id integer primary key);
                    create table "My Schema"."Order-Lines" (id integer primary key, "the order" app.orders[])""");
            assertThatThrownBy(() -> plan(source, false, ORDERS, LINES))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("has the column \"the order\" of the row type of app.orders");
        }
    }

    /** An ordinary owner makes all of it, if the extensions are trusted or there. */
    @ParameterizedTest
    @MethodSource("majors")
    void ownerWithoutSuperuser_mayRunIt(Server from, Server to) {
        try (TestDatabase source = from.newDatabase("plan");
                TestDatabase target = to.newDatabase("plan");
                TestDatabase owner = target.as("plan_owner")) {
            source.execute(TYPES);
            target.execute("create schema ext; create extension cube with schema ext;"
                    + "create extension earthdistance with schema ext; grant usage on schema ext to public;"
                    + "grant create on schema ext to plan_owner; grant create on database "
                    + new Identifier(target.name()) + " to plan_owner");
            make(owner, plan(source, true, EVERYTHING));
            make(owner, plan(source, true, EVERYTHING));
            assertThat(target.value("select string_agg(extname, ' ' order by extname) from pg_extension"))
                    .isEqualTo("citext cube earthdistance hstore plpgsql");
        }
    }

    private static TargetPlan plan(TestDatabase source, boolean all, TableName... tables) {
        return plan(source, all, all, tables);
    }

    private static TargetPlan plan(TestDatabase source, boolean indexes, boolean foreignKeys, TableName... tables) {
        Database database = new Database(Endpoint.parse(source.url(), Map.of()), Family.SOURCE);
        try (Session session = database.connect("test")) {
            return new TargetPlans(session, new Identifier("rowferry"))
                    .plan(List.of(tables), table -> Optional.empty(), indexes, foreignKeys);
        }
    }

    private static void make(TestDatabase target, TargetPlan plan) {
        TargetOptions options = target.user().equals("plan_owner")
                ? new TargetOptions(OPTIONS.schema(), Optional.empty(), TargetOptions.FILLFACTOR)
                : OPTIONS;
        target.as("plan_importer");
        target.execute("begin;\n" + SCRIPTS.importer(options, plan).body() + "commit;");
    }
}
