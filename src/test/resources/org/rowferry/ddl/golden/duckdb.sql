-- Made by Rowferry 0.0.0: rowferry unpack --duckdb
--
-- Brings these tables of a DuckDB to bundle 42 of lake:
--     public.orders: in full
--     public.orders: changes since bundle 41
--     public.log: changes since bundle 41
--
-- You may run it twice. It is one transaction. Run it in the folder of its files: duckdb -bail FILE < merge.sql

begin transaction;

-- The bundle that each table is at.
create schema if not exists rowferry;
create table if not exists rowferry.merged (
    table_schema varchar not null,
    table_name varchar not null,
    stream varchar not null,
    incarnation varchar not null,
    bundle bigint not null,
    snapshot varchar not null
);

-- public.orders
select case when count(*) > 0 then error('public.orders is newer than bundle 42 of lake, or is from another source') end
    from rowferry.merged
    where table_schema = 'public' and table_name = 'orders' and stream = 'lake'
        and (incarnation not in ('00000000-0000-0001-0000-000000000002', '00000000-0000-0001-0000-000000000001')
            or (incarnation = '00000000-0000-0001-0000-000000000002' and bundle > 42)
            or (incarnation = '00000000-0000-0001-0000-000000000002' and bundle = 42 and snapshot <> '9:9:'));
create schema if not exists "public";
-- Without a primary key: DuckDB would refuse a row that replaces another one in the same transaction.
create or replace table "public"."orders" (
    "id" bigint,
    "placed" timestamptz,
    "total" decimal(9, 2),
    "scan" blob
);
insert into "public"."orders" ("id", "placed", "total", "scan")
    select cast("id" as bigint), cast(regexp_replace("placed", '^(\S+)(.*) BC$', '\1 (BC)\2') as timestamptz), cast("total" as decimal(9, 2)), unhex(substr("scan", 3))
    from read_csv('t.rows.csv', columns = {'id': 'varchar', 'placed': 'varchar', 'total': 'varchar', 'scan': 'varchar'}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', new_line = '\n', nullstr = '', allow_quoted_nulls = false, parallel = false);
select case when count(*) <> 2 then error('public.orders has another number of rows than the 2 of the bundle') end
    from "public"."orders"
    ;
delete from rowferry.merged where table_schema = 'public' and table_name = 'orders';
insert into rowferry.merged
    values ('public', 'orders', 'lake', '00000000-0000-0001-0000-000000000002', 42, '9:9:');

-- public.orders
select case when count(*) = 0 then error('public.orders is not at bundle 41 of lake or later: run the scripts of the bundles before, or export it in full') end
    from rowferry.merged
    where table_schema = 'public' and table_name = 'orders' and stream = 'lake'
        and incarnation = '00000000-0000-0001-0000-000000000002'
        and ((bundle = 41 and snapshot = '7:7:')
            or (bundle > 41 and bundle < 42)
            or (bundle = 42 and snapshot = '9:9:'));
delete from "public"."orders"
    where ("id") in (
        select cast("id" as bigint)
        from read_csv('t.ids.csv', columns = {'id': 'varchar'}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', new_line = '\n', nullstr = '', allow_quoted_nulls = false, parallel = false)
    );
insert into "public"."orders" ("id", "placed", "total", "scan")
    select cast("id" as bigint), cast(regexp_replace("placed", '^(\S+)(.*) BC$', '\1 (BC)\2') as timestamptz), cast("total" as decimal(9, 2)), unhex(substr("scan", 3))
    from read_csv('t.rows.csv', columns = {'id': 'varchar', 'placed': 'varchar', 'total': 'varchar', 'scan': 'varchar'}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', new_line = '\n', nullstr = '', allow_quoted_nulls = false, parallel = false, max_line_size = 30000000, buffer_size = 60000000);
select case when count(*) <> 2 then error('public.orders has another number of rows than the 2 of the bundle') end
    from "public"."orders"
    where ("id") in (
        select cast("id" as bigint)
        from read_csv('t.ids.csv', columns = {'id': 'varchar'}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', new_line = '\n', nullstr = '', allow_quoted_nulls = false, parallel = false)
    )
    ;
delete from rowferry.merged where table_schema = 'public' and table_name = 'orders';
insert into rowferry.merged
    values ('public', 'orders', 'lake', '00000000-0000-0001-0000-000000000002', 42, '9:9:');

-- public.log
select case when count(*) = 0 then error('public.log is not at bundle 41 of lake or later: run the scripts of the bundles before, or export it in full') end
    from rowferry.merged
    where table_schema = 'public' and table_name = 'log' and stream = 'lake'
        and incarnation = '00000000-0000-0001-0000-000000000002'
        and ((bundle = 41 and snapshot = '7:7:')
            or (bundle > 41 and bundle < 42)
            or (bundle = 42 and snapshot = '9:9:'));
delete from rowferry.merged where table_schema = 'public' and table_name = 'log';
insert into rowferry.merged
    values ('public', 'log', 'lake', '00000000-0000-0001-0000-000000000002', 42, '9:9:');

commit;
