package org.rowferry.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.apply.Feed;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.link.Link;
import org.rowferry.link.Mirror;

/** The tables of each target, inbox or link, as others are told of them. */
final class JobTables {
    private JobTables() {}

    static Map<String, Set<String>> of(ExporterSettings settings) {
        Map<String, Set<String>> tables = new HashMap<>();
        settings.targets()
                .forEach(target -> tables.put(
                        target.name().toString(),
                        target.tables().stream()
                                .map(entry -> entry.table().toString())
                                .collect(Collectors.toSet())));
        return tables;
    }

    static Map<String, Set<String>> of(List<Feed> feeds) {
        Map<String, Set<String>> tables = new HashMap<>();
        feeds.forEach(feed -> tables.put(
                feed.name().toString(),
                feed.tables().stream().map(entry -> entry.table().toString()).collect(Collectors.toSet())));
        return tables;
    }

    static Map<String, Set<String>> ofLinks(List<Link> links) {
        Map<String, Set<String>> tables = new HashMap<>();
        links.forEach(link -> tables.put(
                link.name().toString(),
                link.tables(Mirror.TABLE).stream()
                        .map(table -> table.entry().table().toString())
                        .collect(Collectors.toSet())));
        return tables;
    }
}
