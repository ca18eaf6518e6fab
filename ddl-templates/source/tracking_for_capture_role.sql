-- The role that the trigger functions run as reaches the schema, and may add rows to shadow tables; nothing else.
grant usage on schema {{schema}} to {{captureRole}};
