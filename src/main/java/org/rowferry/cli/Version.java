package org.rowferry.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this build. */
final class Version implements IVersionProvider {
    private static final String RESOURCE = "/org/rowferry/version.properties";

    /** Returns the bare number: {@code 0.1.0}. */
    static String number() {
        Properties properties = new Properties();
        try (InputStream in = Objects.requireNonNull(Version.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    /** Returns the tool as bundles name it: {@code rowferry 0.1.0}. */
    static String tool() {
        return "rowferry " + number();
    }

    @Override
    public String[] getVersion() {
        return new String[] {tool()};
    }
}
