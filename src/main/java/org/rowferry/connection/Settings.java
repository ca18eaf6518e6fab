package org.rowferry.connection;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that is said about a connection, by libpq's precedence: the text, then the service that it names, then the
 * environment. An empty value in the text stays empty, and means the default.
 */
final class Settings {
    private final Map<Parameter, Setting> settings = new EnumMap<>(Parameter.class);
    private final boolean passwordInText;

    private Settings(Map<Parameter, String> text) {
        text.forEach((parameter, value) -> add(parameter, value, ""));
        this.passwordInText = text.keySet().stream().anyMatch(parameter -> parameter.isSecret() && has(parameter));
    }

    static Settings read(String connection, Map<String, String> environment) {
        Settings settings = new Settings(text(connection.trim()));
        settings.addService(environment);
        for (Parameter parameter : Parameter.values()) {
            parameter.in(environment).ifPresent(value -> settings.add(parameter, value, parameter.variable()));
        }
        settings.refuseWhatTheDriverLacks();
        return settings;
    }

    private static Map<Parameter, String> text(String text) {
        for (String scheme : new String[] {"postgresql://", "postgres://"}) {
            if (text.startsWith(scheme)) {
                return UriText.read(text, scheme.length());
            }
        }
        if (text.matches("(?s)[A-Za-z:]+://.*")) {
            throw UnreadableText.of("URI has a scheme that is not postgresql://")
                    .hint("Write it as for psql: postgresql://user@host:5432/database.");
        }
        if (!text.isEmpty() && text.indexOf('=') < 0) {
            throw UnreadableText.of("is neither a URI nor of the form 'keyword=value'")
                    .hint("Write postgresql://user@host:5432/database, 'host=… dbname=…' or 'service=…'.");
        }
        return KeywordText.read(text);
    }

    private void addService(Map<String, String> environment) {
        Optional<String> service =
                setting(Parameter.SERVICE).map(Setting::value).or(() -> Parameter.SERVICE.in(environment));
        service.ifPresent(name -> ServiceFile.read(name, environment)
                .forEach((parameter, value) -> add(parameter, value, "service '" + name + "'")));
    }

    private void refuseWhatTheDriverLacks() {
        for (Setting setting : settings.values()) {
            if (setting.parameter().treatment() == Parameter.Treatment.REFUSED
                    && !setting.value().isEmpty()) {
                throw setting.refused(" is of libpq, and the JDBC driver has nothing like it");
            }
        }
    }

    private void add(Parameter parameter, String value, String origin) {
        settings.putIfAbsent(parameter, new Setting(parameter, value, origin));
    }

    /** Returns the given value, which may be empty. */
    Optional<Setting> setting(Parameter parameter) {
        return Optional.ofNullable(settings.get(parameter));
    }

    /** Returns what was said, if it is not empty. */
    Optional<String> value(Parameter parameter) {
        return setting(parameter).map(Setting::value).filter(value -> !value.isEmpty());
    }

    boolean has(Parameter parameter) {
        return value(parameter).isPresent();
    }

    /** Returns what the text and its service say besides places and what is one role's own, by keyword. */
    Map<String, String> sharedByRoles() {
        Map<String, String> shared = new TreeMap<>();
        settings.forEach((parameter, setting) -> {
            if (parameter.isSharedByRoles() && !setting.origin().equals(parameter.variable())) {
                shared.put(parameter.keyword(), setting.value());
            }
        });
        return shared;
    }

    boolean passwordInText() {
        return passwordInText;
    }
}
