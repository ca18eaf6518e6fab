package org.rowferry.cli;

import java.util.ArrayList;
import java.util.List;
import org.rowferry.link.Link;
import org.rowferry.link.LinkSettings;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.StreamName;
import picocli.CommandLine.Option;

/** The links that a command is about. */
final class ChosenLinks {
    @Option(names = "--link", paramLabel = "NAME", description = "Only this link. Repeatable.")
    private List<StreamName> names = new ArrayList<>();

    /** Returns those that were named, or all; a configuration without any is refused. */
    List<Link> of(LinkSettings settings) {
        if (settings.links().isEmpty()) {
            throw new Failure(Family.CONFIGURATION, "the configuration names no link")
                    .hint("See importer/importer.yaml in the distribution for links: and an annotated sample.");
        }
        for (StreamName name : names) {
            if (settings.link(name).isEmpty()) {
                throw new Failure(Family.USAGE, "the configuration names no link " + name)
                        .hint("Its links are "
                                + settings.links().stream().map(Link::name).toList() + ".");
            }
        }
        return settings.links().stream()
                .filter(link -> names.isEmpty() || names.contains(link.name()))
                .toList();
    }
}
