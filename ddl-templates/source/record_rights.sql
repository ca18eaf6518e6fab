-- The function runs with its owner's rights, so that a role that writes the table needs none. A trigger does not ask
-- for EXECUTE when it fires.
revoke all on function {{shadow}}() from public;
{{#captureRole}}
grant insert on {{shadow}} to {{captureRole}};
-- A function's new owner must be able to create in its schema: for this transaction, which nobody else sees.
grant usage, create on schema {{schema}} to {{captureRole}};
alter function {{shadow}}() owner to {{captureRole}};
revoke create on schema {{schema}} from {{captureRole}};
{{/captureRole}}
