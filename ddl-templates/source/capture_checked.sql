-- This runs before objects are created again: capture that somebody altered by hand since the last run may have had a
-- hole, and the alteration would no longer show.
update {{schema}}.capture as c
set id = gen_random_uuid()
where {{schema}}.capture_altered(c.traces, c.shadow_name) <> '{}';
