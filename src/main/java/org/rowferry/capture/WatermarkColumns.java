package org.rowferry.capture;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rowferry.capture.CaptureMethod.Overlap;
import org.rowferry.capture.CaptureMethod.Watermark;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Relation;
import org.rowferry.config.DidYouMean;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TableName;

/** The columns of a table that grow with every change, as SQL compares them. */
final class WatermarkColumns {
    private final Session session;
    private final TableName table;
    private final List<Identifier> columns;
    private final Overlap overlap;
    private final Unit unit;

    /**
     * Looks at the columns of a watermark.
     *
     * @throws Failure of the family SOURCE if one is not there, or if their values cannot be compared
     */
    WatermarkColumns(Session session, Relation base, Watermark method) {
        this(session, base.name(), method, unit(session, base, method));
    }

    WatermarkColumns(Session session, TableName table, Watermark method, Unit unit) {
        this.session = session;
        this.table = table;
        this.columns = method.columns();
        this.overlap = method.overlap();
        this.unit = unit;
    }

    /**
     * The unit of the values. The largest that may be the mark is bounded, by the server's clock or by what no sequence
     * comes to: one beyond that, such as {@code infinity}, would hide all that changes from then on. A lower mark does
     * no harm, for rows beyond it are read every time.
     */
    enum Unit {
        DATE("date", "current_date"),
        TIMESTAMP("timestamp without time zone", "localtimestamp"),
        TIMESTAMPTZ("timestamp with time zone", "now()"),
        INTEGER("bigint", "9223372036854775807"),
        NUMERIC("numeric", "'1e100000'::numeric");

        private final String type;
        private final String most;

        Unit(String type, String most) {
            this.type = type;
            this.most = most;
        }

        static Optional<Unit> of(String type) {
            return switch (type) {
                case "smallint", "integer", "bigint" -> Optional.of(INTEGER);
                case "numeric" -> Optional.of(NUMERIC);
                case "date" -> Optional.of(DATE);
                case "timestamp without time zone" -> Optional.of(TIMESTAMP);
                case "timestamp with time zone" -> Optional.of(TIMESTAMPTZ);
                default -> Optional.empty();
            };
        }

        boolean isTime() {
            return this != INTEGER && this != NUMERIC;
        }

        /** Returns the unit of values of both; a day and an instant within it are in no order. */
        Optional<Unit> with(Unit other) {
            if (this == other) {
                return Optional.of(this);
            }
            return isTime() || other.isTime() ? Optional.empty() : Optional.of(NUMERIC);
        }
    }

    private static Unit unit(Session session, Relation base, Watermark method) {
        method.columns().forEach(column -> requireColumn(base, column));
        return unit(base.name(), new Catalog(session).belowDomains(base.oid(), method.columns()));
    }

    /** Returns the unit of columns with the types below their domains. */
    static Unit unit(TableName table, List<Column> bare) {
        return bare.stream()
                .map(column -> Unit.of(column.type()).orElseThrow(() -> noUnit(table, column)))
                .reduce((one, other) -> one.with(other).orElseThrow(() -> mixed(table, bare)))
                .orElseThrow();
    }

    static void requireColumn(Relation base, Identifier column) {
        if (base.column(column).isEmpty()) {
            throw new Failure(
                            Family.SOURCE,
                            base.name() + " has no column " + column + " that could be its watermark"
                                    + DidYouMean.suffix(
                                            column.name(),
                                            base.columns().stream()
                                                    .map(known -> known.name().name())
                                                    .toList()))
                    .hint("Correct 'watermark' in the table's entry in the configuration.");
        }
    }

    private static Failure noUnit(TableName table, Column column) {
        return new Failure(
                        Family.SOURCE,
                        "the column " + column.name() + " of " + table + " is " + column.type()
                                + ", which is no watermark")
                .hint("Name columns of dates, timestamps, or whole or decimal numbers under 'watermark'; or say"
                        + " 'capture: snapshot', which needs none.");
    }

    private static Failure mixed(TableName table, List<Column> bare) {
        String types =
                bare.stream().map(column -> column.name() + " " + column.type()).collect(Collectors.joining(", "));
        return new Failure(Family.SOURCE, "the columns of the watermark of " + table + " are not of one kind: " + types)
                .hint("The largest of them shows that a row has changed, so they must be of one kind: name columns of"
                        + " one kind, or set 'capture: snapshot'.");
    }

    /** Returns the largest value now, as text; empty where no row has one. */
    Optional<String> mark() {
        String most = unit.isTime() ? constant(unit.most) : unit.most;
        String largest = columns.stream()
                .map(column -> "(select max(b." + column + ") from " + table + " as b where b." + column + " <= " + most
                        + ")::" + unit.type)
                .collect(Collectors.joining(", "));
        return session.untrusted()
                .one("select greatest(" + largest + ")::text as mark", row -> row.optionalText("mark"));
    }

    /** Returns the condition that a row {@code b} may have changed since its table had a mark. */
    String changedSince(Optional<String> mark) {
        if (mark.isEmpty()) {
            return "true";
        }
        String bound = bound(mark.get());
        List<String> reasons = new ArrayList<>();
        columns.forEach(column -> reasons.add("b." + column + " >= " + bound));
        reasons.add(columns.stream()
                .map(column -> "b." + column + " is null")
                .collect(Collectors.joining(" and ", "(", ")")));
        return "(" + String.join(" or ", reasons) + ")";
    }

    /** Returns the condition that a row {@code b} lies beyond the mark itself. */
    String beyond(String mark) {
        return columns.stream()
                .map(column -> "b." + column + " > " + new Literal(mark) + "::" + unit.type)
                .collect(Collectors.joining(" or ", "(", ")"));
    }

    private String bound(String mark) {
        if (unit.isTime()) {
            return constant(new Literal(mark) + "::" + unit.type + " - interval '"
                    + overlap.time().toSeconds() + " seconds'");
        }
        BigDecimal least = new BigDecimal(mark).subtract(BigDecimal.valueOf(overlap.number()));
        return unit == Unit.INTEGER
                ? "'" + least.max(BigDecimal.valueOf(Long.MIN_VALUE)).toPlainString() + "'::bigint"
                : "'" + least.toPlainString() + "'::numeric";
    }

    /** A constant is compared on the server with the rows. A value of the session is not. */
    private String constant(String expression) {
        return session.one(
                "select format('%L::%s', v.value, pg_typeof(v.value)) as constant from (select " + expression
                        + " as value) as v",
                row -> row.text("constant"));
    }
}
