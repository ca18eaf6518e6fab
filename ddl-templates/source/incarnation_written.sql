-- Stores the transaction that writes the row of the newest incarnation. The second update reads the row of the first
-- one, because no function returns the id of the innermost subtransaction.
do {{quote}}
declare
    newest constant integer := (
        select i.ordinal from {{schema}}.incarnation as i where i.own_tables is null order by i.ordinal desc limit 1
    );
begin
    update {{schema}}.incarnation as i
    set own_tables = {{schema}}.own_tables(),
        file_node = (select c.relfilenode from pg_class as c where c.oid = i.tableoid)
    where i.ordinal = newest;
    update {{schema}}.incarnation as i set row_xid = i.xmin where i.ordinal = newest;
end
{{quote}};
