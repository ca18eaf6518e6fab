package org.rowferry.bundle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Random;

/** Changes a bundle by chance, most of the time so that its counts and digests are true. */
final class Mutator {
    private static final List<byte[]> SEEDS = List.of(Sample.small(Compression.ZSTD), Sample.keyed());
    private static final String[] SPECIAL = {
        "\"",
        "\"\"",
        ",",
        "\n",
        "\r",
        "\0",
        "\\.",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ":",
        "null",
        "true",
        "-1",
        "0",
        "99999999999999999999",
        "\u00ff",
        "\u00c3",
        "\u00ed\u00a0\u0080",
        "\u00ef\u00bb\u00bf",
        "\\ud800",
        "\\u0000",
        "é",
        "e9",
        "1:1:",
        "()",
        "[]",
        "~",
        "/",
        "../"
    };

    private final Random random;

    Mutator(long seed) {
        this.random = new Random(seed * 0x9e3779b97f4a7c15L);
    }

    byte[] mutant() {
        Forge forge = Forge.of(SEEDS.get(random.nextInt(SEEDS.size())));
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            change(forge);
        }
        if (random.nextInt(10) > 0) {
            forge.recount();
        }
        if (random.nextInt(20) > 0) {
            forge.relist();
        }
        byte[] tar = forge.tar();
        if (random.nextInt(10) == 0) {
            tar[random.nextInt(tar.length)] ^= (byte) (1 << random.nextInt(8));
        }
        byte[] file = Members.zstd(tar);
        if (random.nextInt(20) == 0) {
            file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return file;
    }

    private void change(Forge forge) {
        List<Forge.Part> parts = forge.parts();
        int at = random.nextInt(parts.size());
        Forge.Part part = parts.get(at);
        switch (random.nextInt(12)) {
            case 0 -> parts.remove(at);
            case 1 -> parts.add(random.nextInt(parts.size() + 1), part);
            case 2 -> parts.add(random.nextInt(parts.size()), parts.remove(at));
            case 3 -> parts.set(at, new Forge.Part(name(part.name()), part.bytes()));
            default -> parts.set(at, new Forge.Part(part.name(), text(part.bytes())));
        }
        if (parts.isEmpty()) {
            parts.add(part);
        }
    }

    private String name(String name) {
        String changed = text(name).replaceAll("[^\\x20-\\x7e]", "x");
        return changed.length() < 100 ? changed : name;
    }

    private String text(String text) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(random.nextBoolean() ? 3 : 40));
        String before = text.substring(0, from);
        String cut = text.substring(from, to);
        String after = text.substring(to);
        return switch (random.nextInt(6)) {
            case 0 -> before + after;
            case 1 -> before + cut + cut + after;
            case 2 -> before + (char) random.nextInt(256) + after;
            case 3 -> before + cut.repeat(1 + random.nextInt(50)) + after;
            default ->
                before + latin1(SPECIAL[random.nextInt(SPECIAL.length)]) + (random.nextBoolean() ? cut : "") + after;
        };
    }

    private static String latin1(String special) {
        return new String(special.getBytes(ISO_8859_1), ISO_8859_1);
    }
}
