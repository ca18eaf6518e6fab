-- Made by Rowferry {{version}}: rowferry unpack --duckdb
--
-- Brings these tables of a DuckDB to bundle {{number}} of {{streamComment}}:
{{#tables}}
--     {{comment}}: {{kind}}
{{/tables}}
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
{{#tables}}

-- {{comment}}
{{#full}}
select case when count(*) > 0 then error({{newer}}) end
    from rowferry.merged
    where table_schema = {{schemaName}} and table_name = {{tableName}} and stream = {{stream}}
        and (incarnation not in ({{incarnations}})
            or (incarnation = {{incarnation}} and bundle > {{number}})
            or (incarnation = {{incarnation}} and bundle = {{number}} and snapshot <> {{snapshot}}));
create schema if not exists {{schema}};
-- Without a primary key: DuckDB would refuse a row that replaces another one in the same transaction.
create or replace table {{table}} (
{{#columns}}
    {{name}} {{type}}{{comma}}
{{/columns}}
);
{{/full}}
{{^full}}
select case when count(*) = 0 then error({{missing}}) end
    from rowferry.merged
    where table_schema = {{schemaName}} and table_name = {{tableName}} and stream = {{stream}}
        and incarnation = {{incarnation}}
        and ((bundle = {{from}} and snapshot = {{fromSnapshot}})
            or (bundle > {{from}} and bundle < {{number}})
            or (bundle = {{number}} and snapshot = {{snapshot}}));
{{/full}}
{{#keyed}}
delete from {{table}}
    where ({{keyNames}}) in (
        select {{keyValues}}
        from {{ids}}
    );
{{#hasAllKeys}}
delete from {{table}}
    where ({{keyNames}}) not in (
        select {{keyValues}}
        from {{allKeys}}
    );
{{/hasAllKeys}}
{{/keyed}}
{{#written}}
insert into {{table}} ({{columnNames}})
    select {{values}}
    from {{rows}};
select case when count(*) <> {{records}} then error({{otherCount}}) end
    from {{table}}
{{#keyed}}
    where ({{keyNames}}) in (
        select {{keyValues}}
        from {{ids}}
    )
{{/keyed}}
    ;
{{/written}}
delete from rowferry.merged where table_schema = {{schemaName}} and table_name = {{tableName}};
insert into rowferry.merged
    values ({{schemaName}}, {{tableName}}, {{stream}}, {{incarnation}}, {{number}}, {{snapshot}});
{{/tables}}

commit;
