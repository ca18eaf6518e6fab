package org.rowferry.cli;

import java.util.Map;
import org.rowferry.apply.TargetSettings;
import org.rowferry.config.Section;
import org.rowferry.importer.ImporterSettings;
import org.rowferry.link.LinkSettings;
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

    TargetSettings target() {
        return importer.target();
    }
}
