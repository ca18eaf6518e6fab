package org.rowferry.check;

import java.time.Clock;
import org.rowferry.bundle.Compression;
import org.rowferry.depot.FolderCheck;
import org.rowferry.exporter.ExportCheck;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.postgres.Database;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;

/** Checks a source and its host, in the order in which an export meets what could refuse it. */
public final class SourceCheck {
    private final ExporterSettings settings;
    private final Clock clock;
    private final Findings findings;

    public SourceCheck(ExporterSettings settings, Clock clock, Findings findings) {
        this.settings = settings;
        this.clock = clock;
        this.findings = findings;
    }

    /** Checks all that needs no server; a folder may be another host's, so that it does not fail here. */
    public void offline() {
        host();
        Findings folders = new Findings();
        folders(folders);
        folders.all().forEach(findings::addAsWarning);
    }

    /** Checks all of it. */
    public void run(Database source) {
        host();
        if (new ServerCheck(source, Family.SOURCE, settings.lockTimeout(), clock, findings).passes(settings.tables())) {
            findings.during("connection", source.toString(), () -> new ExportCheck(source, settings, findings).run());
        } else {
            new ExportCheck(source, settings, findings).skip();
            folders(findings);
        }
    }

    private void host() {
        boolean packed = settings.targets().stream().anyMatch(target -> target.compression() == Compression.ZSTD);
        HostCheck host = new HostCheck(findings);
        host.run(packed ? Compression.ZSTD : Compression.GZIP);
        host.key(settings.source());
    }

    private void folders(Findings into) {
        for (Target target : settings.targets()) {
            new FolderCheck(into).outbox(target.outbox(), target.name(), 0);
        }
    }
}
