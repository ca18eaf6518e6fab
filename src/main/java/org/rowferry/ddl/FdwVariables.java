package org.rowferry.ddl;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.rowferry.ddl.Scripts.ForeignOptions;
import org.rowferry.report.Shell;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.TableName;

/** The variables of templates for foreign servers, foreign tables, materialized views and their readers. */
final class FdwVariables {
    private FdwVariables() {}

    static Variables of(FdwReader reader) {
        List<Variables> tables = reader.tables().stream()
                .sorted(comparing(FdwReader.ReadTable::name))
                .map(FdwVariables::of)
                .toList();
        Variables values = new Variables()
                .setRole("readerRole", Optional.of(reader.role()))
                .set("readerComment", Comment.of(reader.role()))
                .set("schema", reader.schema())
                .set("tables", Variables.list(tables, ""));
        reader.schema()
                .ifPresent(schema -> values.setOwnSchema(schema)
                        .set("retainSeconds", reader.retain().toSeconds())
                        .set("targetCount", orNull(reader.telling().targets()))
                        .set(
                                "giveUpSeconds",
                                orNull(reader.telling().giveUpAfter().map(Duration::toSeconds))));
        return values;
    }

    private static String orNull(Optional<? extends Number> number) {
        return number.map(String::valueOf).orElse("null");
    }

    private static Variables of(FdwReader.ReadTable table) {
        return TableVariables.of(table.name())
                .set("shadow", table.shadow())
                .set(
                        "shadowNote",
                        table.shadow()
                                .map(shadow -> " and its shadow table " + Comment.of(shadow))
                                .orElse(""));
    }

    static Variables of(ForeignOptions options, List<ForeignServer> servers) {
        return new Variables()
                .setOwnSchema(options.schema())
                .setRole("importerRole", Optional.of(options.importerRole()))
                .set("importerComment", Comment.of(options.importerRole()))
                .set("helpers", new Identifier("pg_temp"))
                .set("major", options.major())
                .set("reimport", options.reimport())
                .set(
                        "secrets",
                        Variables.list(
                                servers.stream()
                                        .flatMap(server ->
                                                server.secrets().stream().map(secret -> of(server, secret)))
                                        .toList(),
                                ""))
                .set(
                        "servers",
                        Variables.list(servers.stream().map(FdwVariables::of).toList(), ""));
    }

    private static Variables of(ForeignServer server, ForeignServer.Secret secret) {
        return new Variables()
                .set("serverComment", Comment.of(server.name()))
                .set("variable", secret.variable())
                .set("variableComment", Comment.of(secret.variable()))
                .set("optionComment", Comment.of(secret.option()))
                .set("setting", new Literal(secret.setting()));
    }

    private static Variables of(ForeignServer server) {
        String importOptions = server.importOptions().entrySet().stream()
                .map(option -> option.getKey() + " " + new Literal(option.getValue()))
                .collect(joining(", ", " options (", ")"));
        return setSchema(new Variables(), server.schema())
                .set("server", server.name())
                .set("serverName", new Literal(server.name().name()))
                .set("serverLiteral", Literal.ofName(server.name()))
                .set("serverComment", Comment.of(server.name()))
                .set("localSchemaComment", Comment.of(server.schema()))
                .set("optionNames", literals(server.options().keySet()))
                .set("optionTexts", literals(server.options().values()))
                .set("userNames", literals(server.userOptions().keySet()))
                .set("userTexts", literals(server.userOptions().values()))
                .set("secretNames", literals(server.secrets().stream().map(ForeignServer.Secret::option)))
                .set("secretSettings", literals(server.secrets().stream().map(ForeignServer.Secret::setting)))
                .set(
                        "passwordVariable",
                        server.secrets().stream()
                                .map(ForeignServer.Secret::variable)
                                .findFirst()
                                .orElse("the password"))
                .set("keepsDefaults", asks(server, "import_default"))
                .set("keepsGenerated", asks(server, "import_generated"))
                .set("ownNames", literals(own(server)))
                .set("importOptions", new Literal(server.importOptions().isEmpty() ? "" : importOptions))
                .set("readerArgument", new Literal(readerArgument(server)))
                .set("readArguments", arguments(server.read().stream()))
                .set("capturedArguments", arguments(server.read().stream().filter(table -> isCaptured(server, table))))
                .set("whole", server.whole().map(FdwVariables::of).map(Variables::values))
                .set(
                        "tables",
                        Variables.list(
                                server.tables().stream()
                                        .sorted(comparing(ForeignTable::remote))
                                        .map(table -> of(server, table))
                                        .toList(),
                                ","));
    }

    /** Only an operator who asked for expressions keeps them. */
    private static boolean asks(ForeignServer server, String option) {
        return Boolean.parseBoolean(server.importOptions().get(option));
    }

    private static Stream<String> own(ForeignServer server) {
        return server.tables().stream()
                .filter(table -> !server.read().contains(table))
                .map(table -> table.remote().name().name());
    }

    /** Names the role that the link comes as, for the command that lends it tables. */
    private static String readerArgument(ForeignServer server) {
        String role = server.userOptions().get("user");
        return role == null ? "" : " --role " + Shell.word(role);
    }

    /** A shadow table stands beside the table that it is of. */
    private static boolean isCaptured(ForeignServer server, ForeignTable table) {
        Identifier shadow = ShadowName.of(table.remote()).identifier();
        return server.tables().stream().anyMatch(other -> other.remote().name().equals(shadow));
    }

    /** Names tables as arguments of a command. */
    private static Literal arguments(Stream<ForeignTable> tables) {
        return new Literal(tables.map(ForeignTable::remote)
                .sorted()
                .map(TableName::argument)
                .collect(joining(" ")));
    }

    private static Variables of(ForeignServer.WholeSchema whole) {
        return new Variables()
                .set("wholeSchemaName", new Literal(whole.schema().name()))
                .set("exceptNames", literals(whole.except().stream().map(Identifier::name)));
    }

    /** The names of the source's table are options too, which an operator may set otherwise. */
    private static Variables of(ForeignServer server, ForeignTable table) {
        TableName foreign = new TableName(server.schema(), table.remote().name());
        Map<String, String> options = new LinkedHashMap<>();
        options.put("schema_name", table.remote().schema().name());
        options.put("table_name", table.remote().name().name());
        options.putAll(table.options());
        return new Variables()
                .set("foreign", foreign)
                .set("foreignLiteral", Literal.ofName(foreign))
                .set("comment", Comment.of(foreign))
                .set("written", table.isWritten())
                .set("remoteSchemaName", new Literal(table.remote().schema().name()))
                .set("remoteTableName", new Literal(table.remote().name().name()))
                .set("tableOptionNames", literals(options.keySet()))
                .set("tableOptionTexts", literals(options.values()))
                .set(
                        "columnNames",
                        literals(table.columnNames().keySet().stream().map(Identifier::name)))
                .set("columnTexts", literals(table.columnNames().values()));
    }

    static Variables of(Identifier importerRole, List<MirrorView> mirrors) {
        List<Variables> schemas = mirrors.stream()
                .map(mirror -> mirror.name().schema())
                .distinct()
                .sorted()
                .map(schema -> setSchema(new Variables(), schema))
                .toList();
        List<Variables> each = mirrors.stream()
                .sorted(comparing(MirrorView::name))
                .map(FdwVariables::of)
                .toList();
        return new Variables()
                .setRole("importerRole", Optional.of(importerRole))
                .set("importerComment", Comment.of(importerRole))
                .set("helpers", new Identifier("pg_temp"))
                .set("schemas", Variables.list(schemas, ""))
                .set("mirrors", Variables.list(each, ""));
    }

    private static Variables of(MirrorView mirror) {
        List<Variables> columns = mirror.columns().stream()
                .map(column -> new Variables()
                        .set("expression", column.expression())
                        .set(
                                "alias",
                                column.expression().equals(column.name().toString()) ? "" : " as " + column.name()))
                .toList();
        List<Variables> indexes = mirror.indexes().stream()
                .map(index -> new Variables().set("indexText", new Literal(index)))
                .toList();
        List<Identifier> key = mirror.key().map(found -> found.columns()).orElse(List.of());
        return setSchema(TableVariables.of(mirror.name()), mirror.name().schema())
                .set("foreign", mirror.foreign())
                .set("foreignComment", Comment.of(mirror.foreign()))
                .set("columns", Variables.list(columns, ","))
                .set("where", mirror.where().isPresent())
                .set("condition", mirror.where())
                .set("keyed", !key.isEmpty())
                .set("keyNote", key.isEmpty() ? ", without a key: readers wait while it is refreshed" : "")
                .set("keyNames", literals(key.stream().map(Identifier::name)))
                .set("keyColumns", key.stream().map(Identifier::toString).collect(joining(", ")))
                .set("indexes", Variables.list(indexes, ""));
    }

    private static Variables setSchema(Variables values, Identifier schema) {
        return values.set("objectSchema", schema)
                .set("objectSchemaName", new Literal(schema.name()))
                .set("objectSchemaLiteral", Literal.ofName(schema));
    }

    private static String literals(Collection<String> texts) {
        return literals(texts.stream());
    }

    private static String literals(Stream<String> texts) {
        return texts.map(text -> new Literal(text).toString()).collect(joining(", "));
    }
}
