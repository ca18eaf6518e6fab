-- The role that exports reads who the source is and what is captured, and keeps its own tracking.
grant usage on schema {{schema}} to {{exporterRole}};
grant select
    on {{schema}}.layout, {{schema}}.incarnation, {{schema}}.capture, {{schema}}.capture_witness,
    {{schema}}.link_reader
    to {{exporterRole}};
grant select, insert, update, delete
    on {{schema}}.export_target, {{schema}}.export_bundle, {{schema}}.export_tracking
    to {{exporterRole}};
grant select, insert, update on {{schema}}.run_lock to {{exporterRole}};
grant select, insert, delete on {{schema}}.run_history to {{exporterRole}};
grant execute on function {{schema}}.is_restored() to {{exporterRole}};
grant select, insert, delete on {{schema}}.purge_clock to {{exporterRole}};
grant update (purged_to) on {{schema}}.capture to {{exporterRole}};
