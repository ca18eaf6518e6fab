    if current_setting('server_version_num')::integer < 140000 then
        raise warning 'left out: the type %, which holds a multirange that this server does not know', {{objectLiteral}};
        return;
    end if;
