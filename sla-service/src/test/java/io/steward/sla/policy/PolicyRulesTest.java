package io.steward.sla.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steward.kit.problem.Problem;
import io.steward.sla.policy.PolicyRequests.CreatePolicy;
import io.steward.sla.policy.PolicyRequests.Level;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PolicyRulesTest {
    @Test
    void the_targets_may_be_the_same_and_as_short_as_a_millisecond() {
        SlaPolicy policy = check("PT0.001S", "PT0.001S");

        assertThat(policy.responseTarget()).isEqualTo(Duration.ofMillis(1));
        assertThat(policy.resolutionTarget()).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void a_resolution_a_millisecond_shorter_than_the_response_is_refused() {
        assertRefused("PT1H", "PT59M59.999S", "resolution-before-response");
    }

    @Test
    void a_target_is_positive_and_at_most_ten_years() {
        assertThat(check("PT1S", "P3650D").resolutionTarget()).isEqualTo(Duration.ofDays(3650));
        assertRefused("PT1S", "P3650DT0.001S", "target-out-of-range");
        assertRefused("PT0.0009S", "PT1S", "target-out-of-range");
        assertRefused("PT-1S", "PT1S", "target-out-of-range");
    }

    @Test
    void what_is_no_iso_duration_is_refused() {
        assertRefused("1h", "PT1H", "invalid-value");
        assertRefused("P1M", "PT1H", "invalid-value");
    }

    @Test
    void levels_come_in_their_order_and_members_are_found() {
        UUID member = UUID.randomUUID();
        SlaPolicy policy = check("PT1H", "PT2H", new Level(3, member.toString(), 90), new Level(1, "team_lead", 0));

        assertThat(policy.escalationLevels()).extracting(EscalationLevel::level).containsExactly(1, 3);
        assertThat(PolicyRules.members(policy)).containsExactly(member);
    }

    private static void assertRefused(String response, String resolution, String code) {
        assertThatThrownBy(() -> check(response, resolution))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private static SlaPolicy check(String response, String resolution, Level... levels) {
        CreatePolicy request = new CreatePolicy("Gold", Priority.P1, response, resolution, List.of(levels), null);
        return PolicyRules.check(request, UUID.randomUUID(), 1);
    }
}
