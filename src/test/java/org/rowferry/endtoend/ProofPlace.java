package org.rowferry.endtoend;

import java.util.List;
import java.util.stream.Stream;
import org.rowferry.testing.Server;
import org.rowferry.testing.TestDatabase;

/** The encodings and locales of a source and a target, and the characters that both can hold. */
enum ProofPlace {
    LATIN1_TO_UTF8(Characters.LATIN, Locale.LATIN1, Locale.PLAIN),
    PLAIN_TO_ICU(Characters.ALL, Locale.PLAIN, Locale.ICU),
    ICU_TO_BUILTIN(Characters.ALL, Locale.ICU, Locale.BUILTIN),
    BYTES_TO_UTF8(Characters.ASCII, Locale.BYTES, Locale.LIBC),
    LIBC_TO_LATIN1(Characters.LATIN, Locale.LIBC, Locale.LATIN1),
    LATIN1_TO_ICU(Characters.LATIN, Locale.LATIN1_ICU, Locale.ICU),
    BUILTIN_TO_BYTES(Characters.ASCII, Locale.BUILTIN, Locale.BYTES),
    ICU_TO_LATIN1(Characters.LATIN, Locale.ICU, Locale.LATIN1_ICU);

    private final Characters characters;
    private final Locale ofSource;
    private final Locale ofTarget;

    ProofPlace(Characters characters, Locale ofSource, Locale ofTarget) {
        this.characters = characters;
        this.ofSource = ofSource;
        this.ofTarget = ofTarget;
    }

    /** The characters that literals of a test may have. */
    enum Characters {
        ALL(Character.MAX_CODE_POINT),
        LATIN(0xff),
        ASCII(0x7f);

        private final int last;

        Characters(int last) {
            this.last = last;
        }

        /** Returns those of some SQL literals that have no others. */
        List<String> of(Stream<String> literals) {
            return literals.filter(this::have).toList();
        }

        private boolean have(String literal) {
            return this == ALL
                    || (!literal.contains("U&") && literal.codePoints().allMatch(point -> point <= last));
        }
    }

    /** The encoding and the locale of a database; a major that does not know the provider takes the other options. */
    private enum Locale {
        PLAIN("encoding 'UTF8' lc_collate 'C' lc_ctype 'C'", "", 13),
        LIBC("encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'", "", 13),
        ICU("encoding 'UTF8' lc_collate 'C' lc_ctype 'C'", "locale_provider icu icu_locale 'sv-u-kn-true'", 15),
        BUILTIN("encoding 'UTF8' lc_collate 'C' lc_ctype 'C'", "locale_provider builtin builtin_locale 'C.UTF-8'", 17),
        LATIN1("encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'", "", 13),
        LATIN1_ICU("encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'", "locale_provider icu icu_locale 'de'", 15),
        BYTES("encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'", "", 13);

        private final String options;
        private final String provider;
        private final int since;

        Locale(String options, String provider, int since) {
            this.options = options;
            this.provider = provider;
            this.since = since;
        }

        TestDatabase make(Server server, String name) {
            return server.newDatabaseWith(server.major() < since ? options : options + " " + provider, name);
        }
    }

    Characters characters() {
        return characters;
    }

    Pipeline between(Server source, Server target, ShippedSchema cargo) {
        return Pipeline.between(ofSource.make(source, "source"), ofTarget.make(target, "target"), cargo);
    }
}
