grant usage on schema {{schema}} to {{readerRole}};
grant select on {{schema}}.link_source to {{readerRole}};
