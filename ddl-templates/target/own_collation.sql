call {{helpers}}.must_be_own('collation', {{objectLiteral}});
do {{quote}}
begin
    if to_regcollation({{objectLiteral}}) is null then
{{#since}}
        if current_setting('server_version_num')::integer < {{sinceNumber}} then
            raise exception 'the collation % needs %, which PostgreSQL % does not know',
                {{objectLiteral}}, {{sinceWhat}}, current_setting('server_version_num')::integer / 10000
                using hint = 'Make a collation of this name that comes near it, and run this again.';
        end if;
{{/since}}
        create collation {{object}} ({{options}});
    end if;
end
{{quote}};
call {{helpers}}.must_be_own('collation', {{objectLiteral}});
