package org.rowferry.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rowferry.ddl.Scripts.IncarnationChange;
import org.rowferry.ddl.Scripts.SourceOptions;
import org.rowferry.postgres.Session;
import org.rowferry.report.Invocation;
import org.rowferry.schema.Identifier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Renders Rowferry's schema on a source. */
@Command(
        name = "tracking",
        description = "Creates Rowferry's schema on the source: tracking, functions, identity, grants.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  rowferry generate tracking --config exporter.yaml \\",
            "      --source postgresql://shop_owner@db1/shop --apply"
        })
final class GenerateTrackingCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Mixin
    private Generation generation = new Generation();

    @Mixin
    private SourceRoles roles = new SourceRoles();

    @ArgGroup
    private @Nullable ChosenChange change;

    /** At most one of the two. */
    static final class ChosenChange {
        @Option(
                names = "--renew-incarnation",
                description =
                        "Use after a restore, a clone or an unplanned failover. The next export sends all tables in full.")
        private boolean renew;

        @Option(
                names = "--keep-incarnation",
                description = "Use after a planned switchover that lost no transaction. Exports continue with changes.")
        private boolean keep;
    }

    GenerateTrackingCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        Generation.ScriptSide source = generation.source(wiring);
        try (Session session = source.connect("tracking")) {
            SourceOptions options = roles.options(session, source.schema());
            generation.conclude(
                    wiring, generation.scripts(wiring).tracking(options, change()), session, "tracking on the source");
            if (generation.applies() && change() == IncarnationChange.RENEW) {
                tellTheNewLife(session, source.schema());
            }
        }
        return ExitCode.OK.number();
    }

    /** Nothing else tells a person at a target whether a bundle of a new life is the source's own. */
    private void tellTheNewLife(Session session, Identifier schema) {
        String id = session.one(
                "select id from " + schema + ".incarnation order by ordinal desc limit 1", row -> row.text("id"));
        String accepting = Invocation.ofImporter("import", "--accept-incarnation " + id)
                .in(wiring.console().surroundings());
        wiring.console()
                .say("incarnation " + id + " begins; targets refuse its bundles until you run there: " + accepting);
    }

    private IncarnationChange change() {
        if (change != null && change.renew) {
            return IncarnationChange.RENEW;
        }
        return change != null && change.keep ? IncarnationChange.KEEP : IncarnationChange.NONE;
    }
}
