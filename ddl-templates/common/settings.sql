-- A session that waits for a lock blocks all later sessions. Give up after 5 seconds; run the script again later.
set local lock_timeout = '5s';
-- Names without a schema are PostgreSQL's own.
set local search_path = pg_catalog, pg_temp;
-- A backslash in a name is a backslash.
set local standard_conforming_strings = on;
-- The script may run twice, so 'already exists, skipping' is no message for the user.
set local client_min_messages = warning;
