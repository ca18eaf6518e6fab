-- Made by Rowferry 0.0.0: rowferry unpack --duckdb
--
-- Brings these tables of a DuckDB to bundle 42 of lake:
--     "Shop's"."Order-""Lines""?.shell": changes since bundle 41
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

-- "Shop's"."Order-""Lines""?.shell"
select case when count(*) = 0 then error('"Shop''s"."Order-""Lines""
.shell" is not at bundle 41 of lake or later: run the scripts of the bundles before, or export it in full') end
    from rowferry.merged
    where table_schema = 'Shop''s' and table_name = 'Order-"Lines"
.shell' and stream = 'lake'
        and incarnation = '00000000-0000-0001-0000-000000000002'
        and ((bundle = 41 and snapshot = '7:7:')
            or (bundle > 41 and bundle < 42)
            or (bundle = 42 and snapshot = '9:9:'));
delete from "Shop's"."Order-""Lines""
.shell"
    where ("it's ""a""
key") in (
        select cast(regexp_replace("it's ""a""
key", '^(\S+)(.*) BC$', '\1 (BC)\2') as date)
        from read_csv('t.ids.csv', columns = {'it''s "a"
key': 'varchar'}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', new_line = '\n', nullstr = '', allow_quoted_nulls = false, parallel = false)
    );
delete from "Shop's"."Order-""Lines""
.shell"
    where ("it's ""a""
key") not in (
        select cast(regexp_replace("it's ""a""
key", '^(\S+)(.*) BC$', '\1 (BC)\2') as date)
        from read_csv('t.keys.csv', columns = {'it''s "a"
key': 'varchar'}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', new_line = '\n', nullstr = '', allow_quoted_nulls = false, parallel = false)
    );
insert into "Shop's"."Order-""Lines""
.shell" ("it's ""a""
key", "select")
    select cast(regexp_replace("it's ""a""
key", '^(\S+)(.*) BC$', '\1 (BC)\2') as date), "select"
    from read_csv('t.rows.csv', columns = {'it''s "a"
key': 'varchar', 'select': 'varchar'}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', new_line = '\n', nullstr = '', allow_quoted_nulls = false, parallel = false, max_line_size = 30000000, buffer_size = 60000000);
select case when count(*) <> 2 then error('"Shop''s"."Order-""Lines""
.shell" has another number of rows than the 2 of the bundle') end
    from "Shop's"."Order-""Lines""
.shell"
    where ("it's ""a""
key") in (
        select cast(regexp_replace("it's ""a""
key", '^(\S+)(.*) BC$', '\1 (BC)\2') as date)
        from read_csv('t.ids.csv', columns = {'it''s "a"
key': 'varchar'}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', new_line = '\n', nullstr = '', allow_quoted_nulls = false, parallel = false)
    )
    ;
delete from rowferry.merged where table_schema = 'Shop''s' and table_name = 'Order-"Lines"
.shell';
insert into rowferry.merged
    values ('Shop''s', 'Order-"Lines"
.shell', 'lake', '00000000-0000-0001-0000-000000000002', 42, '9:9:');

commit;
