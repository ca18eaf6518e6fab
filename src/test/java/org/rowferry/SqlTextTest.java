package org.rowferry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Looks at the text of every call that has something else read SQL for places to put values into. */
class SqlTextTest {
    private static final Path MAIN = Path.of("src/main/java/org/rowferry");

    private static final Pattern STATEMENT = Pattern.compile("\\.\\s*(query|first|one|update)\\(");
    private static final Pattern FORMAT = Pattern.compile("\\bString\\.format\\(|\\.formatted\\(");

    private static final Pattern TEXT =
            Pattern.compile("\"\"\".*?(?<!\\\\)\"\"\"|\"(?:[^\"\\\\]|\\\\.)*\"", Pattern.DOTALL);

    /** Names that quote themselves, and texts that stand in the code. */
    private static final Set<String> HARMLESS = Set.of(
            "",
            "schema",
            "settings.schema()",
            "columns",
            "temporary",
            "theirs",
            "function",
            "WRITER",
            "numbered",
            "taken",
            "TYPE",
            "TYPES_BELOW",
            "PARTS",
            "ROWS.names()",
            "ROWS.columns()",
            "ROWS.from()",
            "FROM",
            "FOUND",
            "HELD",
            "KeySql.CAN_BE_KEY",
            "KeySql.HOLDS_NO_NULL",
            "KeySql.PREFERENCE",
            "KeySql.UNIQUE_OVER_ALL_ROWS",
            "Partitions.FAMILY",
            "RunLock.unended(schema)",
            "runs(schema)",
            "TOLD",
            "unended(schema)",
            "newTableName(schema,newIdentifier())",
            "link.own(Link.APPLIED_VIEW)");

    /** Parts of statements that read nothing but shadow tables and constants, or no row. */
    private static final Set<String> OURS =
            Set.of("either", "captured.shadow()", "changed", "snapshot", "expression", "view", "questions");

    private static final List<String> LEDGERS = List.of(
            "exporter/ExportTracking.java",
            "exporter/Purge.java",
            "exporter/TrackingLayout.java",
            "capture/SourceIdentity.java",
            "postgres/RunLock.java",
            "postgres/SessionSettings.java");

    /**
     * The driver takes a {@code ?} for a value's place, so what the catalog or the operator has named stands in no statement
     * with values: an operator may be called {@code ?}, and an expression may hold anything.
     */
    @Test
    void statementsWithValues_areMadeOfTextAndNamesThatQuoteThemselves() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Call call : calls(STATEMENT)) {
            int others = call.name().equals("update") ? 1 : 2;
            boolean asksAServer = !call.file().contains("/bundle/");
            if (asksAServer
                    && call.arguments().size() > others
                    && !isHarmless(call.arguments().get(0))) {
                faults.add(call.toString());
            }
        }
        assertThat(faults).isEmpty();
    }

    /** A statement that reads a relation of a table's owner says so, and the session is settled before another's is read. */
    @Test
    void statementsOverRelationsOfOwners_areUntrusted() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Call call :
                calls(Pattern.compile("(?<!untrusted\\(\\)\\s{0,60})\\.\\s*(query|first|one|update|execute)\\("))) {
            boolean runsOnASource =
                    call.file().contains("/capture/") || call.file().contains("/exporter/");
            if (runsOnASource
                    && !call.arguments().isEmpty()
                    && rest(call.arguments().get(0))
                            .anyMatch(part -> !HARMLESS.contains(part) && !OURS.contains(part))) {
                faults.add(call.toString());
            }
        }
        assertThat(faults).isEmpty();
    }

    /** The ledger's session would run whatever stands first in a path; none but our own names depend on one there. */
    @Test
    void functionsThatTheLedgerCalls_areQualified() throws IOException {
        List<String> faults = new ArrayList<>();
        Pattern function = Pattern.compile(
                "(?<![.\\w])(?!(coalesce|greatest|exists|any|in|nullif|operator|pg_terminate_backend)\\()[a-z_]+\\(");
        for (String file : LEDGERS) {
            Matcher text = TEXT.matcher(Files.readString(MAIN.resolve(file)));
            while (text.find()) {
                function.matcher(text.group()).results().forEach(call -> faults.add(file + ": " + call.group()));
            }
        }
        assertThat(faults).isEmpty();
    }

    /** A percent sign in a name would be a place for an argument. */
    @Test
    void formats_areTextThatStandsInTheCode() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Call call : calls(FORMAT)) {
            boolean localized = call.arguments().get(0).strip().equals("Locale.ROOT");
            if (!localized || !isConstant(call.arguments().get(1))) {
                faults.add(call.toString());
            }
        }
        assertThat(faults).isEmpty();
    }

    /** The program's way to the driver takes SQL as it is written, where it has no values; {@code Inquiry} has its own text. */
    @Test
    void statements_areMadeInOnePlace() throws IOException {
        assertThat(calls(Pattern.compile("\\.(createStatement|prepareStatement|prepareCall|nativeSQL)\\(")).stream()
                        .filter(call -> !call.file().contains("/demo/"))
                        .map(Call::name))
                .containsExactlyInAnyOrder("createStatement", "prepareStatement", "prepareStatement");
    }

    /** What a template puts between apostrophes or into a comment itself, no value could leave unharmed. */
    @Test
    void templates_quoteNothingThemselves() throws IOException {
        List<String> faults = new ArrayList<>();
        Pattern quoted = Pattern.compile("'(?:[^'\\n]|'')*'|\"[^\"\\n]*\"");
        for (Path file : files(Path.of("ddl-templates"), ".sql")) {
            for (String line : Files.readAllLines(file)) {
                Matcher text = quoted.matcher(line.replaceFirst("(^|\\s)--\\s.*", ""));
                while (text.find()) {
                    // The name of a variable of the environment: capitals and underscores alone.
                    if (text.group()
                            .replaceAll("\\{\\{(passwordV|v)ariable}}", "")
                            .contains("{{")) {
                        faults.add(file + ": " + text.group());
                    }
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    private static boolean isHarmless(String argument) {
        return rest(argument).allMatch(HARMLESS::contains);
    }

    private static boolean isConstant(String argument) {
        return rest(argument).allMatch(part -> part.matches("[A-Z_]*|digits"));
    }

    /** Returns what is put together with the texts of an argument, without blanks. */
    private static Stream<String> rest(String argument) {
        String without = TEXT.matcher(argument).replaceAll("").replaceAll("\\s", "");
        if (without.startsWith("String.format(Locale.ROOT,")) {
            return arguments(without.substring("String.format(".length())).stream()
                    .skip(2);
        }
        return Stream.of(without.split("\\+", -1));
    }

    /** A call, with its arguments as they are written. */
    private record Call(String file, int line, String name, List<String> arguments) {
        @Override
        public String toString() {
            return file + ":" + line + ": " + name + arguments;
        }
    }

    private static List<Call> calls(Pattern pattern) throws IOException {
        List<Call> calls = new ArrayList<>();
        for (Path file : files(MAIN, ".java")) {
            String code = Files.readString(file);
            Matcher call = pattern.matcher(code);
            while (call.find()) {
                int line = (int) code.substring(0, call.start()).lines().count();
                String name = call.group().replaceAll("\\W", "");
                if (isCall(code, call.start())) {
                    calls.add(new Call(file.toString(), line, name, arguments(code.substring(call.end()))));
                }
            }
        }
        assertThat(calls).isNotEmpty();
        return calls;
    }

    /** A declaration has its type before its name. */
    private static boolean isCall(String code, int start) {
        return !code.substring(code.lastIndexOf('\n', start), start).matches("(?s).*(public|private|static) .*");
    }

    /** Returns the arguments up to the bracket that closes the call. */
    private static List<String> arguments(String text) {
        List<String> arguments = new ArrayList<>();
        int depth = 0;
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            Matcher literal = TEXT.matcher(text).region(i, text.length());
            if (text.charAt(i) == '"' && literal.lookingAt()) {
                i = literal.end() - 1;
            } else if (text.charAt(i) == '\'') {
                i = text.indexOf('\'', i + (text.charAt(i + 1) == '\\' ? 3 : 2));
            } else if ("([{".indexOf(text.charAt(i)) >= 0) {
                depth++;
            } else if (depth == 0 && ",)".indexOf(text.charAt(i)) >= 0) {
                arguments.add(text.substring(begin, i));
                begin = i + 1;
                if (text.charAt(i) == ')') {
                    return arguments;
                }
            } else if (")]}".indexOf(text.charAt(i)) >= 0) {
                depth--;
            }
        }
        return arguments;
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** {@code Session.begin} refuses a pooler that has given the transaction another process, without the settings. */
    @Test
    void transactions_beginByOneDoor() throws IOException {
        Pattern beside = Pattern.compile("execute\\(\\s*\"(begin|start transaction)", Pattern.CASE_INSENSITIVE);
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(any -> any.toString().endsWith(".java")).toList()) {
                if (beside.matcher(Files.readString(file)).find()) {
                    found.add(file);
                }
            }
        }
        assertThat(found).isEmpty();
    }
}
