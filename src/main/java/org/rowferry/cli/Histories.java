package org.rowferry.cli;

import java.util.List;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.TargetScript;
import org.rowferry.config.TableList;
import org.rowferry.postgres.Database;
import org.rowferry.report.Failure;
import org.rowferry.report.Invocation;
import org.rowferry.runs.RunHistory;
import org.rowferry.schema.Identifier;

/** Finds the history of runs of a configuration, with the commands that make its table. */
final class Histories {
    private Histories() {}

    static RunHistory of(ExporterFile file, Database source) {
        return new RunHistory(source, file.exporter().schema(), Histories::making);
    }

    static RunHistory of(ImporterFile file, Database target) {
        return new RunHistory(target, file.target().schema(), failure -> making(file, failure));
    }

    /** Adds the command that makes the tracking of a source. */
    static Failure making(Failure failure) {
        return failure.hint("Run this version's as the owner: ", Invocation.ofSourceOwner("generate tracking", ""));
    }

    /** The script for links makes the tracking too, where no inbox has tables. */
    static Failure making(ImporterFile file, Failure failure) {
        List<TableList<FeedEntry>> lists = file.importer().inboxes().stream()
                .map(inbox -> inbox.feed().list())
                .toList();
        // A pattern names no table, and without names the command takes all of the configuration.
        List<FeedEntry> entries = lists.stream().allMatch(TableList::isResolved)
                ? lists.stream().flatMap(list -> list.entries().stream()).toList()
                : List.of();
        return lists.isEmpty()
                ? failure.hint("Run as the owner: ", Invocation.ofTargetOwner("generate fdw target", ""))
                : TargetScript.hinted(
                        failure,
                        entries,
                        new Identifier(file.target().endpoint().user()));
    }
}
