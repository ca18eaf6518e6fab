package org.rowferry.connection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.rowferry.report.Failure;

/**
 * A server's place.
 *
 * @param host what to connect to, a name or an address
 * @param name what the connection calls it, for the password file
 */
record Address(String host, String name, int port) {
    private static final String DEFAULT_HOST = "localhost";
    private static final int DEFAULT_PORT = 5432;

    /** Returns the addresses in the order to try; one port may serve all hosts, as in libpq. */
    static List<Address> of(Settings settings) {
        List<String> names = list(settings, Parameter.HOST);
        List<String> numeric = list(settings, Parameter.HOSTADDR);
        List<String> hosts = numeric.isEmpty() ? names : numeric;
        if (hosts.isEmpty()) {
            hosts = List.of("");
        }
        if (!names.isEmpty() && names.size() != hosts.size()) {
            throw mismatch(names.size() + " hosts and " + hosts.size() + " values of hostaddr");
        }
        List<String> ports = ports(settings, hosts.size());
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            String name = names.isEmpty() ? "" : names.get(i);
            addresses.add(address(settings, hosts.get(i).isEmpty() ? name : hosts.get(i), name, ports.get(i)));
        }
        return addresses;
    }

    private static Address address(Settings settings, String host, String name, String port) {
        if (host.startsWith("/") || host.startsWith("@")) {
            throw settings.setting(Parameter.HOST)
                    .orElseThrow()
                    .refused(" is a Unix-domain socket, which the JDBC driver cannot use")
                    .hint("Use host=localhost, and 'listen_addresses = localhost' in postgresql.conf.");
        }
        String used = host.isEmpty() ? DEFAULT_HOST : host;
        return new Address(used, name.isEmpty() ? used : name, port(settings, port));
    }

    private static List<String> ports(Settings settings, int hosts) {
        List<String> ports = list(settings, Parameter.PORT);
        if (ports.size() <= 1) {
            return Collections.nCopies(hosts, ports.isEmpty() ? "" : ports.get(0));
        }
        if (ports.size() != hosts) {
            throw mismatch(ports.size() + " ports and " + hosts + " hosts");
        }
        return ports;
    }

    private static int port(Settings settings, String text) {
        if (text.isBlank()) {
            return DEFAULT_PORT;
        }
        String digits = text.trim();
        if (!digits.matches("0*[1-9][0-9]{0,4}") || Integer.parseInt(digits) > 65535) {
            throw settings.setting(Parameter.PORT).orElseThrow().refused(" is not a port from 1 to 65535");
        }
        return Integer.parseInt(digits);
    }

    private static List<String> list(Settings settings, Parameter parameter) {
        return settings.value(parameter)
                .map(value -> List.of(value.split(",", -1)))
                .orElse(List.of());
    }

    private static Failure mismatch(String counts) {
        return UnreadableText.of("has " + counts)
                .hint("Give one port for all hosts, or as many ports, and values of hostaddr, as there are hosts.");
    }

    boolean isNamedOtherwise() {
        return !name.equals(host);
    }

    /** Returns the address as URIs write it. */
    @Override
    public String toString() {
        return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
    }
}
