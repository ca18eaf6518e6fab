package org.rowferry.importer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.rowferry.apply.AfterImport;
import org.rowferry.apply.EntrySettings;
import org.rowferry.apply.FanIn;
import org.rowferry.apply.Feed;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.TargetSettings;
import org.rowferry.bundle.Limits;
import org.rowferry.config.Section;
import org.rowferry.config.Size;
import org.rowferry.config.TableList;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** The settings of the target and of its inboxes in the importer's configuration. */
public record ImporterSettings(TargetSettings target, List<Inbox> inboxes) {
    public ImporterSettings {
        inboxes = List.copyOf(inboxes);
    }

    /**
     * One inbox: where the bundles of one source lie, and the tables that they may write.
     *
     * @param limits how much one of its bundles may hold
     * @param verify compares tables with the digests that a bundle has of them
     */
    public record Inbox(Feed feed, String from, Limits limits, boolean verify) {
        /** Makes an inbox with the limits of one whose configuration says nothing of them. */
        public Inbox(StreamName name, String from, List<FeedEntry> tables) {
            this(new Feed(name, tables), from, Limits.DEFAULT, true);
        }

        public StreamName name() {
            return feed.name();
        }

        public List<FeedEntry> tables() {
            return feed.tables();
        }
    }

    /** Returns the feeds of all inboxes. */
    public List<Feed> feeds() {
        return inboxes.stream().map(Inbox::feed).toList();
    }

    /** Returns the settings with the tables that their patterns take, of those that the target has and may write. */
    public ImporterSettings resolved(Collection<TableName> tables) {
        return new ImporterSettings(
                target,
                inboxes.stream()
                        .map(inbox ->
                                new Inbox(inbox.feed().resolved(tables), inbox.from(), inbox.limits(), inbox.verify()))
                        .toList());
    }

    /**
     * Reads the inboxes; problems are left with the configuration, which raises them all at once.
     *
     * @param required a configuration without an inbox is a problem
     */
    public static ImporterSettings read(Section root, TargetSettings target, boolean required) {
        List<Inbox> inboxes = new ArrayList<>();
        Optional<Boolean> asOwner = EntrySettings.asOwner(root);
        if (required && root.isEmpty("inboxes")) {
            root.problem("inboxes", "names no inbox");
        }
        root.sections("inboxes")
                .forEach((name, section) -> inbox(root.name("inboxes", name, StreamName::new), section, asOwner)
                        .ifPresent(inboxes::add));
        ImporterSettings settings = new ImporterSettings(target, inboxes);
        new FanIn(settings.feeds().stream().map(Feed::named).toList())
                .collisions()
                .forEach(collision ->
                        root.problem("inboxes." + collision.feed().name() + ".tables", collision.fedBy("inbox")));
        return settings;
    }

    private static Optional<Inbox> inbox(Optional<StreamName> name, Section section, Optional<Boolean> asOwner) {
        TableList<FeedEntry> tables = EntrySettings.read(section, asOwner);
        String from = section.requiredText("from");
        AfterImport after = AfterImport.read(section);
        Limits limits = limits(section);
        boolean verify = section.flag("verify", true);
        return name.map(known -> new Inbox(new Feed(known, tables, after), from, limits, verify));
    }

    private static Limits limits(Section inbox) {
        Size bytes = inbox.size("max-bytes", new Size(Limits.DEFAULT.bytes()));
        return new Limits(
                limit(inbox, "max-bytes", bytes.bytes()),
                limit(inbox, "max-rows", inbox.number("max-rows", Limits.DEFAULT.rows())),
                limit(inbox, "max-ratio", inbox.number("max-ratio", Limits.DEFAULT.ratio())));
    }

    private static long limit(Section inbox, String key, long limit) {
        if (limit < 1) {
            inbox.problem(key, "is a limit of 1 or more");
        }
        return Math.max(1, limit);
    }
}
