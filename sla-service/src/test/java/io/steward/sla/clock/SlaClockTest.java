package io.steward.sla.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.sla.clock.ClockKind.Phase;
import io.steward.sla.policy.Priority;
import io.steward.sla.policy.SlaPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a clock makes of the facts, in minutes since the ticket was opened. P1: 10 / 60 minutes, P2: 30 / 120. */
class SlaClockTest {
    private static final Instant OPENED = Instant.parse("2026-03-02T09:00:00Z");
    private static final SlaPolicy P1 = policy(Priority.P1, 10, 60);
    private static final SlaPolicy P2 = policy(Priority.P2, 30, 120);

    private final List<ClockFact> facts = new ArrayList<>();

    @Test
    void an_opened_ticket_has_both_clocks_running_to_their_due_moments() {
        opened(P1);

        assertThat(response().phase()).isEqualTo(Phase.RUNNING);
        assertThat(response().dueAt()).isEqualTo(minute(10));
        assertThat(resolution().dueAt()).isEqualTo(minute(60));
        assertThat(response().isBreached(minute(10).minusNanos(1000))).isFalse();
        assertThat(response().isBreached(minute(10))).isTrue();
    }

    @Test
    void an_answer_at_the_due_moment_is_in_time() {
        opened(P1);
        answered(minute(10));

        assertThat(response().phase()).isEqualTo(Phase.STOPPED);
        assertThat(response().breachAt()).isNull();
        assertThat(response().stoppedAt()).isEqualTo(minute(10));
        assertThat(resolution().phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void an_answer_a_microsecond_later_is_late() {
        opened(P1);
        answered(minute(10).plusNanos(1000));

        assertThat(response().breachAt()).isEqualTo(minute(10));
    }

    @Test
    void a_second_answer_changes_nothing() {
        opened(P1);
        answered(minute(3));
        answered(minute(30));

        assertThat(response().stoppedAt()).isEqualTo(minute(3));
        assertThat(response().elapsed()).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void taking_the_ticket_is_no_answer() {
        opened(P1);
        moved(minute(2), "OPEN");
        moved(minute(4), "IN_PROGRESS");

        assertThat(response().phase()).isEqualTo(Phase.RUNNING);
        assertThat(response().dueAt()).isEqualTo(minute(10));
        assertThat(response().segments()).hasSize(1);
    }

    @Test
    void resolving_it_without_a_word_is_an_answer() {
        opened(P1);
        moved(minute(5), "RESOLVED");
        moved(minute(20), "REOPENED");

        assertThat(response().stoppedAt()).isEqualTo(minute(5));
        assertThat(response().breachAt()).isNull();
    }

    @Test
    void waiting_for_the_requester_pauses_the_resolution_alone() {
        opened(P1);
        moved(minute(20), "PENDING_INFO");

        assertThat(resolution().phase()).isEqualTo(Phase.PAUSED);
        assertThat(resolution().dueAt()).isNull();
        assertThat(resolution().breachAt()).isNull();
        assertThat(resolution().elapsedAt(minute(500))).isEqualTo(Duration.ofMinutes(20));
        assertThat(response().phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void the_due_moment_moves_by_the_wait() {
        opened(P1);
        moved(minute(20), "PENDING_INFO");
        moved(minute(50), "IN_PROGRESS");

        assertThat(resolution().dueAt()).isEqualTo(minute(90));
        assertThat(resolution().elapsedAt(minute(51))).isEqualTo(Duration.ofMinutes(21));
        assertThat(resolution().pausedSince()).isNull();
        assertThat(resolution().runningSince()).isEqualTo(minute(50));
    }

    @Test
    void paused_at_the_due_moment_it_is_in_time_and_runs_out_as_it_goes_on() {
        opened(P1);
        moved(minute(60), "PENDING_INFO");
        assertThat(resolution().breachAt()).isNull();

        moved(minute(70), "IN_PROGRESS");
        assertThat(resolution().breachAt()).isEqualTo(minute(70));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RESOLVED", "CLOSED"})
    void resolving_stops_it(String status) {
        opened(P1);
        moved(minute(40), status);

        assertThat(resolution().phase()).isEqualTo(Phase.STOPPED);
        assertThat(resolution().breachAt()).isNull();
        assertThat(resolution().dueAt()).isEqualTo(minute(60));
        assertThat(resolution().elapsedAt(minute(999))).isEqualTo(Duration.ofMinutes(40));
    }

    @Test
    void closing_a_resolved_ticket_does_not_stop_it_again() {
        opened(P1);
        moved(minute(40), "RESOLVED");
        moved(minute(900), "CLOSED");

        assertThat(resolution().stoppedAt()).isEqualTo(minute(40));
    }

    @Test
    void reopening_keeps_what_had_elapsed() {
        opened(P1);
        moved(minute(40), "RESOLVED");
        moved(minute(100), "REOPENED");

        assertThat(resolution().phase()).isEqualTo(Phase.RUNNING);
        assertThat(resolution().stoppedAt()).isNull();
        assertThat(resolution().dueAt()).isEqualTo(minute(120));
        assertThat(resolution().segments())
                .extracting(Segment::reason)
                .containsExactly("running:P1", "resolved", "running:P1");
    }

    @Test
    void a_breach_stays_when_the_ticket_is_reopened_or_gets_more_time() {
        opened(P1);
        moved(minute(61), "RESOLVED");
        moved(minute(70), "REOPENED");
        reprioritized(minute(71), P2);

        assertThat(resolution().breachAt()).isEqualTo(minute(60));
        assertThat(resolution().dueAt()).isEqualTo(minute(129));
    }

    @Test
    void a_lower_priority_gives_more_time_and_keeps_the_elapsed() {
        opened(P1);
        reprioritized(minute(5), P2);

        assertThat(response().dueAt()).isEqualTo(minute(30));
        assertThat(resolution().dueAt()).isEqualTo(minute(120));
        assertThat(resolution().elapsedAt(minute(6))).isEqualTo(Duration.ofMinutes(6));
        assertThat(response().policy()).isEqualTo(P2);
    }

    @Test
    void a_higher_priority_may_make_it_late_at_once_with_the_due_moment_in_the_past() {
        opened(P2);
        reprioritized(minute(20), P1);

        assertThat(response().dueAt()).isEqualTo(minute(10));
        assertThat(response().breachAt()).isEqualTo(minute(20));
        assertThat(resolution().dueAt()).isEqualTo(minute(60));
    }

    @Test
    void a_priority_changed_while_it_waits_counts_once_it_goes_on() {
        opened(P1);
        moved(minute(20), "PENDING_INFO");
        reprioritized(minute(30), P2);
        moved(minute(40), "IN_PROGRESS");

        assertThat(resolution().dueAt()).isEqualTo(minute(140));
    }

    @Test
    void a_priority_changed_after_the_end_does_not_change_the_outcome() {
        opened(P2);
        answered(minute(20));
        moved(minute(80), "RESOLVED");
        reprioritized(minute(90), P1);

        assertThat(response().policy()).isEqualTo(P2);
        assertThat(response().breachAt()).isNull();
        assertThat(resolution().policy()).isEqualTo(P2);
        assertThat(resolution().breachAt()).isNull();
        assertThat(resolution().dueAt()).isEqualTo(minute(120));
    }

    @Test
    void a_fact_timed_before_its_predecessor_counts_as_simultaneous() {
        opened(P1);
        moved(minute(20), "PENDING_INFO");
        moved(minute(19), "IN_PROGRESS");

        assertThat(resolution().dueAt()).isEqualTo(minute(60));
        assertThat(resolution().segments()).hasSize(2);
    }

    @Test
    void the_stretches_always_add_up() {
        Random random = new Random(42);
        String[] statuses = {"OPEN", "IN_PROGRESS", "PENDING_INFO", "ESCALATED", "RESOLVED", "CLOSED", "REOPENED"};
        for (int round = 0; round < 2000; round++) {
            facts.clear();
            opened(random.nextBoolean() ? P1 : P2);
            Instant at = OPENED;
            for (int step = random.nextInt(12); step > 0; step--) {
                at = at.plusNanos(1000L * random.nextInt(2_000_000_000) * random.nextInt(4));
                switch (random.nextInt(5)) {
                    case 0 -> answered(at);
                    case 1 -> reprioritized(at, random.nextBoolean() ? P1 : P2);
                    default -> moved(at, statuses[random.nextInt(statuses.length)]);
                }
            }
            addsUp(response());
            addsUp(resolution());
        }
    }

    private static void addsUp(ClockState clock) {
        Instant end = clock.startedAt();
        Duration counted = Duration.ZERO;
        for (Segment segment : clock.segments()) {
            assertThat(segment.from()).isEqualTo(end);
            if (segment.to() == null) {
                assertThat(segment).isSameAs(clock.segments().getLast());
                break;
            }
            assertThat(segment.to()).isAfter(segment.from());
            assertThat(segment.elapsed())
                    .isEqualTo(segment.counted() ? Duration.between(segment.from(), segment.to()) : Duration.ZERO);
            counted = counted.plus(segment.elapsed());
            end = segment.to();
        }
        assertThat(counted).isEqualTo(clock.elapsed());
        assertThat(clock.phase() == Phase.STOPPED ? clock.stoppedAt() : openSince(clock))
                .isEqualTo(end);
        if (clock.phase() == Phase.RUNNING && clock.dueAt().isAfter(end)) {
            assertThat(clock.elapsedAt(clock.dueAt())).isEqualTo(clock.target());
        }
        if (clock.phase() == Phase.STOPPED && clock.breachAt() != null) {
            assertThat(clock.breachAt()).isBefore(clock.stoppedAt());
        }
    }

    private static Instant openSince(ClockState clock) {
        return clock.phase() == Phase.RUNNING ? clock.runningSince() : clock.pausedSince();
    }

    private ClockState response() {
        return SlaClock.replay(ClockKind.RESPONSE, facts, Calendar.AROUND_THE_CLOCK);
    }

    private ClockState resolution() {
        return SlaClock.replay(ClockKind.RESOLUTION, facts, Calendar.AROUND_THE_CLOCK);
    }

    private void opened(SlaPolicy policy) {
        facts.add(ClockFact.opened(1, OPENED, "NEW", policy));
    }

    private void answered(Instant at) {
        facts.add(ClockFact.answered(facts.size() + 1, at));
    }

    private void moved(Instant at, String status) {
        facts.add(ClockFact.moved(facts.size() + 1, at, status));
    }

    private void reprioritized(Instant at, SlaPolicy policy) {
        facts.add(ClockFact.priorityChanged(facts.size() + 1, at, policy));
    }

    private static Instant minute(long minutes) {
        return OPENED.plus(Duration.ofMinutes(minutes));
    }

    private static SlaPolicy policy(Priority priority, int response, int resolution) {
        return new SlaPolicy(
                UUID.randomUUID(),
                1,
                priority.name(),
                priority,
                Duration.ofMinutes(response),
                Duration.ofMinutes(resolution),
                List.of(),
                List.of(50, 75, 90));
    }
}
