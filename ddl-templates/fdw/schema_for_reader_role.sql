-- The functions that the views call read these as whoever asks.
grant usage on schema {{schema}} to {{readerRole}};
grant select
    on {{schema}}.link_source, {{schema}}.link_capture, {{schema}}.link_applied, {{schema}}.incarnation, {{schema}}.capture,
    {{schema}}.capture_witness, {{schema}}.export_bundle
    to {{readerRole}};
grant insert on {{schema}}.link_applied to {{readerRole}};
