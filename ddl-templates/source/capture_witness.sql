-- A crash of the server empties unlogged tables, and no trigger sees it. This one is unlogged too: where the row of an
-- unlogged base table is gone, so may be rows of the table.
create unlogged table if not exists {{schema}}.capture_witness (
    table_oid oid not null,
    constraint capture_witness_pkey primary key (table_oid),
    constraint capture_witness_table_oid_fkey foreign key (table_oid)
        references {{schema}}.capture (table_oid) on delete cascade
);
