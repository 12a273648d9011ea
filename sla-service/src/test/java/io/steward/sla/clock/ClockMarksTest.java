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
    private final TicketSla sla = new TicketSla(
            ticket(),
            0,
            List.of(ClockFact.opened(1, OPENED, "NEW", policy(Duration.ofMinutes(100), Duration.ofDays(30)))),
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

    @Test
    void the_minutes_between_levels_do_not_pass_while_the_clock_waits() {
        TicketSla resolution = resolutionBreached();
        resolution.add(ClockFact.moved(2, minute(110), "PENDING_INFO"), minute(110));
        assertThat(resolution.nextFireAt(ClockKind.RESOLUTION)).isNull();

        resolution.add(ClockFact.moved(3, minute(5000), "IN_PROGRESS"), minute(5000));

        // 10 of the 30 minutes had passed before the wait.
        assertThat(levels(resolution.take(minute(5020).minusNanos(1), minute(5020))))
                .isEmpty();
        assertThat(levels(resolution.take(minute(5020), minute(5020)))).containsExactly(2);
        assertThat(resolution.nextFireAt(ClockKind.RESOLUTION)).isEqualTo(minute(5050));
    }

    @Test
    void nor_while_the_ticket_is_resolved() {
        TicketSla resolution = resolutionBreached();
        resolution.add(ClockFact.moved(2, minute(101), "RESOLVED"), minute(101));
        resolution.add(ClockFact.moved(3, minute(5000), "REOPENED"), minute(5000));

        assertThat(levels(resolution.take(minute(5029).minusNanos(1), minute(5029))))
                .isEmpty();
        assertThat(levels(resolution.take(minute(5029), minute(5029)))).containsExactly(2);
    }

    @Test
    void a_level_raised_late_leaves_its_time_around_a_wait_too() {
        TicketSla resolution = new TicketSla(ticket(), 0, facts(), Map.of(), Calendar.AROUND_THE_CLOCK);
        resolution.take(minute(115), minute(115));
        resolution.add(ClockFact.moved(2, minute(120), "PENDING_INFO"), minute(120));
        resolution.add(ClockFact.moved(3, minute(200), "IN_PROGRESS"), minute(200));
        resolution.add(ClockFact.moved(4, minute(210), "PENDING_INFO"), minute(210));
        resolution.add(ClockFact.moved(5, minute(300), "IN_PROGRESS"), minute(300));

        assertThat(resolution.nextFireAt(ClockKind.RESOLUTION)).isEqualTo(minute(315));
    }

    @Test
    void a_level_due_at_the_moment_of_a_wait_follows_as_the_clock_goes_on() {
        TicketSla resolution = resolutionBreached();
        assertThat(resolution.take(minute(130).minusNanos(1), minute(130))).isEmpty();
        resolution.add(ClockFact.moved(2, minute(130), "PENDING_INFO"), minute(130));
        resolution.add(ClockFact.moved(3, minute(500), "IN_PROGRESS"), minute(500));

        assertThat(resolution.nextFireAt(ClockKind.RESOLUTION)).isEqualTo(minute(500));
    }

    @Test
    void a_breach_that_a_late_event_overtook_raises_no_level_and_the_real_one_is_told_when_it_comes() {
        TicketSla resolution = resolutionBreached();
        resolution.add(ClockFact.moved(2, minute(90), "RESOLVED"), minute(105));
        assertThat(resolution.clock(ClockKind.RESOLUTION).breachAt()).isNull();
        resolution.add(ClockFact.moved(3, minute(400), "REOPENED"), minute(400));

        // 10 minutes were left.
        assertThat(resolution.take(minute(410).minusNanos(1), minute(410))).isEmpty();
        List<Firing> due = resolution.take(minute(410), minute(410));
        assertThat(due).singleElement().isInstanceOf(Breach.class);
        assertThat(due.getFirst().at()).isEqualTo(minute(410));
        // Level 1 stays raised; the next one counts from the real breach.
        assertThat(resolution.take(minute(440).minusNanos(1), minute(440))).isEmpty();
        assertThat(levels(resolution.take(minute(440), minute(440)))).containsExactly(2);
    }

    @Test
    void more_time_that_was_given_before_a_told_breach_takes_it_back_as_well() {
        TicketSla resolution = resolutionBreached();
        SlaPolicy more = policy(Duration.ofMinutes(100), Duration.ofMinutes(300));
        resolution.add(ClockFact.priorityChanged(2, minute(90), more), minute(105));

        assertThat(resolution.nextFireAt(ClockKind.RESOLUTION)).isEqualTo(minute(300));
        assertThat(resolution.take(minute(300), minute(300)))
                .filteredOn(firing -> firing.clock().clock() == ClockKind.RESOLUTION)
                .singleElement()
                .isInstanceOf(Breach.class);
    }

    /** 100 minutes to resolve; told of its breach and level 1 at their moment. */
    private static TicketSla resolutionBreached() {
        TicketSla resolution = new TicketSla(ticket(), 0, facts(), Map.of(), Calendar.AROUND_THE_CLOCK);
        assertThat(levels(resolution.take(minute(100), minute(100)))).containsExactly(1);
        return resolution;
    }

    /** Answered at once, so that only the resolution counts. */
    private static List<ClockFact> facts() {
        return List.of(
                ClockFact.opened(0, OPENED, "NEW", policy(Duration.ofMinutes(100), Duration.ofMinutes(100))),
                ClockFact.answered(1, OPENED));
    }

    private static TrackedTicket ticket() {
        return new TrackedTicket(UUID.randomUUID(), "INC-1", "VPN", "NEW", "P1", null, null, null, OPENED);
    }

    private static List<Integer> levels(List<Firing> firings) {
        return firings.stream()
                .filter(Escalation.class::isInstance)
                .map(firing -> ((Escalation) firing).level().level())
                .toList();
    }

    private static SlaPolicy policy(Duration response, Duration resolution) {
        return new SlaPolicy(
                UUID.randomUUID(),
                1,
                "P1",
                Priority.P1,
                response,
                resolution,
                List.of(
                        new EscalationLevel(2, "manager", 30),
                        new EscalationLevel(1, "team_lead", 0),
                        new EscalationLevel(3, "admin", 60)),
                List.of(90, 50, 75));
    }

    private static Instant minute(long minutes) {
        return OPENED.plus(Duration.ofMinutes(minutes));
    }
}
