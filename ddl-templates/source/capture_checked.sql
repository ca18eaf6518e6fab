-- Before anything is made anew here: capture that somebody has altered by hand since this was run last may have had a hole,
-- and what was altered would no longer show.
update {{schema}}.capture as c
set id = gen_random_uuid()
where {{schema}}.capture_altered(c.traces, c.shadow_name) <> '{}';
