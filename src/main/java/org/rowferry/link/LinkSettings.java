package org.rowferry.link;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.apply.AfterImport;
import org.rowferry.apply.EntrySettings;
import org.rowferry.apply.FanIn;
import org.rowferry.apply.Feed;
import org.rowferry.apply.TargetSettings;
import org.rowferry.config.Durations;
import org.rowferry.config.Section;
import org.rowferry.link.FdwOption.Scope;
import org.rowferry.proof.Verify;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * The settings of the target and of its links in the importer's configuration.
 *
 * @param inboxes the feeds that are no links
 */
public record LinkSettings(TargetSettings target, List<Feed> inboxes, List<Link> links) {
    /** Stands in while the keys of a link are read whose own name is none. */
    private static final StreamName UNNAMED = new StreamName("unnamed");

    public LinkSettings {
        inboxes = List.copyOf(inboxes);
        links = List.copyOf(links);
    }

    public Optional<Link> link(StreamName name) {
        return links.stream().filter(link -> link.name().equals(name)).findFirst();
    }

    /** Returns all that write tables of the target: the inboxes, and of each link the tables that are no views. */
    public List<Feed> feeds() {
        return Stream.concat(inboxes.stream(), links.stream().map(Link::feed)).toList();
    }

    /**
     * Reads the links; problems are left with the configuration, which raises them all at once.
     *
     * @param inboxes the feeds that are no links
     */
    public static LinkSettings read(Section root, TargetSettings target, List<Feed> inboxes) {
        List<Link> links = new ArrayList<>();
        root.sections("links").forEach((name, section) -> {
            Optional<StreamName> known = root.name("links", name, StreamName::new);
            Link link = link(known.orElse(UNNAMED), section, EntrySettings.asOwner(root));
            if (known.isPresent()) {
                links.add(link);
            }
        });
        refuse(
                root::problem,
                inboxes.stream().map(Feed::named).toList(),
                links.stream().map(Link::named).toList());
        return new LinkSettings(target, inboxes, links);
    }

    /**
     * Returns the settings with the tables that their patterns take, of those that the target has and may write.
     *
     * @param feeds the inboxes, resolved likewise
     * @throws Failure of the configuration if two of them would take one place
     */
    public LinkSettings resolved(List<Feed> feeds, Collection<TableName> tables) {
        List<Link> taking = links.stream().map(link -> link.resolved(tables)).toList();
        Set<String> problems = new LinkedHashSet<>();
        new FanIn(feeds)
                .collisions()
                .forEach(collision ->
                        problems.add("inboxes." + collision.feed().name() + ".tables: " + collision.fedBy("inbox")));
        refuse((path, problem) -> problems.add(path + ": " + problem), feeds, taking);
        if (!problems.isEmpty()) {
            throw new Failure(
                            Family.CONFIGURATION,
                            "the patterns under tables: take tables of which the target has one place",
                            List.copyOf(problems))
                    .hint("Leave them out of all but one, under except: in ", Mention.IMPORTER_FILE, ".");
        }
        return new LinkSettings(target, feeds, taking);
    }

    private static void refuse(BiConsumer<String, String> problems, List<Feed> inboxes, List<Link> links) {
        links.forEach(link -> refuseTablesOfOneName(problems, link));
        refuseNamesThatMeanTwo(problems, inboxes, links);
        refuseCollisions(
                problems, inboxes, links.stream().map(LinkSettings::whole).toList());
        refuseViewsThatAreFed(problems, inboxes, links);
    }

    /** Notes a problem for every link that would delete the rows of an inbox, or of another link. */
    private static void refuseCollisions(BiConsumer<String, String> problems, List<Feed> inboxes, List<Feed> links) {
        new FanIn(Stream.concat(inboxes.stream(), links.stream()).toList())
                .collisions().stream()
                        .filter(collision -> links.contains(collision.feed()))
                        .forEach(collision -> problems.accept(
                                "links." + collision.feed().name() + ".tables",
                                collision.fedBy(inboxes.contains(collision.before()) ? "inbox" : "link")));
    }

    private static Link link(StreamName name, Section section, Optional<Boolean> asOwner) {
        return new Link(
                name,
                identifier(section, "server").orElse(new Identifier(name.name())),
                identifier(section, "schema").orElse(new Identifier(name.name())),
                identifier(section, "source-schema").orElse(new Identifier("rowferry")),
                FdwOption.read(section, "options", Scope.SERVER),
                FdwOption.read(section, "user", Scope.USER),
                FdwOption.read(section, "import", Scope.IMPORT),
                section.value("statement-timeout", Durations::parse),
                section.choice("verify", Verify.class, Verify.NEVER),
                LinkTableSettings.read(section, asOwner),
                AfterImport.read(section));
    }

    private static Optional<Identifier> identifier(Section section, String key) {
        return section.value(key, Identifier::parse);
    }

    /** A schema holds one foreign table of a name, and those of Rowferry's own stand there too. */
    private static void refuseTablesOfOneName(BiConsumer<String, String> problems, Link link) {
        Set<Identifier> names = new HashSet<>(Set.of(Link.COLUMNS));
        Link.CATALOG.forEach(name -> names.add(Link.catalog(name)));
        if (link.readsShadowTables()) {
            names.addAll(List.of(Link.SOURCE_VIEW, Link.CAPTURE_VIEW, Link.APPLIED_VIEW));
            link.tables().stream()
                    .filter(Link::readsShadowTable)
                    .forEach(table -> names.add(link.foreignShadow(table).name()));
        }
        Set<TableName> tables = new HashSet<>();
        for (LinkTable table : link.tables()) {
            if (table.entry().into().equals(link.foreign(table))) {
                problems.accept(
                        tables(link),
                        table.entry().into()
                                + " would be both the foreign table and what it is mirrored to; give the link"
                                + " another 'schema', or the table another 'into'");
            }
            if (tables.add(table.entry().table()) && !names.add(table.foreignName())) {
                problems.accept(
                        tables(link),
                        table.entry().table() + " would be the second foreign table " + link.foreign(table)
                                + "; make a second link for it, with a schema of its own");
            }
        }
    }

    /** Tracking goes by the name, and so do the variables that passwords come from. */
    private static void refuseNamesThatMeanTwo(
            BiConsumer<String, String> problems, List<Feed> inboxes, List<Link> links) {
        Set<StreamName> names = inboxes.stream().map(Feed::name).collect(Collectors.toSet());
        Set<String> variables = new LinkedHashSet<>();
        Set<TableName> places = new HashSet<>();
        for (Link link : links) {
            String path = "links." + link.name();
            if (names.contains(link.name())) {
                problems.accept(path, "is the name of an inbox, too; tracking goes by the name, so give it another");
            }
            if (!variables.add(link.plainName())) {
                problems.accept(
                        path,
                        "is told from another link by '-' or capitals alone, and both would take their password from "
                                + link.variable(FdwOption.PASSWORD));
            }
            Set<TableName> own = link.tables().stream().map(link::foreign).collect(Collectors.toSet());
            own.stream()
                    .filter(places::contains)
                    .forEach(table -> problems.accept(
                            path,
                            "has the foreign table " + table
                                    + ", which another link has too; give one of them a 'schema' of its own"));
            places.addAll(own);
        }
    }

    /** A materialized view holds what its query says, and nobody else's rows. */
    private static void refuseViewsThatAreFed(
            BiConsumer<String, String> problems, List<Feed> inboxes, List<Link> links) {
        List<Feed> feeding = new ArrayList<>(inboxes);
        links.forEach(link -> feeding.add(whole(link)));
        for (Link link : links) {
            for (LinkTable table : link.tables()) {
                TableName into = table.entry().into();
                boolean alone = feeding.stream()
                        .allMatch(other -> other.name().equals(link.name())
                                || other.tables().stream()
                                        .noneMatch(entry -> entry.into().equals(into)));
                if (table.mirror() == Mirror.VIEW && !alone) {
                    problems.accept(
                            "links." + link.name() + ".tables",
                            into
                                    + " is a materialized view, which nothing else can feed; give it an 'into' of its own");
                }
            }
        }
    }

    private static String tables(Link link) {
        return "links." + link.name() + ".tables";
    }

    /** With its views, which take a place on the target, too. */
    private static Feed whole(Link link) {
        return link.feed(link.tables());
    }
}
