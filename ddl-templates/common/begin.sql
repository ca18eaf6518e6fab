\set ON_ERROR_STOP on

-- READ COMMITTED, whatever the server's default: a statement that waited for a lock must see what it waited for.
begin isolation level read committed, read write;
