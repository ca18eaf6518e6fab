call {{helpers}}.must_be_own('type', {{objectLiteral}});
do {{quote}}
begin
    if to_regtype({{objectLiteral}}) is null then
        raise exception 'the type % is missing, %, which no script can make', {{objectLiteral}}, {{reason}}
            using hint = 'Make it here as it was made on the source, and run this again.';
    end if;
end
{{quote}};
call {{helpers}}.must_be_own('type', {{objectLiteral}});
