        -- It would take the source's values for others.
        raise exception 'the type % is % here and % on the source', {{objectLiteral}}, coalesce(here, 'another kind of type'), {{definition}}
            using hint = {{dropHint}};
