package org.rowferry.testing;

import java.util.Map;

/** The settings of every server that tests use, whichever way it is run. */
final class ServerSettings {
    static final String SUPERUSER = "postgres";
    static final String PASSWORD = "postgres";
    static final String LOCALE = "C";

    /**
     * The password as a server keeps it, with one round of hashing where servers do 4,096. Each connection does as many,
     * which costs a JVM 10 ms.
     */
    static final String PASSWORD_HASHED =
            "SCRAM-SHA-256$1:b2Ygcm93ZmVycnkgdGVzdA==$LlMt/ZzklZ0Kf4tYcUTPBQYtaUucn9vHW6p1TqeQKCk="
                    + ":hEWZsKymp2YgLdm2Mc/lESq+PIf5uklUk3O0NuY47SA=";

    /** Nothing that a test leaves behind has to survive a crash of the machine, so durability is off. */
    static final Map<String, String> ALL = Map.of(
            "fsync", "off",
            "full_page_writes", "off",
            "synchronous_commit", "off",
            "max_wal_size", "256MB",
            "max_connections", "200",
            "max_prepared_transactions", "64",
            "wal_level", "logical",
            "password_encryption", "scram-sha-256",
            "timezone", "UTC");

    private ServerSettings() {}
}
