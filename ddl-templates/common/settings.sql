-- Who waits for a lock has everybody else waiting behind him: five seconds at most, then run it again later.
set local lock_timeout = '5s';
-- Every name below is qualified; what is not is PostgreSQL's own.
set local search_path = pg_catalog, pg_temp;
-- A backslash in a name is a backslash.
set local standard_conforming_strings = on;
-- 'already exists, skipping' is no news in a script that may be run twice.
set local client_min_messages = warning;
