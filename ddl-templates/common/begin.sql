\set ON_ERROR_STOP on
-- The context of an error would be the whole script.
\set SHOW_CONTEXT never

-- READ COMMITTED, whatever the server's default: a statement that waited for a lock must see what it waited for.
begin isolation level read committed, read write;
