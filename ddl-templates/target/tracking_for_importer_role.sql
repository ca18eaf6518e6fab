-- The role that imports keeps the tracking.
grant usage on schema {{schema}} to {{importerRole}};
grant select on {{schema}}.layout to {{importerRole}};
grant select, insert, update, delete
    on {{schema}}.import_tracking, {{schema}}.import_bundle, {{schema}}.import_digest, {{schema}}.link_tracking
    to {{importerRole}};
grant select, insert, update on {{schema}}.run_lock to {{importerRole}};
grant select, insert, delete on {{schema}}.run_history to {{importerRole}};
