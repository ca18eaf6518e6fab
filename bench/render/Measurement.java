/** One value of a run: of a way, in a case of a suite, in a round. */
record Measurement(String suite, String point, String way, int round, String unit, double value) {
    static Measurement parse(String[] fields) {
        return new Measurement(
                fields[1], fields[2], fields[3], Integer.parseInt(fields[4]), fields[5], Double.parseDouble(fields[6]));
    }
}
