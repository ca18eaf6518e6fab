package org.rowferry.link;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * A source that the target reaches through postgres_fdw.
 *
 * @param name the source's name on this side, and the one under which the source knows this target
 * @param server the foreign server
 * @param schema the local schema that holds the foreign tables
 * @param sourceSchema Rowferry's own schema on the source
 * @param options those of the server
 * @param user those of the user mapping, but for its secrets
 * @param importOptions those of IMPORT FOREIGN SCHEMA
 */
public record Link(
        StreamName name,
        Identifier server,
        Identifier schema,
        Identifier sourceSchema,
        Map<String, String> options,
        Map<String, String> user,
        Map<String, String> importOptions,
        List<LinkTable> tables) {
    /** The view on a source that shows what a link has to know of it, in Rowferry's schema there. */
    public static final Identifier SOURCE_VIEW = new Identifier("link_source");

    public Link {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        user = Collections.unmodifiableMap(new LinkedHashMap<>(user));
        importOptions = Collections.unmodifiableMap(new LinkedHashMap<>(importOptions));
        tables = List.copyOf(tables);
    }

    /** Returns the foreign table that stands for a table of the source. */
    public TableName foreign(LinkTable table) {
        return new TableName(schema, table.foreignName());
    }

    /** Returns the foreign table that stands for a table's shadow table. */
    public TableName foreignShadow(LinkTable table) {
        return ShadowName.of(table.entry().table()).in(schema);
    }

    /** Returns the foreign table that stands for {@link #SOURCE_VIEW}. */
    public TableName foreignSourceView() {
        return new TableName(schema, SOURCE_VIEW);
    }

    /** Returns whether triggers on the source tell what changed, so that Rowferry's own schema there is read. */
    public boolean readsShadowTables() {
        return tables.stream().anyMatch(Link::readsShadowTable);
    }

    /** Returns whether triggers on the source tell what changed in a table. */
    public static boolean readsShadowTable(LinkTable table) {
        return table.mirror() == Mirror.TABLE && table.capture().method() instanceof CaptureMethod.Triggers;
    }

    /** Returns the environment variable that a secret option of the user mapping is taken from. */
    public String variable(FdwOption secret) {
        return "ROWFERRY_" + plainName().toUpperCase(Locale.ROOT) + "_" + secret.name();
    }

    /** Returns the name as it stands in a variable's name, in which it may be that of another link too. */
    String plainName() {
        return name.name().toLowerCase(Locale.ROOT).replace('-', '_');
    }
}
