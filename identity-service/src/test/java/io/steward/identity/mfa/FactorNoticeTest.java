package io.steward.identity.mfa;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.SettableClock;
import io.steward.testkit.Database;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class FactorNoticeTest {
    @Inject
    SettableClock clock;

    private Factors mine;

    @BeforeEach
    void enrol() {
        clock.set(Instant.now().truncatedTo(ChronoUnit.MICROS));
        mine = Factors.totp(clock, People.person(People.organization(), "requester"));
    }

    @AfterEach
    void timeGoesOn() {
        clock.release();
    }

    @Test
    void the_owner_is_told_of_a_factor_that_is_added_and_removed() {
        assertThat(notices()).containsExactly("FACTOR_ADDED");

        mine.removeTotp(People.PASSWORD, mine.nextCode()).statusCode(204);

        assertThat(notices()).containsExactly("FACTOR_ADDED", "FACTOR_REMOVED");
    }

    @Test
    void the_owner_is_told_when_few_recovery_codes_are_left_and_when_none() {
        for (String code : mine.recoveryCodes.subList(0, 6)) {
            Factors.complete(mine.challenge(), code).statusCode(200);
        }
        assertThat(notices()).containsExactly("FACTOR_ADDED");

        for (String code : mine.recoveryCodes.subList(6, 10)) {
            Factors.complete(mine.challenge(), code).statusCode(200);
        }
        assertThat(notices()).containsExactlyInAnyOrder("FACTOR_ADDED", "RECOVERY_CODES_LOW", "RECOVERY_CODES_USED_UP");
    }

    private List<String> notices() {
        return Database.rows(
                        "SELECT kind FROM identity.security_notices WHERE user_id = ?::uuid ORDER BY occurred_at, id",
                        mine.person.id())
                .stream()
                .map(row -> row.getFirst().toString())
                .toList();
    }
}
