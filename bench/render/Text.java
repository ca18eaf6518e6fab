import java.util.Locale;

/** Numbers as people read them. */
final class Text {
    private Text() {}

    static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio < 100 ? "%.2f" : "%.0f", ratio);
    }

    static String value(double value, String unit) {
        return switch (unit) {
            case "s" -> String.format(Locale.ROOT, "%.2f s", value);
            case "MB" -> String.format(Locale.ROOT, "%.0f MB", value);
            case "bytes" -> String.format(Locale.ROOT, "%.2f MB", value / 1e6);
            default -> String.format(Locale.ROOT, "%,.0f %s", value, unit);
        };
    }

    static String range(Spread spread, String unit) {
        return spread.count() == 1
                ? ""
                : " (" + value(spread.least(), unit).replaceAll(" .*", "") + " to "
                        + value(spread.most(), unit).replaceAll(" .*", "") + ")";
    }

    static String number(double number) {
        return number == Math.rint(number)
                ? String.format(Locale.ROOT, "%,.0f", number)
                : String.format(Locale.ROOT, "%s", number);
    }

    static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    static String json(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\t", "\\t") + '"';
    }
}
