package org.rowferry.connection;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** Turns libpq's settings into properties of the JDBC driver. */
final class DriverProperties {
    private static final Map<String, String> SERVER_TYPES = Map.of(
            "any", "any",
            "read-write", "primary",
            "primary", "primary",
            "read-only", "secondary",
            "standby", "secondary",
            "prefer-standby", "preferSecondary");

    private final Settings settings;
    private final Properties properties = new Properties();

    private DriverProperties(Settings settings) {
        this.settings = settings;
    }

    static Properties of(Settings settings, List<Address> addresses) {
        DriverProperties driver = new DriverProperties(settings);
        driver.addresses(addresses);
        driver.timeout(addresses.size());
        driver.session();
        driver.authentication();
        driver.choiceOfHosts();
        return driver.properties;
    }

    private void addresses(List<Address> addresses) {
        set("PGHOST", addresses.stream().map(Address::host).collect(Collectors.joining(",")));
        set(
                "PGPORT",
                addresses.stream()
                        .map(address -> Integer.toString(address.port()))
                        .collect(Collectors.joining(",")));
    }

    /** libpq counts the seconds for each host, the driver's login timeout for all of them together. */
    private void timeout(int hosts) {
        settings.setting(Parameter.CONNECT_TIMEOUT)
                .filter(setting -> !setting.value().isBlank())
                .map(Setting::number)
                .ifPresent(seconds -> {
                    set("connectTimeout", Integer.toString(Math.max(0, seconds)));
                    set("loginTimeout", Long.toString((long) Math.max(0, seconds) * hosts));
                });
    }

    private void session() {
        settings.value(Parameter.OPTIONS).ifPresent(options -> set("options", options));
        set(
                "ApplicationName",
                settings.value(Parameter.APPLICATION_NAME)
                        .or(() -> settings.value(Parameter.FALLBACK_APPLICATION_NAME))
                        .orElse("rowferry"));
        boolean keepAlive = settings.setting(Parameter.KEEPALIVES)
                .filter(setting -> !setting.value().isBlank())
                .map(setting -> setting.number() != 0)
                .orElse(true);
        set("tcpKeepAlive", Boolean.toString(keepAlive));
        // The server keeps each statement with values from its first use on.
        set("prepareThreshold", "1");
        // Several statements without values are one message, which the server answers as fast as one statement.
        set("preferQueryMode", "extendedForPrepared");
    }

    private void authentication() {
        copy(Parameter.CHANNEL_BINDING, List.of("disable", "prefer", "require"), "channelBinding");
        copy(Parameter.GSSENCMODE, List.of("disable", "prefer", "require"), "gssEncMode");
        settings.value(Parameter.REQUIRE_AUTH).ifPresent(methods -> set("requireAuth", methods));
        settings.value(Parameter.KRBSRVNAME).ifPresent(name -> set("kerberosServerName", name));
    }

    private void choiceOfHosts() {
        settings.setting(Parameter.TARGET_SESSION_ATTRS)
                .map(setting -> setting.among(
                        List.of("any", "read-write", "read-only", "primary", "standby", "prefer-standby")))
                .ifPresent(attributes -> set("targetServerType", SERVER_TYPES.getOrDefault(attributes, "any")));
        settings.setting(Parameter.LOAD_BALANCE_HOSTS)
                .map(setting -> setting.among(List.of("disable", "random")))
                .ifPresent(choice -> set("loadBalanceHosts", Boolean.toString(choice.equals("random"))));
        // A host that was down or a standby a moment ago may be the right one now.
        set("hostRecheckSeconds", "0");
    }

    private void copy(Parameter parameter, List<String> allowed, String property) {
        settings.setting(parameter).map(setting -> setting.among(allowed)).ifPresent(value -> set(property, value));
    }

    private void set(String property, String value) {
        properties.setProperty(property, value);
    }
}
