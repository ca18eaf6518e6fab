package org.rowferry.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class GuestsTest {
    private static final OptionalLong OWNER = OptionalLong.of(16384);

    private final Guests guests = new Guests();

    @Test
    void sessionThatReadNothingOfAnOwner_hasOnlyOurs() {
        assertThat(guests.haveNeverBeen()).isTrue();
        assertThat(guests.haveBeen()).isFalse();
        assertThat(guests.mayComeAtCommit()).isFalse();
        assertThat(guests.areOnly(OWNER)).isFalse();
    }

    @Test
    void ownerThatIsExpected_isTheOnlyOneUntilSomebodyElseComes() {
        guests.expect(OWNER);
        guests.expected();
        assertThat(guests.areOnly(OWNER)).isTrue();
        assertThat(guests.areOnly(OptionalLong.of(10))).isFalse();
        assertThat(guests.areOnly(OptionalLong.empty())).isFalse();
        guests.anybody();
        assertThat(guests.areOnly(OWNER)).isFalse();
        assertThat(guests.haveBeen()).isTrue();
    }

    @Test
    void settledSession_stillMeetsThemAtTheCommit() {
        guests.anybody();
        guests.haveLeft();
        assertThat(guests.haveBeen()).isFalse();
        assertThat(guests.mayComeAtCommit()).isTrue();
        guests.transactionEnded();
        assertThat(guests.mayComeAtCommit()).isFalse();
    }

    @Test
    void sessionIsNeverOnlyOursAgain() {
        guests.anybody();
        guests.haveLeft();
        guests.transactionEnded();
        assertThat(guests.haveNeverBeen()).isFalse();
    }
}
