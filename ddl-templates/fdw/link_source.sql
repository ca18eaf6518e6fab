-- The state of the source, at the snapshot at which a link reads the tables. A query of this view makes the transaction
-- READ ONLY, and resets the settings for the text form of values to those of postgres_fdw. A link queries it before
-- each table, because code of a table's owner, in a view or in an index's predicate, may have changed the settings.
create or replace view {{schema}}.link_source as
select
    pg_current_snapshot() as snapshot,
    i.id as incarnation,
    array(
        select a.id from {{schema}}.incarnation as a where a.ordinal < i.ordinal order by a.ordinal
    ) as ancestors,
    case
        when num_nulls(
            set_config('transaction_read_only', 'on', true),
            set_config('search_path', 'pg_catalog', false),
            set_config('DateStyle', 'ISO', false),
            set_config('IntervalStyle', 'postgres', false),
            set_config('TimeZone', 'UTC', false),
            set_config('extra_float_digits', '3', false),
            set_config('bytea_output', 'hex', false),
            set_config('standard_conforming_strings', 'on', false),
            set_config('transform_null_equals', 'off', false),
            set_config('gin_fuzzy_search_limit', '0', false)
        ) = 0 then {{schema}}.identity_fault()
    end as fault
from {{schema}}.incarnation as i
where i.ordinal = (select max(l.ordinal) from {{schema}}.incarnation as l);
