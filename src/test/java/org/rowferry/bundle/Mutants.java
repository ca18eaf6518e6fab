package org.rowferry.bundle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.luben.zstd.Zstd;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Bundles that break a rule of docs/bundle-format.md each, and others that come near it, by what was done to them. */
final class Mutants {
    static final String ORDERS = "public.orders/";
    static final String UGLY = "a%2Fb.%2E%2E%2Fx/";
    private static final String MANIFEST = "manifest.json";
    private static final String UNDEFINED = "\0";

    private final Map<String, byte[]> all = new LinkedHashMap<>();

    /** Returns bundles that every reader refuses. */
    static Map<String, byte[]> refused() {
        Mutants mutants = new Mutants();
        mutants.refusedRecords();
        mutants.refusedManifests();
        mutants.refusedTexts();
        mutants.refusedMembers();
        mutants.refusedTars();
        mutants.refusedFiles();
        return mutants.all;
    }

    /** Returns bundles that every reader takes. */
    static Map<String, byte[]> taken() {
        Mutants mutants = new Mutants();
        mutants.all.put("the bundle itself", Sample.small(Compression.ZSTD));
        mutants.all.put("the bundle in gzip", Sample.small(Compression.GZIP));
        mutants.all.put("keys of two columns, no key, no column", Sample.keyed());
        mutants.takenRecords();
        mutants.takenManifests();
        mutants.takenTars();
        return mutants.all;
    }

    private static Forge forge() {
        return Forge.of(Sample.small(Compression.ZSTD));
    }

    private void put(String what, Forge forge) {
        all.put(what, forge.recount().relist().pack());
    }

    private void records(String member, String... contents) {
        for (String content : contents) {
            put(member + " is " + content, forge().edit(member, old -> content));
        }
    }

    private void refusedRecords() {
        String rows = ORDERS + "rows.csv";
        records(
                rows,
                "1\n",
                "1,2,3\n",
                "\n",
                ",\n",
                ",2\n",
                "\"\",2\n1,2",
                "1,2",
                "1,\"2\n",
                "1,2\"\n",
                "1,a\"b\"\n",
                "1,\"a\"b\n",
                "1,\"a\" \n",
                "1,\"a\"\"\n",
                "1,2\r\n",
                "1,\r\n",
                "1,2\r",
                "\r\n",
                "1,\"a\"\r\n",
                "1,a\rb\n",
                "1,\0\n",
                "1,\"\0\"\n",
                "\0,1\n",
                "1,\u0080\n",
                "1,\u00ff\n",
                "1,\u00c0\u0080\n",
                "1,\u00c1\u00bf\n",
                "1,\u00c3\n",
                "1,\u00c3(\n",
                "1,\u00e2\u0082\n",
                "1,\u00ed\u00a0\u0080\n",
                "1,\u00ed\u00bf\u00bf\n",
                "1,\u00f4\u0090\u0080\u0080\n",
                "1,\u00f0\u008f\u00bf\u00bf\n",
                "1,\u00f5\u0080\u0080\u0080\n",
                "1,\u00e0\u0080\u00af\n",
                "1,\"\u00c3\"\n",
                "1,\u00fe\n",
                "\\.\n",
                "1,2\n\\.\n",
                "1,2\n\n",
                "1;2\n",
                "1,2\n,\n",
                "1,\"a\nb\n",
                "1,2,\n",
                ",,\n",
                "1,2\n3\n4,5\n",
                " \n",
                "1,\"\"\"\n");
        records(
                ORDERS + "ids.csv",
                "\n",
                "1,2\n",
                "1\n\n2\n",
                "\\.\n",
                "1\n\\.\n3\n",
                "1",
                "\"1\n",
                "1\"\n",
                "\"1\"2\n",
                "1\r\n",
                "\u00ff\n",
                "\0\n",
                ",\n",
                "1\n2",
                "\"a\"\"\n",
                "\r\n",
                "1 \"\n",
                "\u00e9\n",
                "1\n\u00ed\u00a0\u0080\n");
        put("an empty part", forge().edit(UGLY + "rows.1.csv", old -> ""));
        put("an empty part of ids", forge().insert(ORDERS + "rows.csv", ORDERS + "ids.1.csv", ""));
        put(
                "a part that begins within a record",
                forge().edit(UGLY + "rows.csv", old -> "1,\"a").edit(UGLY + "rows.1.csv", old -> "b\"\n"));
        put("a NULL in a key of a full", forge().edit(UGLY + "rows.1.csv", old -> ",x\n"));
    }

    private void takenRecords() {
        records(
                ORDERS + "rows.csv",
                "1,2\n",
                "1,\n",
                "\"\",\"\"\n",
                "1,\"a\r\nb\"\n",
                "1,\"\"\"\"\n",
                "1,\"a,b\"\n",
                "\"1\",2\n",
                "1,\\.\n",
                "\\.,1\n",
                "\u00ef\u00bb\u00bf1,2\n",
                "1,\u00ef\u00bb\u00bf\n",
                "1,\u00c3\u00a9\n",
                "1,\u00f4\u008f\u00bf\u00bf\n",
                "1,\u00ed\u009f\u00bf\n",
                "1,\u00ee\u0080\u0080\n",
                "1,\u0007\n",
                " , \n",
                "1,\u00f0\u0090\u0080\u0080\n",
                "1,\"\u00e2\u0080\u00ae\"\n",
                "1,\"\n\n\n\"\n",
                "1,'\n",
                "1,\\\n",
                "1,\"\\.\"\n");
        records(
                ORDERS + "ids.csv",
                "",
                "\"\"\n",
                "\"\\.\"\n",
                "\"1\"\n",
                "\\.a\n",
                "\\\n",
                ".\n",
                "1\n1\n",
                "\u00c3\u00a9.\n");
    }

    /** Each pair is a text of the manifest and another. */
    private void manifests(String... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            String from = pairs[i];
            String to = pairs[i + 1];
            UnaryOperator<String> change = json -> {
                if (!json.contains(from)) {
                    throw new AssertionError(from + " is not in " + json);
                }
                return json.replace(from, to);
            };
            put(
                    from + " becomes " + (to.length() > 100 ? to.length() + " characters" : to),
                    forge().edit(MANIFEST, change));
        }
    }

    private void refusedManifests() {
        for (String key : new String[] {
            "tool",
            "source",
            "system",
            "server",
            "incarnation",
            "ancestors",
            "target",
            "number",
            "snapshot",
            "time",
            "tables",
            "schema",
            "table",
            "folder",
            "kind",
            "fingerprint",
            "key",
            "columns",
            "type",
            "notNull",
            "format"
        }) {
            manifests("\"" + key + "\" :", "\"x-" + key + "\" :");
            manifests("\"" + key + "\" :", "\"" + key + "\" : null, \"x-" + key + "\" :");
        }
        manifests(
                "\"format\" : 1",
                "\"format\" : 2",
                "\"format\" : 1",
                "\"format\" : 0",
                "\"format\" : 1",
                "\"format\" : 1.0",
                "\"format\" : 1",
                "\"format\" : 01",
                "\"format\" : 1",
                "\"format\" : 1e0",
                "\"format\" : 1",
                "\"format\" : \"1\"",
                "\"format\" : 1",
                "\"format\" : 1, \"format\" : 1",
                "\"format\" : 1",
                "\"format\" : NaN",
                "\"number\" : 42",
                "\"number\" : 0",
                "\"number\" : 42",
                "\"number\" : -42",
                "\"number\" : 42",
                "\"number\" : 41",
                "\"number\" : 42",
                "\"number\" : 1000000000000000000",
                "\"number\" : 42",
                "\"number\" : 9223372036854775807",
                "\"number\" : 42",
                "\"number\" : 18446744073709551658",
                "\"number\" : 42",
                "\"number\" : +42",
                "\"number\" : 41",
                "\"number\" : 42",
                "\"number\" : 41",
                "\"number\" : 0",
                "110:110:",
                "0110:110:",
                "110:110:",
                "110:110:,",
                "110:110:",
                "110:109:",
                "110:110:",
                "110:110",
                "110:110:",
                "+110:110:",
                "110:110:",
                "110:120:115,112",
                "110:110:",
                "110:120:115,115",
                "110:110:",
                "110:120:109",
                "110:110:",
                "110:120:120",
                "110:110:",
                "0:5:",
                "110:110:",
                " 110:110:",
                "110:110:",
                "110:9223372036854775808:",
                "110:110:",
                "110:120:0115",
                "101,103",
                "101,,103",
                "101,103",
                "101,103,",
                "T02:00:00.123456Z",
                "T02:00:00.123456",
                "T02:00:00.123456Z",
                "T02:00:00.123456+00:00",
                "T02:00:00.123456Z",
                "t02:00:00z",
                "T02:00:00.123456Z",
                "T24:00:00Z",
                "T02:00:00.123456Z",
                "T02:00:60Z",
                "T02:00:00.123456Z",
                "T02:00Z",
                "T02:00:00.123456Z",
                "T02:00:00.Z",
                "T02:00:00.123456Z",
                "T02:00:00.1234567890Z",
                "2026-03-01T",
                "2026-02-29T",
                "2026-03-01T",
                "2026-13-01T",
                "2026-03-01T",
                "0000-03-01T",
                "2026-03-01T",
                "26-03-01T",
                "2026-03-01T",
                "+2026-03-01T",
                "00000000-0000-0001-0000-000000000002",
                "0-0-1-0-2",
                "00000000-0000-0001-0000-000000000002",
                "00000000-0000-0001-0000-00000000000A",
                "00000000-0000-0001-0000-000000000002",
                "",
                "00000000-0000-0001-0000-000000000002",
                "00000000000000010000000000000002",
                "00000000-0000-0003-0000-000000000004",
                "00000000-0000-0001-0000-000000000002",
                "00000000-0000-0003-0000-000000000004",
                "1-1-1-1-1");
        manifests(
                "\"reporting\"",
                "\"\"",
                "\"reporting\"",
                "\"-x\"",
                "\"reporting\"",
                "\"a/b\"",
                "\"reporting\"",
                "\"" + "x".repeat(64) + "\"",
                "\"kind\" : \"full\"",
                "\"kind\" : \"FULL\"",
                "\"kind\" : \"full\"",
                "\"kind\" : \"changes\"",
                "\"kind\" : \"changes\"",
                "\"kind\" : \"full\"",
                "\"kind\" : \"full\"",
                "\"kind\" : \"full\", \"allKeys\" : true",
                "\"kind\" : \"full\"",
                "\"kind\" : \"full\", \"from\" : {\"number\": 1, \"snapshot\": \"1:1:\"}",
                "\"kind\" : \"full\"",
                "\"kind\" : \"full\", \"allKeys\" : 0",
                "\"kind\" : \"full\"",
                "\"kind\" : \"full\", \"reason\" : 1",
                "\"kind\" : \"full\"",
                "\"kind\" : \"full\", \"withheld\" : [\"id\"]",
                "\"kind\" : \"full\"",
                "\"kind\" : \"full\", \"withheld\" : [\"\"]",
                "\"kind\" : \"full\"",
                "\"kind\" : \"full\", \"withheld\" : null",
                "\"folder\" : \"public.orders\"",
                "\"folder\" : \"public.order\"",
                "\"fingerprint\" : \"5e",
                "\"fingerprint\" : \"5E",
                "\"fingerprint\" : \"5e",
                "\"fingerprint\" : \"",
                "\"id\" ]",
                "\"id\", \"id\" ]",
                "\"id\" ]",
                "\"no\" ]",
                "\"id\" ]",
                "1 ]",
                "\"name\" : \"id\"",
                "\"name\" : \"the \\\"price\\\", net\"",
                "\"name\" : \"id\"",
                "\"name\" : \"\"",
                "\"name\" : \"id\"",
                "\"name\" : \"i\\u0000d\"",
                "\"name\" : \"id\"",
                "\"name\" : \"" + "x".repeat(256) + "\"",
                "\"name\" : \"id\"",
                "\"name\" : \"" + "\u00c3\u00a9".repeat(128) + "\"",
                "\"notNull\" : true",
                "\"notNull\" : 1",
                "\"notNull\" : true",
                "\"notNull\" : \"t\"",
                "\"tables\" : [",
                "\"tables\" : [ {}, ",
                "\"tables\" : [",
                "\"tables\" : [ null, ",
                "\"tool\" : \"rowferry 0.1.0\"",
                "\"tool\" : \"" + "x".repeat(4001) + "\"",
                "\"tool\" : \"rowferry 0.1.0\"",
                "\"tool\" : \"\\ud800\"",
                "\"tool\" : \"rowferry 0.1.0\"",
                "\"tool\" : \"\\u0000\"",
                "\"tool\" : \"rowferry 0.1.0\"",
                "\"tool\" : \"a\tb\"",
                "\"tool\" : \"rowferry 0.1.0\"",
                "\"tool\" : \"\u00ed\u00a0\u0080\"",
                "\"tool\" : \"rowferry 0.1.0\"",
                "\"tool\" : \"\\q\"",
                "\"tool\" : \"rowferry 0.1.0\"",
                "\"tool\" : 'x'",
                "\"tool\" : ",
                "tool : ",
                "\"tool\" : ",
                "\"x\" : " + "[".repeat(101) + "]".repeat(101) + ", \"tool\" : ",
                "\"tool\" : ",
                "\"x\" : {\"a\": 1, \"a\": 2}, \"tool\" : ",
                "\"tool\" : ",
                "\"" + "k".repeat(201) + "\" : 1, \"tool\" : ",
                "\"tool\" : ",
                "\"x\" : " + "1".repeat(1001) + ", \"tool\" : ",
                "\"tool\" : ",
                "\"x\" : NaN, \"tool\" : ",
                "\"tool\" : ",
                "\"x\" : 01, \"tool\" : ",
                "\"tool\" : ",
                "\"x\" : .5, \"tool\" : ",
                "\"tool\" : ",
                "\"x\" : [1,], \"tool\" : ",
                "\"tool\" : ",
                "/* x */ \"tool\" : ");
        manifests(
                "\"tool\" : ",
                keys(1001) + "\"tool\" : ",
                "\"tool\" : ",
                "\"leftOut\" : [{\"schema\": \"public\", \"table\": \"orders\", \"reason\": \"\"}], \"tool\" : ",
                "\"tool\" : ",
                "\"leftOut\" : [{\"schema\": \"public\", \"table\": \"x\"}], \"tool\" : ",
                "\"tool\" : ",
                "\"leftOut\" : {}, \"tool\" : ",
                "\"tool\" : ",
                "\"due\" : \"2026-03-02\", \"tool\" : ",
                "\"tool\" : ",
                "\"due\" : null, \"tool\" : ",
                "[ \"00000000-0000-0003",
                "[ " + "\"00000000-0000-0009-0000-000000000000\",".repeat(10_000) + "\"00000000-0000-0003");
    }

    private static String keys(int count) {
        StringBuilder keys = new StringBuilder("\"x\" : {");
        for (int i = 0; i < count; i++) {
            keys.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":0");
        }
        return keys + "}, ";
    }

    private void takenManifests() {
        manifests(
                "\"tool\" : ",
                "\"x\" : " + "[".repeat(98) + "]".repeat(98) + ", \"tool\" : ",
                "\"tool\" : ",
                "\"x\" : {\"a\": {\"a\": 1.5e300, \"b\": null}}, \"tool\" : ",
                "\"tool\" : ",
                "\"x\" : \"" + "x".repeat(100_000) + "\", \"tool\" : ",
                "\"tool\" : ",
                "\"" + "k".repeat(200) + "\" : " + "1".repeat(1000) + ", \"tool\" : ",
                "\"tool\" : ",
                keys(1000) + "\"tool\" : ",
                "\"tool\" : \"rowferry 0.1.0\"",
                "\"tool\" : \"\"",
                "\"tool\" : \"rowferry 0.1.0\"",
                "\"tool\" : \"\\ud83d\\ude00\\n\\u202e\"",
                "\"tool\" : \"rowferry 0.1.0\"",
                "\"tool\" : \"" + "x".repeat(4000) + "\"",
                "\"number\" : 42",
                "\"number\" : 999999999999999999",
                "110:110:",
                "110:120:110,119",
                "110:110:",
                "1:9223372036854775807:",
                ".123456Z",
                "Z",
                ".123456Z",
                ".1Z",
                ".123456Z",
                ".123456789Z",
                "2026-03-01T",
                "2024-02-29T",
                "\"kind\" : \"full\"",
                "\"kind\" : \"full\", \"allKeys\" : false",
                "\"kind\" : \"full\"",
                "\"kind\" : \"full\", \"withheld\" : [\"a\", \"b\"]",
                "\"never shipped before\"",
                "\"\"",
                "\"reason\"",
                "\"x-reason\"",
                "\"tool\" : ",
                "\"leftOut\" : [], \"tool\" : ",
                "\"tool\" : ",
                "\"due\" : \"2026-03-02T02:00:00Z\", \"tool\" : ",
                "\"tool\" : ",
                "\"leftOut\" : [{\"schema\": \"public\", \"table\": \"x\", \"reason\": \"\", \"y\": 1}], \"tool\" : ",
                "\"system\" : \"18446744073709551615\"",
                "\"system\" : \"\"",
                "\"format\" : 1",
                "\"x\": 1, \"format\" : 1");
    }

    /** Types stand in columns.csv as well. */
    private void refusedTexts() {
        for (String type : new String[] {
            "",
            "text;",
            "text[1]",
            "text[",
            "(1)",
            "\\\"\\\"",
            "\\\"a",
            "a b",
            "Text",
            "a.b.c",
            "a.",
            ".a",
            "numeric(1)(2)",
            "numeric(')",
            "\\\"a\\nb\\\"",
            "time with time",
            "interval fortnight",
            "double  precision",
            "a\\u0000",
            "1a"
        }) {
            String csv = type.replace("\\\"", "\"\"").replace("\\n", "\n").replace("\\u0000", UNDEFINED);
            put(
                    "the type " + type,
                    forge().edit(MANIFEST, json -> json.replace("\"bigint\"", "\"" + type + "\""))
                            .edit(ORDERS + "columns.csv", old -> old.replace("bigint", csv))
                            .edit(UGLY + "columns.csv", old -> old.replace("bigint", csv)));
        }
        for (String whole : new String[] {"", "null", "[]", "{", "{} {}", "\"x\"", "{}", "\0", "1", "{}x"}) {
            put("the manifest is " + whole, forge().edit(MANIFEST, old -> whole));
        }
        put("a byte order mark", forge().edit(MANIFEST, old -> "\u00ef\u00bb\u00bf" + old));
        put("UTF-16", forge().edit(MANIFEST, old -> "\u00fe\u00ff\0" + String.join("\0", old.split(""))));
        put("UTF-16 without a mark", forge().edit(MANIFEST, old -> "\0" + String.join("\0", old.split(""))));
        put("UTF-32", forge().edit(MANIFEST, old -> "\0\0\0" + String.join("\0\0\0", old.split(""))));
        put("Latin-1", forge().edit(MANIFEST, old -> old.replace("shop", "\u00e9")));
        put("columns.csv with CRLF", forge().edit(ORDERS + "columns.csv", old -> old.replace("\n", "\r\n")));
        put("columns.csv without an end", forge().edit(ORDERS + "columns.csv", String::strip));
    }

    private void refusedMembers() {
        put("a member twice", forge().insert(UGLY + "columns.csv", ORDERS + "rows.csv", "1,2\n"));
        put("a gap", forge().insert(UGLY + "columns.csv", ORDERS + "rows.3.csv", "1,2\n"));
        put("keys not announced", forge().insert(ORDERS + "rows.csv", ORDERS + "keys.csv", "1\n"));
        put("a part of ids behind rows", forge().insert(UGLY + "columns.csv", ORDERS + "ids.1.csv", "1\n"));
        put("an unknown member", forge().insert("counts.csv", "README", "x"));
        put("a member without a name", forge().insert("counts.csv", "", "x"));
        put("a signature too early", forge().insert("counts.csv", "SHA256SUMS.sig", "x"));
        for (String member : forge().parts().stream().map(Forge.Part::name).toList()) {
            if (member.endsWith(".1.csv")) {
                // Without its last part a content is a shorter one.
                continue;
            }
            Forge forge = forge();
            forge.parts().removeIf(part -> part.name().equals(member));
            put("no " + member, forge);
        }
        for (String[] csv : new String[][] {
            {"3,6", "03,6"},
            {"3,6", "3,6\r"},
            {"3,6", "4,6"},
            {"3,6", "3,7"},
            {"3,6", "3,6 "},
            {"folder,", "Folder,"},
            {"orders,ids", "orders,keys"},
            {"\n", "\n\n"},
            {"2,15\n", "2,15"},
            {"2,15\n", "2,15\nx,rows,0,0\n"}
        }) {
            all.put(
                    "counts.csv: " + csv[0] + " becomes " + csv[1],
                    forge().edit("counts.csv", old -> old.replace(csv[0], csv[1]))
                            .relist()
                            .pack());
        }
        for (String[] sums : new String[][] {
            {"  manifest.json", " *manifest.json"},
            {"  manifest.json", "  ./manifest.json"},
            {"\n", "\r\n"},
            {"manifest", "Manifest"}
        }) {
            all.put(
                    "SHA256SUMS: " + sums[0] + " becomes " + sums[1],
                    forge().edit("SHA256SUMS", old -> old.replace(sums[0], sums[1]))
                            .pack());
        }
        all.put(
                "digests in capitals",
                forge().edit("SHA256SUMS", old -> old.replace('a', 'A')).pack());
        all.put(
                "digests without an end",
                forge().edit("SHA256SUMS", String::strip).pack());
        Forge twice = forge();
        twice.parts().add(twice.parts().get(twice.parts().size() - 1));
        all.put("digests twice", twice.pack());
        Forge large = forge();
        large.parts().add(new Forge.Part("SHA256SUMS.sig", "x".repeat((64 << 10) + 1)));
        all.put("a large signature", large.pack());
    }

    private static byte[] header(int at, String bytes) {
        byte[] tar = forge().tar();
        System.arraycopy(bytes.getBytes(ISO_8859_1), 0, tar, at, bytes.length());
        Arrays.fill(tar, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += tar[i] & 0xff;
        }
        byte[] octal = String.format(java.util.Locale.ROOT, "%06o\0 ", sum).getBytes(ISO_8859_1);
        System.arraycopy(octal, 0, tar, 148, octal.length);
        return tar;
    }

    private void tar(String what, byte[] tar) {
        all.put(what, Members.zstd(tar));
    }

    private void refusedTars() {
        byte[] tar = forge().tar();
        tar("bytes behind a name's end", header(50, "x"));
        tar("a link's name", header(157, "x"));
        tar("bytes behind a prefix", header(400, "x"));
        tar("the last bytes of a header", header(511, "x"));
        tar("an old form of tar", header(257, "\0\0\0\0\0\0\0\0"));
        tar("the GNU form of tar", header(257, "ustar  \0"));
        tar("a directory", header(156, "5"));
        tar("a symbolic link", header(156, "2"));
        tar("the old plain file", header(156, "\0"));
        tar("a pax header", header(156, "x"));
        tar("a size of eleven blanks", header(124, "           \0"));
        tar("a size in base 256", header(124, "\u0080\0\0\0\0\0\0\0\0\0\u0004\u0000"));
        tar("a size with an eight", header(124, "00000000008\0"));
        byte[] sum = tar.clone();
        System.arraycopy("012345\0 ".getBytes(ISO_8859_1), 0, sum, 148, 8);
        tar("a checksum that differs", sum);
        byte[] spelled = tar.clone();
        spelled[154] = ' ';
        spelled[155] = 0;
        tar("a checksum spelled otherwise", spelled);
        byte[] padding = tar.clone();
        padding[512 + forge().bytes(MANIFEST).length()] = 1;
        tar("bytes behind a member", padding);
        for (int more : new int[] {1, 100, 511, 512, 1024, 1536}) {
            tar(more + " zeros more", Arrays.copyOf(tar, tar.length + more));
        }
        int filled = (tar.length + 10239) / 10240 * 10240;
        tar("filled up twice", Arrays.copyOf(tar, filled + 10240));
        byte[] behind = Arrays.copyOf(tar, filled);
        behind[filled - 1] = 1;
        tar("a byte in the filling", behind);
        tar("one block of zeros", Arrays.copyOf(tar, tar.length - 512));
        tar("no block of zeros", Arrays.copyOf(tar, tar.length - 1024));
        tar("half a tar", Arrays.copyOf(tar, tar.length / 2));
        tar("an empty tar", new byte[0]);
        tar("a tar of nothing", new byte[1024]);
    }

    private void takenTars() {
        byte[] tar = forge().tar();
        tar("filled up", Arrays.copyOf(tar, (tar.length + 10239) / 10240 * 10240));
        tar("a size that ends with a blank", header(135, " "));
        tar("a time and an owner", header(136, "77777777777\0"));
        tar("a user's name", header(265, "root"));
        tar("a folder in the prefix", Members.withPrefix(tar, ORDERS, "rows.csv"));
        Forge signed = forge();
        signed.parts().add(new Forge.Part("SHA256SUMS.sig", "x".repeat(64 << 10)));
        all.put("a signature", signed.pack());
    }

    private static byte[] joined(byte[]... parts) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private void refusedFiles() {
        byte[] tar = forge().tar();
        byte[] zstd = Members.zstd(tar);
        byte[] gzip = Sample.small(Compression.GZIP);
        byte[] skippable = {0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4};
        byte[] nothing = Members.zstd(new byte[0]);
        all.put("an empty file", new byte[0]);
        all.put("three bytes", Arrays.copyOf(zstd, 3));
        all.put("no checksum", Zstd.compress(tar));
        all.put("a second frame", joined(zstd, zstd));
        all.put("a second frame of nothing", joined(zstd, nothing));
        all.put("a first frame of nothing", joined(nothing, zstd));
        all.put(
                "two frames",
                joined(
                        Members.zstd(Arrays.copyOf(tar, 1024)),
                        Members.zstd(Arrays.copyOfRange(tar, 1024, tar.length))));
        all.put("a skippable frame before", joined(skippable, zstd));
        all.put("a skippable frame behind", joined(zstd, skippable));
        all.put("a byte behind", joined(zstd, new byte[1]));
        all.put("a byte less", Arrays.copyOf(zstd, zstd.length - 1));
        byte[] checksum = zstd.clone();
        checksum[zstd.length - 1] ^= 1;
        all.put("another checksum", checksum);
        all.put("a byte behind gzip", joined(gzip, new byte[1]));
        all.put("a second gzip member", joined(gzip, gzip));
        all.put("a byte less of gzip", Arrays.copyOf(gzip, gzip.length - 1));
        for (int at : new int[] {2, 3, gzip.length - 8, gzip.length - 1}) {
            byte[] flipped = gzip.clone();
            flipped[at] ^= 2;
            all.put("gzip with byte " + at + " changed", flipped);
        }
        all.put("something else", "PK\3\4 a zip".getBytes(ISO_8859_1));
    }
}
