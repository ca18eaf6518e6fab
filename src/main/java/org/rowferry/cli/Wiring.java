package org.rowferry.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.rowferry.config.Configuration;
import org.rowferry.config.Section;
import org.rowferry.connection.Endpoint;
import org.rowferry.postgres.Database;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.report.Surroundings;

/**
 * The objects that every command needs.
 *
 * @param journal hears what a run does; the console, or a test between it and the console
 * @param environment the variables that connections are completed from
 */
record Wiring(Console console, Interruption interruption, Journal journal, Map<String, String> environment) {
    Wiring {
        environment = Map.copyOf(environment);
    }

    /** Reads a whole configuration file and raises all that is wrong with it at once. */
    <T> T settings(Path file, BiFunction<Section, Map<String, String>, T> read) {
        Configuration configuration = Configuration.read(file);
        learn(configuration, "source", Family.SOURCE);
        learn(configuration, "target", Family.TARGET);
        T settings = read.apply(configuration.root(), environment);
        configuration.finish();
        return settings;
    }

    Database database(Endpoint endpoint, Family side) {
        return guarded(new Database(endpoint, side), endpoint, side);
    }

    /** Names a database in which scripts run that are for the owner of its tables. */
    Database databaseOfOwner(Endpoint endpoint, Family side) {
        return guarded(new Database(endpoint, side, true), endpoint, side);
    }

    private Database guarded(Database database, Endpoint endpoint, Family side) {
        console.learn(known -> known.connected(side, endpoint.urlFor(Surroundings.Side.OWNER)));
        return interruption.guard(database);
    }

    private void learn(Configuration configuration, String key, Family side) {
        if (configuration.root().text(key).isPresent()) {
            Optional<String> schema = configuration.root().text("schema");
            console.learn(known -> known.configured(side, configuration.file().toString(), schema));
        }
    }
}
