package org.rowferry.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Some of the buckets that a table's rows are put into by their keys.
 *
 * @param buckets how many there are in all
 * @param numbers which they are, in ascending order, from 0
 */
public record BucketNumbers(int buckets, List<Integer> numbers) {
    /** The most that a table has. */
    public static final int MOST = 1 << 16;

    private static final Pattern WRITTEN =
            Pattern.compile("(\\d{1,6})/(\\d{1,6}(?:-\\d{1,6})?(?:,\\d{1,6}(?:-\\d{1,6})?)*)");

    public BucketNumbers {
        numbers = List.copyOf(numbers);
        requireCount(buckets);
        for (int i = 0; i < numbers.size(); i++) {
            int least = i == 0 ? 0 : numbers.get(i - 1) + 1;
            if (numbers.get(i) < least || numbers.get(i) >= buckets) {
                throw new IllegalArgumentException(
                        numbers.get(i) + " is no bucket of " + buckets + " that comes there");
            }
        }
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("no bucket is named");
        }
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static BucketNumbers parse(String text) {
        Matcher parts = WRITTEN.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(text + " is no list of buckets such as 1024/3,17,20-45");
        }
        List<Integer> numbers = new ArrayList<>();
        for (String part : parts.group(2).split(",", -1)) {
            int dash = part.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(part.substring(dash + 1));
            if (last >= MOST || first > last) {
                throw new IllegalArgumentException(part + " is no span of buckets");
            }
            for (int number = first; number <= last; number++) {
                numbers.add(number);
            }
        }
        return new BucketNumbers(Integer.parseInt(parts.group(1)), numbers);
    }

    /** Returns how many there are, a slash, and the numbers, with spans: {@code 1024/3,17,20-45}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(buckets).append('/');
        for (int i = 0; i < numbers.size(); i++) {
            int first = numbers.get(i);
            while (i + 1 < numbers.size() && numbers.get(i + 1) == numbers.get(i) + 1) {
                i++;
            }
            int last = numbers.get(i);
            text.append(text.charAt(text.length() - 1) == '/' ? "" : ",").append(first);
            if (last > first) {
                text.append(last == first + 1 ? ',' : '-').append(last);
            }
        }
        return text.toString();
    }

    /** Refuses a number of buckets that is no power of two up to {@value #MOST}. */
    public static void requireCount(long buckets) {
        if (buckets < 1 || buckets > MOST || Long.bitCount(buckets) != 1) {
            throw new IllegalArgumentException(buckets + " buckets are no power of two up to " + MOST);
        }
    }
}
