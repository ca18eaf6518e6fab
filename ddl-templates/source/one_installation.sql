-- One installation at a time. Exports, which only read the registry, go on.
lock table {{schema}}.capture in share row exclusive mode;
