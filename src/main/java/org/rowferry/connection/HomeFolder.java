package org.rowferry.connection;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The folder where libpq looks for the files of the user who runs it. */
final class HomeFolder {
    private HomeFolder() {}

    static Path of(Map<String, String> environment) {
        return Path.of(Optional.ofNullable(environment.get("HOME"))
                .filter(home -> !home.isEmpty())
                .orElseGet(() -> System.getProperty("user.home", "")));
    }
}
