package org.rowferry.cli;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.apply.TargetSettings;
import org.rowferry.config.Section;
import org.rowferry.importer.ImporterSettings;
import org.rowferry.link.Link;
import org.rowferry.link.LinkSettings;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;
import org.rowferry.watch.WatchSettings;

/** All that the importer's configuration says: the target, its inboxes, its links, and who is told of the runs. */
public record ImporterFile(ImporterSettings importer, LinkSettings links, WatchSettings watch) {
    /**
     * Reads the whole file; problems are left with the configuration, which raises them all at once.
     *
     * @param environment the variables that connections are completed from
     */
    public static ImporterFile read(Section root, Map<String, String> environment) {
        TargetSettings target = TargetSettings.read(root, environment);
        // A target whose sources are all within reach needs no inbox.
        ImporterSettings importer = ImporterSettings.read(root, target, !root.has("links"));
        return new ImporterFile(importer, LinkSettings.read(root, target, importer.feeds()), WatchSettings.read(root));
    }

    /** Returns the schemas of which some inbox or link takes all tables. */
    Set<Identifier> patternSchemas() {
        return Stream.concat(
                        importer.inboxes().stream().map(inbox -> inbox.feed().list()),
                        links.links().stream().map(Link::list))
                .flatMap(list -> list.schemas().stream())
                .collect(Collectors.toSet());
    }

    /** Returns the settings with the tables that their patterns take, of those that the target has and may write. */
    ImporterFile resolved(Collection<TableName> tables) {
        ImporterSettings inboxes = importer.resolved(tables);
        return new ImporterFile(inboxes, links.resolved(inboxes.feeds(), tables), watch);
    }

    TargetSettings target() {
        return importer.target();
    }
}
