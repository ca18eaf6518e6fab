package org.rowferry.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.rowferry.connection.Endpoint;
import org.rowferry.report.Shell;
import org.rowferry.report.Shown;
import org.rowferry.report.Surroundings;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.StreamName;

/**
 * The first configurations of two hosts, and the commands that come next. No password is in any of them.
 *
 * @param target empty where it is not known yet
 * @param own Rowferry's own schema on both sides
 * @param folder of the two files
 */
record FirstSteps(
        Endpoint source, Optional<Endpoint> target, StreamName name, Identifier own, FoundTables found, Path folder) {
    static final String USUAL_SCHEMA = "rowferry";
    static final String EXPORTER = "exporter.yaml";
    static final String IMPORTER = "importer.yaml";

    private static final String OUTBOXES = "/var/lib/rowferry/outbox/";
    private static final String INBOXES = "/var/lib/rowferry/inbox/";
    private static final String PASSWORDS = "passfile=/etc/rowferry/pgpass";
    private static final String ADMIN = "ADMIN";
    private static final Pattern PLAIN_IN_YAML = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./:@?=&%,+*-]*");

    /** Returns the text of the exporter's configuration. */
    String exporter() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, """
                # Rowferry on the source. 'rowferry init' wrote this file; exporter/exporter.yaml of the distribution has all settings.

                # The source database, with the role that exports. Its password is in the file behind 'passfile='.
                source: %s
                %s
                targets:

                  # The name of the target. It is part of the file names of its bundles.
                  %s:

                    # The folder for its bundles.
                    outbox: %s

                    # How often a bundle brings digests, with which the target proves that its tables equal the source's.
                    verify: weekly

                    # A schema with .* stands for all its tables that are captured. A table may have an entry of its own, with
                    # columns, a filter and more.
                    tables:
                """, yaml(as(source, "rowferry_exporter")), ownSchema(), name, yaml(OUTBOXES + name)));
        found.patterns()
                .forEach(pattern ->
                        text.append("      - ").append(yaml(pattern.toString())).append('\n'));
        text.append(
                        "\n    # The tables that no bundle holds. If one of them has no key, you can name it under 'tables:' with 'key:' or\n")
                .append("    # 'capture: snapshot' instead.\n    except:");
        if (found.exceptions().isEmpty()) {
            text.append(" []\n");
        } else {
            text.append('\n');
        }
        found.exceptions()
                .forEach(left -> text.append("      # ")
                        .append(Shown.line(left.failure().lines().get(0)))
                        .append("\n      - ")
                        .append(yaml(left.table().toString()))
                        .append('\n'));
        return text.toString();
    }

    /** Returns the text of the importer's configuration. */
    String importer() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                """
                # Rowferry on the target. 'rowferry init' wrote this file; importer/importer.yaml of the distribution has all settings.

                # The target database, with the role that imports. Its password is in the file behind 'passfile='.
                target: %s
                %s
                inboxes:

                  # The name of the source on this side.
                  %s:

                    # The folder that its bundles are carried to.
                    from: %s

                    # A schema with .* stands for all its tables that the role may write; 'rowferry generate importer' creates them.
                    tables:
                """,
                yaml(targetAs("rowferry_importer", true)),
                ownSchema(),
                inbox(),
                yaml(INBOXES + inbox())));
        found.patterns()
                .forEach(pattern ->
                        text.append("      - ").append(yaml(pattern.toString())).append('\n'));
        return text.toString();
    }

    /** Returns the lines for the operator; commands stand behind two blanks. */
    List<String> printed() {
        String owner =
                Shell.word(source.urlFor(found.owner().map(Identifier::name).orElse(Surroundings.Side.OWNER)));
        String exporter = Shell.word(folder.resolve(EXPORTER));
        String importer = Shell.word(folder.resolve(IMPORTER));
        String outbox = OUTBOXES + name;
        String inbox = INBOXES + inbox();
        List<String> lines = new ArrayList<>();
        lines.add("wrote " + folder.resolve(EXPORTER) + ": " + found.taken().size() + " tables of "
                + found.patterns().size() + " schemas, " + found.exceptions().size() + " left out");
        lines.add("wrote " + folder.resolve(IMPORTER));
        lines.add("");
        lines.add(
                "Both jobs read their passwords from /etc/rowferry/pgpass. Run the next commands in /usr/share/doc/rowferry,"
                        + " or in Rowferry's own folder.");
        lines.add("");
        lines.add("On the source:");
        lines.addAll(roles("exporter", found.owner(), source.urlFor(ADMIN)));
        lines.add("  sudo install -d -o rowferry -g rowferry -m 750 " + outbox);
        lines.add("  rowferry generate tracking --source " + owner + inOwnSchema() + " --apply");
        lines.add("  rowferry generate exporter --config " + exporter + " --source " + owner + " --apply");
        lines.add("  rowferry generate importer --config " + exporter + " --source " + owner
                + " --importer-role rowferry_importer" + inOwnSchema() + " > importer.sql");
        lines.add("");
        lines.add("On the target, with " + IMPORTER + " and importer.sql:");
        lines.addAll(roles("importer", target.map(Endpoint::user).map(Identifier::new), targetAs(ADMIN, false)));
        lines.add("  sudo install -d -o rowferry -g rowferry -m 750 " + inbox);
        lines.add("  psql -X -v ON_ERROR_STOP=1 -f importer.sql "
                + Shell.word(targetAs(target.map(Endpoint::user).orElse(Surroundings.Side.OWNER), false)));
        lines.add("");
        lines.add("Every night, the second and the third on the target:");
        lines.add("  sudo -u rowferry rowferry export --config " + exporter);
        lines.add("  sudo -u rowferry rsync -a --remove-source-files --exclude='.*' rowferry@SOURCE-HOST:" + outbox
                + "/ " + inbox + "/");
        lines.add("  sudo -u rowferry rowferry import --config " + importer);
        return lines;
    }

    private boolean isUsual() {
        return own.name().equals(USUAL_SCHEMA);
    }

    /** Returns the lines of a configuration that name the schema, where they are needed. */
    private String ownSchema() {
        return isUsual() ? "" : "\n# Rowferry's own schema in this database.\nschema: " + yaml(own.name()) + "\n";
    }

    /** Returns the option of a command that reads no configuration of the side that it is about. */
    private String inOwnSchema() {
        return isUsual() ? "" : " --schema " + Shell.word(own.name());
    }

    private static List<String> roles(String side, Optional<Identifier> owner, String admin) {
        String set = owner.map(name -> " -c " + Shell.word("set rowferry.owner = " + new Literal(name.name())))
                .orElse("");
        return List.of(
                "  psql -X -v ON_ERROR_STOP=1" + set + " -f " + side + "/role.sql " + Shell.word(admin),
                "  psql -X -c '\\password rowferry_" + side + "' " + Shell.word(admin));
    }

    private String targetAs(String role, boolean ofJob) {
        return target.map(known -> ofJob ? as(known, role) : known.urlFor(role))
                .orElse("postgresql://" + role + "@TARGET-HOST:5432/DATABASE" + (ofJob ? "?" + PASSWORDS : ""));
    }

    /** The role's password has a place of its own; the operator's own files stay out of it. */
    private static String as(Endpoint endpoint, String role) {
        String url = endpoint.urlFor(role);
        return url + (url.contains("?") ? "&" : "?") + PASSWORDS;
    }

    /** The source's database gives the name, if it is one. */
    private String inbox() {
        try {
            return new StreamName(source.database()).toString();
        } catch (IllegalArgumentException e) {
            return "source";
        }
    }

    private static String yaml(String text) {
        String written = Shown.line(text);
        return PLAIN_IN_YAML.matcher(written).matches() ? written : "'" + written.replace("'", "''") + "'";
    }
}
