package org.rowferry.connection;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Does and undoes percent-encoding of UTF-8; a plus sign is a plus sign. */
final class PercentCoding {
    private PercentCoding() {}

    /**
     * Returns the text that was encoded.
     *
     * @param part what the failure calls it, since the text itself may be a password
     */
    static String decode(String encoded, String part) {
        if (encoded.indexOf('%') < 0) {
            return encoded;
        }
        byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                decoded.write(octet(bytes, i, part));
                i += 2;
            } else {
                decoded.write(bytes[i]);
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    /** Returns the text as a part of a URI. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static int octet(byte[] bytes, int at, String part) {
        int high = at + 2 < bytes.length ? Character.digit(bytes[at + 1], 16) : -1;
        int low = at + 2 < bytes.length ? Character.digit(bytes[at + 2], 16) : -1;
        if (high < 0 || low < 0) {
            throw UnreadableText.uri("has a '%' in its " + part + " without two hexadecimal digits behind it");
        }
        if (high == 0 && low == 0) {
            throw UnreadableText.uri("has a '%00' in its " + part);
        }
        return high * 16 + low;
    }
}
