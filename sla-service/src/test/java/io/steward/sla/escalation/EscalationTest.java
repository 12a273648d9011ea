package io.steward.sla.escalation;

import static io.steward.sla.Organization.level;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.steward.events.SlaEvent.EscalationAcknowledged;
import io.steward.events.SlaEvent.EscalationRaised;
import io.steward.events.SlaEvent.SlaBreached;
import io.steward.events.SlaEvent.SlaWarningRaised;
import io.steward.sla.Organization;
import io.steward.sla.clock.SlaTimers;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.StewardServers;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Timers with given times: a ticket has 10 hours to be answered and 20 to be resolved, far from the time of the test's machine. */
@QuarkusTest
@WithTestResource(StewardServers.class)
class EscalationTest {
    @Inject
    SlaTimers timers;

    private final Organization organization = new Organization();
    private final UUID team = UUID.randomUUID();
    private final Instant opened = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private final Instant due = opened.plus(Duration.ofHours(10));

    @BeforeEach
    void policy() {
        organization
                .policy(
                        "P1",
                        "PT10H",
                        "PT20H",
                        level(1, "team_lead", 0),
                        level(2, "manager", 30),
                        level(3, "admin", 60))
                .statusCode(201);
    }

    @AfterEach
    void close() {
        organization.close();
    }

    @Test
    void a_warning_is_told_once_and_not_before_its_share_has_passed() {
        UUID ticket = organization.opened("P1", team, opened);

        fire(opened.plus(Duration.ofHours(5)).minusNanos(1000));
        assertThat(organization.told(ticket, SlaWarningRaised.class)).isEmpty();
        fire(opened.plus(Duration.ofHours(5)));
        fire(opened.plus(Duration.ofHours(5)));

        assertThat(organization.told(ticket, SlaWarningRaised.class))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.clock()).isEqualTo("RESPONSE");
                    assertThat(warning.thresholdPercent()).isEqualTo(50);
                    assertThat(warning.teamId()).isEqualTo(team);
                    assertThat(warning.dueAt()).isEqualTo(due);
                });
    }

    @Test
    void a_breach_is_told_and_escalated_once_even_by_many_pollers_at_once() {
        UUID ticket = organization.opened("P1", team, opened);

        Uni.join()
                .all(LongStream.range(0, 8)
                        .mapToObj(ignored -> timers.fireDue(due, due))
                        .toList())
                .andFailFast()
                .await()
                .atMost(Duration.ofSeconds(20));

        assertThat(organization.told(ticket, SlaBreached.class)).hasSize(1);
        assertThat(organization.told(ticket, EscalationRaised.class)).hasSize(1);
        assertThat(rows(ticket)).containsExactly(List.of(1, "team_lead", true));
        assertThat(organization.probe.all(ticket.toString(), Duration.ofMillis(50)))
                .extracting(message -> EventProbe.header(message, "ce_type").replaceAll("steward.sla.|.v1", ""))
                // Half of the resolution's time has passed too, by the tenth hour.
                .containsExactly(
                        "due_dates_set",
                        "warning_raised",
                        "warning_raised",
                        "warning_raised",
                        "breached",
                        "escalation_raised",
                        "warning_raised");
    }

    @Test
    void the_next_levels_follow_at_their_minutes() {
        UUID ticket = organization.opened("P1", team, opened);
        fire(due);
        fire(due.plus(Duration.ofMinutes(30)).minusNanos(1000));
        assertThat(rows(ticket)).hasSize(1);

        fire(due.plus(Duration.ofMinutes(30)));
        assertThat(rows(ticket)).hasSize(2);
        fire(due.plus(Duration.ofMinutes(60)));
        fire(due.plus(Duration.ofMinutes(600)));

        assertThat(rows(ticket, "RESPONSE"))
                .containsExactly(List.of(1, "team_lead", true), List.of(2, "manager", true), List.of(3, "admin", true));
    }

    @Test
    void an_acknowledgement_stops_the_next_level_and_is_told_once() {
        UUID ticket = organization.opened("P1", team, opened);
        fire(due);
        String escalation = organization
                .as("escalation:read")
                .queryParam("ticketId", ticket)
                .get("/api/v1/escalations")
                .then()
                .body("items", hasSize(1))
                .extract()
                .path("items[0].id");

        for (int time = 0; time < 2; time++) {
            organization
                    .as("escalation:acknowledge")
                    .post("/api/v1/escalations/{id}/acknowledge", escalation)
                    .then()
                    .statusCode(200)
                    .body("acknowledgedBy", equalTo(organization.agent.toString()))
                    .body("acknowledgedAt", notNullValue());
        }
        fire(due.plus(Duration.ofMinutes(300)));

        assertThat(rows(ticket)).hasSize(1);
        assertThat(organization.told(ticket, EscalationAcknowledged.class))
                .singleElement()
                .satisfies(event -> assertThat(event.acknowledgedBy()).isEqualTo(organization.agent));
    }

    @Test
    void an_answer_resolves_the_escalation_and_ends_the_ladder() {
        UUID ticket = organization.opened("P1", team, opened);
        fire(due);
        organization.answered(ticket, due.plusSeconds(60));
        fire(due.plus(Duration.ofMinutes(300)));

        assertThat(rows(ticket)).hasSize(1);
        assertThat(Database.value("SELECT is_resolved FROM sla.escalations WHERE ticket_id = ?", ticket))
                .isEqualTo(true);
    }

    @Test
    void a_breach_that_nobody_looked_for_is_told_before_the_answer_that_came_after_it() {
        UUID ticket = organization.opened("P1", team, opened);
        organization.answered(ticket, due.plusSeconds(1));

        assertThat(organization.told(ticket, SlaBreached.class)).hasSize(1);
        assertThat(rows(ticket)).hasSize(1);
    }

    @Test
    void each_target_has_its_recipients() {
        UUID lead = organization.member("l1");
        UUID manager = organization.member("manager", "l1");
        UUID admin = organization.member("admin");
        organization.lead(team, lead);
        organization.lead(team, organization.member(false, "l1"));
        organization.member(false, "manager");
        organization
                .policy(
                        "P1",
                        "PT10H",
                        "PT20H",
                        level(1, "team_lead", 0),
                        level(2, "manager", 0),
                        level(3, "admin", 0),
                        level(4, lead.toString(), 0))
                .statusCode(201);
        UUID ticket = organization.opened("P1", team, opened);
        fire(due);

        assertThat(organization.told(ticket, EscalationRaised.class))
                .extracting(EscalationRaised::escalatedTo)
                .containsExactly(List.of(lead), List.of(manager), List.of(admin), List.of(lead));
    }

    @Test
    void without_a_lead_the_managers_are_told_and_the_row_says_so() {
        UUID manager = organization.member("manager");
        UUID ticket = organization.opened("P1", null, opened);
        fire(due);

        organization
                .as("escalation:read")
                .queryParam("ticketId", ticket)
                .get("/api/v1/escalations")
                .then()
                .body("items[0].escalatedTo", contains(manager.toString()))
                .body("items[0].reason", equalTo("response target missed; no team_lead, so manager"));
    }

    @Test
    void lists_go_on_by_cursor_and_show_nothing_to_strangers() {
        UUID ticket = organization.opened("P1", team, opened);
        fire(due);
        fire(due.plus(Duration.ofMinutes(30)));
        String cursor = organization
                .as("escalation:read")
                .queryParam("limit", 1)
                .get("/api/v1/escalations")
                .then()
                .body("items.level", contains(2))
                .extract()
                .path("nextCursor");
        organization
                .as("escalation:read")
                .queryParam("limit", 1)
                .queryParam("cursor", cursor)
                .get("/api/v1/escalations")
                .then()
                .body("items.level", contains(1));
        String escalation = organization
                .as("escalation:read")
                .get("/api/v1/escalations")
                .then()
                .extract()
                .path("items[0].id");
        try (Organization stranger = new Organization()) {
            stranger.as("escalation:read")
                    .queryParam("ticketId", ticket)
                    .get("/api/v1/escalations")
                    .then()
                    .statusCode(200)
                    .body("items", hasSize(0));
            stranger.as("escalation:acknowledge")
                    .post("/api/v1/escalations/{id}/acknowledge", escalation)
                    .then()
                    .statusCode(404);
        }
        organization
                .as("escalation:read")
                .post("/api/v1/escalations/{id}/acknowledge", escalation)
                .then()
                .statusCode(403);
    }

    @Test
    void a_ticket_id_that_is_none_is_the_clients_mistake() {
        organization
                .as("escalation:read")
                .queryParam("ticketId", "abc")
                .get("/api/v1/escalations")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-value"))
                .body("field", equalTo("ticketId"));
    }

    private void fire(Instant now) {
        timers.fireDue(now, now).await().atMost(Duration.ofSeconds(20));
    }

    private static List<List<Object>> rows(UUID ticket) {
        return Database.rows(
                "SELECT escalation_level, target, is_sla_breach FROM sla.escalations WHERE ticket_id = ? ORDER BY 1",
                ticket);
    }

    private static List<List<Object>> rows(UUID ticket, String clock) {
        return Database.rows(
                "SELECT escalation_level, target, is_sla_breach FROM sla.escalations WHERE ticket_id = ? AND clock = ? ORDER BY 1",
                ticket,
                clock);
    }
}
