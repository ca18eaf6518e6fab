package org.rowferry.connection;

import java.util.EnumMap;
import java.util.Map;
import org.rowferry.report.Failure;

/**
 * Reads libpq's URI form: {@code postgresql://user:password@host:port,host:port/database?parameter=value&…}, of which
 * each part may be missing. Source: libpq's manual, 'Connection URIs'.
 *
 * <p>It is stricter than libpq where a password with a character that is not encoded would end up in another part, and
 * from there in a message.
 */
final class UriText {
    private final String text;
    private final Map<Parameter, String> values = new EnumMap<>(Parameter.class);
    private int at;

    private UriText(String text, int start) {
        this.text = text;
        this.at = start;
    }

    /** Reads what follows the scheme. */
    static Map<Parameter, String> read(String text, int start) {
        UriText reader = new UriText(text, start);
        reader.user();
        reader.hosts();
        reader.database();
        reader.parameters();
        return reader.values;
    }

    /** An '@' before the first '/' ends the user and the password. */
    private void user() {
        int end = text.indexOf('@', at);
        int slash = text.indexOf('/', at);
        if (end < 0 || (slash >= 0 && slash < end)) {
            return;
        }
        int colon = text.indexOf(':', at);
        int userEnd = colon >= 0 && colon < end ? colon : end;
        if (text.substring(at, userEnd).indexOf('?') >= 0) {
            throw UnreadableText.uri("has a '?' before an '@'");
        }
        put(Parameter.USER, text.substring(at, userEnd), "user");
        if (userEnd < end) {
            put(Parameter.PASSWORD, text.substring(userEnd + 1, end), "password");
        }
        at = end + 1;
    }

    private void hosts() {
        StringBuilder hosts = new StringBuilder();
        StringBuilder ports = new StringBuilder();
        host(hosts, ports);
        while (startsWith(',')) {
            at++;
            hosts.append(',');
            ports.append(',');
            host(hosts, ports);
        }
        put(Parameter.HOST, hosts.toString(), "host");
        put(Parameter.PORT, ports.toString(), "port");
    }

    private void host(StringBuilder hosts, StringBuilder ports) {
        String host = startsWith('[') ? bracketed() : until(":/?,");
        if (host.indexOf('@') >= 0) {
            throw UnreadableText.uri("has two '@' before its host");
        }
        hosts.append(host);
        if (startsWith(':')) {
            at++;
            String port = until("/?,");
            if (!port.chars().allMatch(Character::isDigit)) {
                throw UnreadableText.uri("has a port that is no number");
            }
            ports.append(port);
        }
    }

    private String bracketed() {
        int end = text.indexOf(']', at);
        if (end < 0) {
            throw UnreadableText.of("URI has a '[' without its ']'").hint("Write an IPv6 address as [2001:db8::1].");
        }
        String address = text.substring(at + 1, end);
        at = end + 1;
        if (address.isEmpty() || !(at == text.length() || ":/?,".indexOf(text.charAt(at)) >= 0)) {
            throw UnreadableText.of("URI has no address between '[' and ']', or more behind it than a port")
                    .hint("Write an IPv6 address as [2001:db8::1] or [2001:db8::1]:5432.");
        }
        return address;
    }

    private void database() {
        if (startsWith('/')) {
            at++;
            String database = until("?");
            if (database.indexOf('@') >= 0) {
                throw UnreadableText.uri("has an '@' behind its host");
            }
            put(Parameter.DBNAME, database, "database");
        }
    }

    private void parameters() {
        // With an '@' here, all this may be the rest of a password that holds '/' and '?'.
        boolean secret = text.indexOf('@', at) >= 0;
        while (at + 1 < text.length()) {
            at++;
            secret |= parameter(until("&").split("=", -1), secret).isSecret();
        }
    }

    private Parameter parameter(String[] pair, boolean secret) {
        String keyword = PercentCoding.decode(pair[0], "parameter");
        if (pair.length != 2) {
            throw unpaired(secret ? "" : " '" + keyword + "'", pair.length);
        }
        String value = PercentCoding.decode(pair[1], "parameter");
        // libpq's courtesy to URLs of JDBC.
        boolean ssl = keyword.equals("ssl") && value.equals("true");
        Parameter parameter = Parameter.named(ssl ? "sslmode" : keyword)
                .orElseThrow(() ->
                        secret ? UnreadableText.uri("has an unknown parameter") : UnreadableText.unknown(keyword));
        values.put(parameter, ssl ? "require" : value);
        return parameter;
    }

    private static Failure unpaired(String shown, int parts) {
        return UnreadableText.of("URI has a parameter" + shown + " with " + (parts == 1 ? "no '='" : "two '='"))
                .hint("Write parameters as ?name=value&name=value, and '&' and '=' in a value as %26 and %3D.");
    }

    private String until(String ends) {
        int start = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean startsWith(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    /** An empty part counts as missing, so that the service or the environment may supply it. */
    private void put(Parameter parameter, String encoded, String part) {
        if (!encoded.isEmpty()) {
            values.put(parameter, PercentCoding.decode(encoded, part));
        }
    }
}
