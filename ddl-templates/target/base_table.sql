create table if not exists {{table}} (
{{#columns}}
    {{name}} {{type}}{{collate}}{{notNull}},
{{/columns}}
    primary key ({{keyColumns}})
);
