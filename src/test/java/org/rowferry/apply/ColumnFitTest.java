package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rowferry.apply.Shapes.changes;
import static org.rowferry.apply.Shapes.entry;
import static org.rowferry.apply.Shapes.full;
import static org.rowferry.apply.Shapes.identifiers;
import static org.rowferry.apply.Shapes.onNewColumn;
import static org.rowferry.apply.Shapes.overLink;
import static org.rowferry.apply.Shapes.relation;
import static org.rowferry.apply.Shapes.renaming;
import static org.rowferry.apply.Shapes.setting;
import static org.rowferry.apply.Shapes.standing;
import static org.rowferry.apply.Shapes.triggers;
import static org.rowferry.apply.Shapes.withholding;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.apply.ColumnFit.TargetFacts;
import org.rowferry.apply.FeedEntry.OnNewColumn;
import org.rowferry.apply.FeedEntry.TriggerFiring;
import org.rowferry.apply.TargetTable.Mapped;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.TypeUsers;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.NamedType.Labels;

class ColumnFitTest {
    private static final TargetFacts PLAIN = new TargetFacts(Map.of(), List.of(), false);
    private static final Relation SAME = relation("id integer!", "name text");

    @Test
    void columnsOfTheSameNames_areTakenInTheOrderInWhichTheyArrive() {
        assertThat(mapped(full("name text", "id integer!"), entry(), SAME, PLAIN))
                .containsExactly("name", "id");
    }

    @Test
    void renamedColumns_goByTheTargetsNames() {
        FeedEntry renaming = renaming(entry(), "Name'", "name");
        assertThat(mapped(full("id integer!", "Name' text"), renaming, SAME, PLAIN))
                .containsExactly("id", "name");
    }

    @ParameterizedTest(name = "{0} into {1}: {2}")
    @CsvSource({
        "integer, integer, true",
        "integer, bigint, true",
        "bigint, integer, false",
        "text, character varying, true",
        "'numeric(10,2)', numeric, true",
        "numeric, 'numeric(10,2)', false",
        "real, double precision, false",
        "'character varying(10)', 'character varying(9)', false",
        "integer[], bigint[], true"
    })
    void type_fitsWhereEveryValueIsTheSame(String source, String target, boolean fits) {
        ColumnFit fit = fit(full("id integer!", "v " + source), entry(), relation("id integer!", "v " + target), PLAIN);
        if (fits) {
            assertThat(fit.mapped(Optional.empty(), TypeMender.NONE)).hasSize(2);
        } else {
            Failure failure = refused(fit, Optional.empty());
            assertThat(failure).hasMessageContaining("its column v is " + target + ", not " + source);
            assertThat(failure.hints())
                    .contains("Run on the target: alter table crm.\"Orders\" alter column v type " + source + ";");
        }
    }

    @Test
    void problems_areNamedTogether_withOneStatementForAll() {
        ColumnFit fit = fit(
                full("id bigint!", "a text", "b text", "c text"),
                entry(),
                relation("id integer!"),
                new TargetFacts(Map.of(new Identifier("b"), true, new Identifier("c"), false), List.of(), false));
        assertThat(refused(fit, Optional.empty()).hints().get(0))
                .isEqualTo(
                        "Run on the target: alter table crm.\"Orders\" alter column id type bigint, add column a text,"
                                + " alter column b drop expression, drop column c, add column c text;");
    }

    @Test
    void missingColumn_isStoppedAtOrLeftOut() {
        TableDelivery more = full("id integer!", "name text", "extra jsonb");
        assertThat(refused(fit(more, entry(), SAME, PLAIN), Optional.empty()))
                .hasMessageContaining("it has no column extra jsonb");
        FeedEntry ignoring = onNewColumn(entry(), OnNewColumn.IGNORE);
        assertThat(mapped(more, ignoring, SAME, PLAIN)).containsExactly("id", "name", "-");
        assertThat(fit(more, ignoring, SAME, PLAIN).missing())
                .extracting(column -> column.name().name())
                .containsExactly("extra");
    }

    @Test
    void missingColumnOfTheKey_isNeverLeftOut() {
        ColumnFit fit = fit(
                full("id integer!", "name text"),
                onNewColumn(entry(), OnNewColumn.IGNORE),
                relation("name text"),
                PLAIN);
        assertThat(fit.missing()).isEmpty();
        assertThat(refused(fit, Optional.empty())).hasMessageContaining("it has no column id integer");
    }

    @Test
    void missingColumn_wantsAllRowsFirst_whereChangesAloneArrive() {
        TableDelivery more = changes("id integer!", "name text", "extra jsonb");
        Optional<Standing> standing = Optional.of(standing(entry(), List.of(), "id", "name"));
        assertThat(refused(fit(more, entry(), SAME, PLAIN), standing).hints().get(0))
                .contains("First have all rows shipped", "have no value in it", "--full 'shop.orders'");
        assertThat(refused(fit(more, entry(), SAME, PLAIN), Optional.empty())
                        .hints()
                        .get(0))
                .startsWith("Run on the target");
    }

    @Test
    void missingColumnOverALink_wantsAllRowsOnceItIsThere() {
        TableDelivery more = overLink(changes("id integer!", "name text", "extra jsonb"));
        Optional<Standing> standing = Optional.of(standing(entry(), List.of(), "id", "name"));
        assertThat(refused(fit(more, entry(), SAME, PLAIN), standing).hints())
                .satisfiesExactly(
                        hint -> assertThat(hint).startsWith("Run on the target: alter table"),
                        hint -> assertThat(hint)
                                .startsWith("Then have all rows shipped")
                                .contains("rowferry sync ", "--link north --full 'shop.orders'")
                                .doesNotContain("rowferry export"));
    }

    @Test
    void oneMissingColumnBesideOneThatNothingFills_mayBeTheSameByAnotherName() {
        TargetFacts unfilled = new TargetFacts(Map.of(), identifiers("old"), false);
        ColumnFit fit = fit(full("id integer!", "now text"), entry(), relation("id integer!", "old text!"), unfilled);
        assertThat(refused(fit, Optional.empty()).hints().toString())
                .contains("alter table crm.\"Orders\" rename column old to now;", "rename: { now: old }");
        ColumnFit two =
                fit(full("id integer!", "a text", "b text"), entry(), relation("id integer!", "old text!"), unfilled);
        assertThat(refused(two, Optional.empty()).hints().toString()).doesNotContain("rename column");
    }

    @ParameterizedTest(name = "filled by a trigger {0}, triggers: {1}, set {2}: refused {3}")
    @CsvSource({
        "false, , false, true",
        "true, , false, true",
        "true, FIRE, false, false",
        "true, DISABLE, false, true",
        "false, FIRE, false, true",
        "false, , true, false"
    })
    void columnThatTakesNoNull_mustBeFilledBySomebody(
            boolean filling, TriggerFiring says, boolean set, boolean refused) {
        FeedEntry entry = says == null ? entry() : triggers(entry(), says);
        ColumnFit fit = fit(
                full("id integer!"),
                set ? setting(entry, "own", "1") : entry,
                relation("id integer!", "own integer!"),
                new TargetFacts(Map.of(), identifiers("own"), filling));
        if (refused) {
            assertThat(refused(fit, Optional.empty()))
                    .hasMessageContaining("has the column own, which takes no null and has no default");
        } else {
            assertThat(fit.mapped(Optional.empty(), TypeMender.NONE)).hasSize(1);
        }
    }

    @Test
    void typeOfTheSameNameThatIsAnother_isToBeMadeAnew_whichKeepsTheValues() {
        NamedType here = new Labels("shop.mood", List.of("calm"));
        NamedType there = new NamedType.Domain("shop.mood", "text");
        ColumnFit fit = new ColumnFit(
                changes("id integer!", "v shop.mood[]"),
                entry(),
                relation("id integer!", "v shop.mood[]"),
                PLAIN,
                new TypeComparison(List.of(there), List.of(here)));
        assertThat(fit.typesToMake()).isEmpty();
        assertThat(refused(fit, Optional.empty()).hints().get(0)).contains("alter column v type text[]");
        ColumnFit made = new ColumnFit(
                changes("id integer!", "v shop.mood"),
                entry(),
                relation("id integer!", "v shop.mood"),
                PLAIN,
                new TypeComparison(
                        List.of(new NamedType.Composite(
                                "shop.mood", List.of(new NamedType.Attribute(new Identifier("a"), "text")))),
                        List.of(here)));
        assertThat(made.typesToMake()).containsExactly("shop.mood");
        Failure failure = catchThrowableOfType(
                Failure.class,
                () -> made.mapped(
                        Optional.empty(),
                        new TypeMender(new TypeUsers("to text;", "and back;"), new Identifier("importer"))));
        assertThat(failure.hints().toString())
                .contains("to text; drop type shop.mood;", "--importer-role importer", "and back;");
    }

    @Test
    void renamedColumnThatDoesNotArrive_isRefused_unlessTheSourceWithholdsIt() {
        FeedEntry renaming = renaming(entry(), "secret", "shown");
        Failure failure = catchThrowableOfType(Failure.class, () -> fit(full("id integer!"), renaming, SAME, PLAIN));
        assertThat(failure.family()).isEqualTo(Family.CONFIGURATION);
        assertThat(failure).hasMessageContaining("renames the column secret of shop.orders");
        assertThat(mapped(withholding(full("id integer!"), "secret"), renaming, SAME, PLAIN))
                .containsExactly("id");
    }

    @Test
    void twoColumnsOfOneName_areRefused() {
        Failure failure = catchThrowableOfType(
                Failure.class,
                () -> fit(full("id integer!", "a text", "name text"), renaming(entry(), "a", "name"), SAME, PLAIN));
        assertThat(failure).hasMessageContaining("two columns of shop.orders would be name in crm.\"Orders\"");
    }

    private static ColumnFit fit(TableDelivery delivery, FeedEntry entry, Relation relation, TargetFacts facts) {
        return new ColumnFit(delivery, entry, relation, facts, new TypeComparison(Set.of(), Set.of()));
    }

    private static List<String> mapped(TableDelivery delivery, FeedEntry entry, Relation relation, TargetFacts facts) {
        return fit(delivery, entry, relation, facts).mapped(Optional.empty(), TypeMender.NONE).stream()
                .map(Mapped::target)
                .map(target -> target.map(Identifier::name).orElse("-"))
                .toList();
    }

    private static Failure refused(ColumnFit fit, Optional<Standing> standing) {
        Failure failure = catchThrowableOfType(Failure.class, () -> fit.mapped(standing, TypeMender.NONE));
        assertThat(failure).as("the columns are refused").isNotNull();
        assertThat(failure.family()).isEqualTo(Family.TARGET);
        return failure;
    }
}
