package org.rowferry.ddl;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.TableName;

/**
 * A source as a target sees it through postgres_fdw.
 *
 * @param schema the local schema of its foreign tables
 * @param options those of the server
 * @param userOptions those of the user mappings, except for the secrets
 * @param secrets where the others come from
 * @param importOptions those of IMPORT FOREIGN SCHEMA
 * @param whole a schema of the source that is imported as it is
 */
public record ForeignServer(
        Identifier name,
        Identifier schema,
        Map<String, String> options,
        Map<String, String> userOptions,
        List<Secret> secrets,
        Map<String, String> importOptions,
        List<ForeignTable> tables,
        Optional<WholeSchema> whole) {
    public ForeignServer {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        userOptions = Collections.unmodifiableMap(new LinkedHashMap<>(userOptions));
        secrets = List.copyOf(secrets);
        importOptions = Collections.unmodifiableMap(new LinkedHashMap<>(importOptions));
        tables = List.copyOf(tables);
    }

    /** Returns the tables that are read for their rows, without shadow tables and what else Rowferry has on the source. */
    List<ForeignTable> read() {
        Set<Identifier> shadows = tables.stream()
                .map(table -> ShadowName.of(table.remote()).identifier())
                .collect(Collectors.toSet());
        Set<Identifier> own = tables.stream()
                .map(ForeignTable::remote)
                .filter(remote -> shadows.contains(remote.name()))
                .map(TableName::schema)
                .collect(Collectors.toSet());
        return tables.stream()
                .filter(table -> !own.contains(table.remote().schema()))
                .toList();
    }

    /**
     * An option of the user mapping whose value stands in no script.
     *
     * @param variable the variable of the environment that a printed script takes it from
     * @param setting the setting of the transaction that holds it while the script runs
     */
    public record Secret(String option, String variable, String setting) {}

    /** A schema of the source, and the tables of it that are left out. */
    public record WholeSchema(Identifier schema, List<Identifier> except) {
        public WholeSchema {
            except = List.copyOf(except);
        }
    }
}
