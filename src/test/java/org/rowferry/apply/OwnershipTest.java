package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

class OwnershipTest {
    private static Ownership of(Ownership.OwnerFacts facts, int major) {
        return new Ownership(
                TableName.of("Lab", "samples"), new Identifier("lab's owner"), new Identifier("ferry"), facts, major);
    }

    private static Ownership.OwnerFacts facts(boolean another, boolean superuser, boolean settable) {
        return new Ownership.OwnerFacts(another, superuser, settable, true, true, false);
    }

    @ParameterizedTest
    @CsvSource({
        "true, false, true, , true",
        "true, false, false, , false",
        "true, true, true, , false",
        "false, false, true, , false",
        "false, false, true, true, false",
        "true, false, true, true, true",
        "true, true, true, true, true",
        "true, false, true, false, false",
    })
    void ownersRights_areTakenWhereTheyMayBe_andAsTheConfigurationSays(
            boolean another, boolean superuser, boolean settable, Boolean asked, boolean taken) {
        assertThat(of(facts(another, superuser, settable), 15).decides(Optional.ofNullable(asked)))
                .isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({
        "15, 'grant \"lab''s owner\" to ferry;'",
        "16, 'grant \"lab''s owner\" to ferry with inherit false, set true;'"
    })
    void ownerWhomTheImporterMayNotActAs_isRefusedWithTheGrantOfThatMajor(int major, String grant) {
        assertThatThrownBy(() -> of(facts(true, false, false), major).decides(Optional.of(true)))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.hints().get(0)).endsWith(grant));
    }

    @ParameterizedTest(name = "another {0}, settable {1}, temporary {2}, usage {3}, hiding {4}, asked {5}: {6}")
    @CsvSource({
        "true, true, true, true, false, , taken",
        "true, true, false, false, true, false, not taken",
        "true, false, false, false, true, , not taken",
        "false, true, false, false, true, true, not taken",
        "true, false, false, false, true, true, may not act as",
        "true, true, false, false, true, , may not make temporary objects",
        "true, true, true, false, true, true, may not use its schema",
        "true, true, true, true, true, , row security would hide rows",
    })
    void rightsThatAreLacking_matterWhereTheyAreTaken_andOneIsNamedAtATime(
            boolean another,
            boolean settable,
            boolean temporary,
            boolean usage,
            boolean hiding,
            Boolean asked,
            String outcome) {
        Ownership ownership = of(new Ownership.OwnerFacts(another, false, settable, temporary, usage, hiding), 18);
        if (outcome.endsWith("taken")) {
            assertThat(ownership.decides(Optional.ofNullable(asked))).isEqualTo(outcome.equals("taken"));
        } else {
            assertThatThrownBy(() -> ownership.decides(Optional.ofNullable(asked)))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining(outcome);
        }
    }

    @Test
    void rightThatTheOwnerLacks_isNamed() {
        List<Ownership.OwnerFacts> lacking = List.of(
                new Ownership.OwnerFacts(true, false, true, false, true, false),
                new Ownership.OwnerFacts(true, false, true, true, false, false),
                new Ownership.OwnerFacts(true, false, true, true, true, true));
        List<String> hints = lacking.stream()
                .map(facts -> org.assertj.core.api.Assertions.catchThrowableOfType(
                                Failure.class, () -> of(facts, 18).decides(Optional.empty()))
                        .hints()
                        .get(0))
                .toList();
        assertThat(hints.get(0)).contains("grant temporary on database", "'lab''s owner'");
        assertThat(hints.get(1)).endsWith("grant usage on schema \"Lab\" to \"lab's owner\";");
        assertThat(hints.get(2)).endsWith("alter table \"Lab\".samples no force row level security;");
    }
}
