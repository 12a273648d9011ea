package io.steward.sla.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.sla.clock.Firing.Breach;
import io.steward.sla.clock.Firing.Escalation;
import io.steward.sla.clock.Firing.Warning;
import io.steward.sla.policy.EscalationLevel;
import io.steward.sla.policy.Priority;
import io.steward.sla.policy.SlaPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the clocks of a ticket tell, and when. 100 minutes to answer; levels 1, 2 and 3 at 0, 30 and 60 minutes after. */
class ClockMarksTest {
    private static final Instant OPENED = Instant.parse("2026-03-02T09:00:00Z");
    private static final SlaPolicy POLICY = new SlaPolicy(
            UUID.randomUUID(),
            1,
            "P1",
            Priority.P1,
            Duration.ofMinutes(100),
            Duration.ofDays(30),
            List.of(
                    new EscalationLevel(2, "manager", 30),
                    new EscalationLevel(1, "team_lead", 0),
                    new EscalationLevel(3, "admin", 60)),
            List.of(90, 50, 75));

    private final TicketSla sla = new TicketSla(
            new TrackedTicket(UUID.randomUUID(), "INC-1", "VPN", "NEW", "P1", null, null, null, OPENED),
            0,
            List.of(ClockFact.opened(1, OPENED, "NEW", POLICY)),
            Map.of(),
            Calendar.AROUND_THE_CLOCK);

    @Test
    void nothing_is_due_before_the_first_threshold() {
        assertThat(sla.nextFireAt(ClockKind.RESPONSE)).isEqualTo(minute(50));
        assertThat(sla.take(minute(50).minusNanos(1), minute(50))).isEmpty();
        assertThat(sla.take(minute(50), minute(50))).singleElement().isInstanceOf(Warning.class);
        assertThat(sla.take(minute(50), minute(50))).isEmpty();
    }

    @Test
    void what_passed_unseen_is_told_in_order_warnings_before_the_breach_and_one_level() {
        List<Firing> due = sla.take(minute(500), minute(500));

        assertThat(due)
                .extracting(firing -> firing.getClass().getSimpleName())
                .containsExactly("Warning", "Warning", "Warning", "Breach", "Escalation");
        assertThat(((Breach) due.get(3)).at()).isEqualTo(minute(100));
        assertThat(sla.nextFireAt(ClockKind.RESPONSE)).isEqualTo(minute(530));
    }

    @Test
    void the_next_level_follows_at_its_minute() {
        sla.take(minute(100), minute(100));

        assertThat(sla.take(minute(130).minusNanos(1), minute(130))).isEmpty();
        assertThat(levels(sla.take(minute(130), minute(130)))).containsExactly(2);
        assertThat(levels(sla.take(minute(160), minute(160)))).containsExactly(3);
        assertThat(sla.nextFireAt(ClockKind.RESPONSE)).isNull();
    }

    @Test
    void an_acknowledgement_stops_the_levels() {
        sla.take(minute(100), minute(100));
        sla.acknowledged(ClockKind.RESPONSE);

        assertThat(sla.nextFireAt(ClockKind.RESPONSE)).isNull();
    }

    @Test
    void an_answer_stops_the_levels() {
        sla.take(minute(100), minute(100));
        sla.add(ClockFact.answered(2, minute(101)), minute(101));

        assertThat(sla.nextFireAt(ClockKind.RESPONSE)).isNull();
    }

    @Test
    void an_answer_that_arrives_late_leaves_the_breach_to_be_told_first() {
        assertThat(levels(sla.take(minute(110).minusNanos(1), minute(115)))).containsExactly(1);
        assertThat(sla.add(ClockFact.answered(2, minute(110)), minute(115))).hasSize(1);
    }

    private static List<Integer> levels(List<Firing> firings) {
        return firings.stream()
                .filter(Escalation.class::isInstance)
                .map(firing -> ((Escalation) firing).level().level())
                .toList();
    }

    private static Instant minute(long minutes) {
        return OPENED.plus(Duration.ofMinutes(minutes));
    }
}
