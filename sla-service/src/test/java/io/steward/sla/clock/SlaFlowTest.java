package io.steward.sla.clock;

import static io.steward.sla.Organization.level;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.SlaEvent.EscalationRaised;
import io.steward.events.SlaEvent.SlaBreached;
import io.steward.events.SlaEvent.SlaDueDatesSet;
import io.steward.events.SlaEvent.SlaWarningRaised;
import io.steward.sla.Organization;
import io.steward.testkit.StewardServers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole way, with nothing but the service's own timers: a ticket nobody answers reaches its team's lead. */
@QuarkusTest
@WithTestResource(StewardServers.class)
class SlaFlowTest {
    private final Organization organization = new Organization();

    @AfterEach
    void close() {
        organization.close();
    }

    @Test
    void a_ticket_that_nobody_answers_is_escalated_to_its_teams_lead() {
        UUID team = UUID.randomUUID();
        UUID lead = organization.member("lead");
        organization.lead(team, lead);
        String policy = organization
                .policy("P1", "PT2S", "PT1H", level(1, "team_lead", 0), level(2, "manager", 30))
                .statusCode(201)
                .body("version", equalTo(1))
                .extract()
                .path("id");
        Instant opened = Instant.now().truncatedTo(ChronoUnit.MICROS);

        UUID ticket = organization.opened("P1", team, opened);

        SlaDueDatesSet due = organization.probe.await(
                SlaDueDatesSet.class, event -> event.ticketId().equals(ticket));
        assertThat(due.policyId()).hasToString(policy);
        assertThat(due.responseDueAt()).isEqualTo(opened.plusSeconds(2));
        assertThat(due.resolutionDueAt()).isEqualTo(opened.plusSeconds(3600));
        EscalationRaised raised = organization.probe.await(
                EscalationRaised.class, event -> event.ticketId().equals(ticket));
        assertThat(raised.escalatedTo()).containsExactly(lead);
        assertThat(raised.level()).isEqualTo(1);
        assertThat(organization.told(ticket, SlaWarningRaised.class))
                .extracting(SlaWarningRaised::thresholdPercent)
                .containsExactly(50, 75, 90);
        assertThat(organization.told(ticket, SlaBreached.class)).singleElement().satisfies(breach -> {
            assertThat(breach.clock()).isEqualTo("RESPONSE");
            assertThat(breach.breachedAt()).isEqualTo(opened.plusSeconds(2));
        });
        assertThat(organization.told(ticket, EscalationRaised.class)).hasSize(1);
        organization
                .as("escalation:read")
                .queryParam("ticketId", ticket)
                .get("/api/v1/escalations")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].escalatedTo[0]", equalTo(lead.toString()));
        organization
                .as("sla:read")
                .get("/api/v1/sla/tickets/{id}", ticket)
                .then()
                .statusCode(200)
                .body("clocks[0].clock", equalTo("RESPONSE"))
                .body("clocks[0].state", equalTo("BREACHED"))
                .body("clocks[1].state", equalTo("RUNNING"));
    }
}
