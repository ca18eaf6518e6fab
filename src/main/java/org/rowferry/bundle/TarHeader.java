package org.rowferry.bundle;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The header of a plain file in a POSIX.1-1988 ustar archive. No extension of any kind is read: a bundle's names and
 * sizes fit without them, and so a stranger's header can neither be large nor mean anything else.
 *
 * @param name the member's path; Rowferry writes it into one field, other writers may put its folder into the prefix
 */
record TarHeader(String name, long size) {
    static final int BLOCK = 512;

    private static final int NAME = 0;
    private static final int NAME_LENGTH = 100;
    private static final int MODE = 100;
    private static final int USER = 108;
    private static final int GROUP = 116;
    private static final int SIZE = 124;
    private static final Pattern SIZE_FIELD = Pattern.compile("[0-7]{11}[\0 ]");
    private static final long MOST_BYTES = 077777777777L;
    private static final int TIME = 136;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int TYPE = 156;
    private static final int LINK = 157;
    private static final int MAGIC = 257;
    private static final int DEVICE_MAJOR = 329;
    private static final int DEVICE_MINOR = 337;
    private static final int PREFIX = 345;
    private static final int PREFIX_LENGTH = 155;
    private static final String USTAR = "ustar\00000";
    private static final byte[] SAME_IN_ALL = sameInAll();
    private static final byte[] ZEROS = new byte[BLOCK];

    /** Returns the zeros that follow the member's bytes: up to the next whole block. */
    int padding() {
        return (int) (-size & (BLOCK - 1));
    }

    /** Returns the block: it says the same whoever writes it, wherever. */
    byte[] encode(Instant time) {
        if (name.length() >= NAME_LENGTH || size > MOST_BYTES) {
            throw new IllegalArgumentException("a tar has no room for member " + name + " of " + size + " bytes");
        }
        byte[] block = SAME_IN_ALL.clone();
        put(block, NAME, name);
        put(block, SIZE, field(11, size));
        put(block, TIME, field(11, Math.max(0, time.getEpochSecond())));
        put(block, CHECKSUM, checksum(block));
        return block;
    }

    private static byte[] sameInAll() {
        byte[] block = new byte[BLOCK];
        put(block, MODE, field(7, 0644));
        put(block, USER, field(7, 0));
        put(block, GROUP, field(7, 0));
        block[TYPE] = '0';
        put(block, MAGIC, USTAR);
        put(block, DEVICE_MAJOR, field(7, 0));
        put(block, DEVICE_MINOR, field(7, 0));
        return block;
    }

    /** Returns a number as headers have it, ended by a blank. */
    private static String field(int digits, long number) {
        return octal(digits, number) + " ";
    }

    private static String octal(int digits, long number) {
        String octal = Long.toOctalString(number);
        return "0".repeat(digits - octal.length()) + octal;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, block, at, ascii.length);
    }

    /** Reads a block that is not all zeros. */
    static TarHeader decode(byte[] block, Damage damage) {
        String name = text(block, PREFIX, PREFIX_LENGTH);
        name = name.isEmpty() ? text(block, NAME, NAME_LENGTH) : name + "/" + text(block, NAME, NAME_LENGTH);
        if (!checksum(block).equals(raw(block, CHECKSUM, CHECKSUM_LENGTH))) {
            throw damage.that("holds a tar header whose checksum differs");
        }
        if (!raw(block, MAGIC, USTAR.length()).equals(USTAR)) {
            throw damage.that("holds member " + Damage.show(name) + " in a form of tar that is not ustar");
        }
        if (block[TYPE] != '0') {
            throw damage.that("holds member " + Damage.show(name) + " that is not a plain file (tar type "
                    + Damage.show(raw(block, TYPE, 1)) + ")");
        }
        if (!hasNothingBehindTexts(block)) {
            throw damage.that("holds member " + Damage.show(name) + " with bytes in its header that mean nothing");
        }
        String size = raw(block, SIZE, 12);
        if (!SIZE_FIELD.matcher(size).matches()) {
            throw damage.that("holds member " + Damage.show(name) + " whose size cannot be read");
        }
        return new TarHeader(name, Long.parseLong(size.substring(0, 11), 8));
    }

    /** A plain file links to nothing, and what stands behind the end of a text would be read by some and not by others. */
    private static boolean hasNothingBehindTexts(byte[] block) {
        return isZero(block, NAME + text(block, NAME, NAME_LENGTH).length(), NAME + NAME_LENGTH)
                && isZero(block, LINK, MAGIC)
                && isZero(block, PREFIX + text(block, PREFIX, PREFIX_LENGTH).length(), BLOCK);
    }

    static boolean isZero(byte[] block, int from, int to) {
        return Arrays.equals(block, from, to, ZEROS, from, to);
    }

    /** Returns the field's text: the sum of all bytes, its own taken as blanks. */
    private static String checksum(byte[] block) {
        int sum = ' ' * CHECKSUM_LENGTH;
        for (int i = 0; i < BLOCK; i++) {
            sum += i < CHECKSUM || i >= CHECKSUM + CHECKSUM_LENGTH ? block[i] & 0xff : 0;
        }
        return octal(6, sum) + "\0 ";
    }

    private static String raw(byte[] block, int at, int length) {
        return new String(block, at, length, StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] block, int at, int length) {
        String field = raw(block, at, length);
        int end = field.indexOf('\0');
        return end < 0 ? field : field.substring(0, end);
    }

    static boolean isEnd(byte[] block) {
        return Arrays.equals(block, ZEROS);
    }
}
