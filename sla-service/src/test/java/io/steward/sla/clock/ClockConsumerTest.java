package io.steward.sla.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.SlaEvent.SlaClockStopped;
import io.steward.events.SlaEvent.SlaDueDatesSet;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.TicketEvent.TicketStatusChanged;
import io.steward.events.TicketEvent.TicketUpdated;
import io.steward.sla.Organization;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.Eventually;
import io.steward.testkit.StewardServers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ticket events in; clocks, stretches and SLA events out. */
@QuarkusTest
@WithTestResource(StewardServers.class)
class ClockConsumerTest {
    private final Organization organization = new Organization();
    private final Instant opened = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @AfterEach
    void close() {
        organization.close();
    }

    @Test
    void an_organization_without_policies_gets_the_defaults_as_its_own() {
        UUID ticket = organization.opened("P2", null, opened);
        organization.opened("P2", null, opened);

        List<SlaDueDatesSet> due = organization.told(ticket, SlaDueDatesSet.class);
        assertThat(due).singleElement().satisfies(event -> {
            assertThat(event.responseDueAt()).isEqualTo(opened.plus(Duration.ofHours(4)));
            assertThat(event.resolutionDueAt()).isEqualTo(opened.plus(Duration.ofHours(8)));
            assertThat(Database.rows(
                            "SELECT id, is_default FROM sla.sla_policies WHERE tenant_id = ?", organization.id))
                    .containsExactly(List.of(event.policyId(), true));
        });
    }

    @Test
    void tickets_that_come_at_once_share_one_default() {
        List<UUID> tickets = Stream.generate(UUID::randomUUID).limit(12).toList();
        tickets.forEach(ticket -> organization.send(Organization.created(ticket, "P4", null, opened)));

        Eventually.check(() -> assertThat(
                        Database.value("SELECT count(*) FROM sla.ticket_sla WHERE tenant_id = ?", organization.id))
                .isEqualTo(12L));
        assertThat(Database.rows("SELECT version FROM sla.sla_policies WHERE tenant_id = ?", organization.id))
                .containsExactly(List.of(1));
    }

    @Test
    void the_same_opening_told_twice_makes_one_pair_of_clocks() {
        UUID ticket = UUID.randomUUID();
        UUID event = UUID.randomUUID();
        var created = Organization.created(ticket, "P1", null, opened);
        organization.send(created, 1, event);
        organization.send(created, 1, event);
        organization.send(created, 1, UUID.randomUUID());
        // Of the same key, so that it comes after the others.
        organization.send(
                new TicketAssigned(
                        ticket, "INC-000001", "t", organization.requester, null, organization.agent, null, opened),
                2,
                UUID.randomUUID());

        Eventually.check(
                () -> assertThat(Database.value("SELECT assigned_to FROM sla.ticket_sla WHERE ticket_id = ?", ticket))
                        .isEqualTo(organization.agent));
        assertThat(Database.rows("SELECT clock FROM sla.sla_clocks WHERE ticket_id = ? ORDER BY 1", ticket))
                .containsExactly(List.of("RESOLUTION"), List.of("RESPONSE"));
        assertThat(organization.told(ticket, SlaDueDatesSet.class)).hasSize(1);
        assertThat(deadLetters()).isZero();
    }

    @Test
    void the_life_of_a_ticket_moves_its_clocks() {
        UUID ticket = organization.opened("P1", null, opened);
        organization.answered(ticket, opened.plusSeconds(60));
        organization.moved(ticket, "IN_PROGRESS", "PENDING_INFO", opened.plusSeconds(120));
        organization
                .as("sla:read")
                .get("/api/v1/sla/tickets/{id}", ticket)
                .then()
                .statusCode(200)
                .body("policyName", equalTo("Default P1"))
                .body("clocks[0].state", equalTo("MET"))
                .body("clocks[0].elapsedSeconds", equalTo(60))
                .body("clocks[1].state", equalTo("PAUSED"))
                .body("clocks[1].dueAt", nullValue())
                .body("clocks[1].remainingSeconds", equalTo(4 * 3600 - 120));
        organization.moved(ticket, "PENDING_INFO", "IN_PROGRESS", opened.plusSeconds(420));
        organization.reprioritized(ticket, "P1", "P2", opened.plusSeconds(480));
        organization.moved(ticket, "IN_PROGRESS", "RESOLVED", opened.plusSeconds(600));
        organization.moved(ticket, "RESOLVED", "REOPENED", opened.plusSeconds(900));

        assertThat(organization.told(ticket, SlaDueDatesSet.class))
                .extracting(SlaDueDatesSet::resolutionDueAt)
                .containsExactly(
                        opened.plus(Duration.ofHours(4)),
                        null,
                        opened.plus(Duration.ofHours(4)).plusSeconds(300),
                        opened.plus(Duration.ofHours(8)).plusSeconds(300),
                        opened.plus(Duration.ofHours(8)).plusSeconds(600));
        assertThat(organization.told(ticket, SlaClockStopped.class))
                .extracting(stopped -> stopped.clock() + " " + stopped.outcome())
                .containsExactly("RESPONSE MET", "RESOLUTION MET");
        assertThat(Database.rows(
                        "SELECT reason, counted, elapsed_us / 1000000 FROM sla.clock_segments WHERE ticket_id = ? AND clock = 'RESOLUTION' ORDER BY position",
                        ticket))
                .containsExactly(
                        List.of("running:P1", true, 120L),
                        List.of("waiting-for-requester", false, 0L),
                        List.of("running:P1", true, 60L),
                        List.of("running:P2", true, 120L),
                        List.of("resolved", false, 0L));
        List<Long> sequences = organization.probe.all(ticket.toString(), Duration.ofMillis(100)).stream()
                .map(message -> Long.valueOf(EventProbe.header(message, "ce_sequence")))
                .toList();
        assertThat(sequences).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void a_policy_that_comes_later_leaves_the_ticket_alone() {
        UUID ticket = organization.opened("P3", null, opened);
        organization.policy("P3", "PT1S", "PT2S").statusCode(201).body("version", equalTo(2));
        organization.answered(ticket, opened.plusSeconds(600));

        organization
                .as("sla:read")
                .get("/api/v1/sla/tickets/{id}", ticket)
                .then()
                .body("policyName", equalTo("Default P3"))
                .body("policyVersion", equalTo(1))
                .body("clocks[0].state", equalTo("MET"));
    }

    @Test
    void an_event_of_a_ticket_never_seen_is_ignored() {
        UUID ticket = UUID.randomUUID();
        organization.send(new TicketStatusChanged(
                ticket, "INC-9", "t", "NEW", "OPEN", organization.requester, null, organization.agent, opened));
        organization.send(new TicketUpdated(ticket, "INC-9", "t", null, null, List.of("title"), opened, null));
        // Of the same key again, to know that both were handled.
        organization.send(Organization.created(ticket, "P1", null, opened));

        Eventually.check(() -> assertThat(Organization.facts(ticket)).isEqualTo(1));
        assertThat(deadLetters()).isZero();
    }

    @Test
    void title_team_and_assignee_follow_the_ticket() {
        UUID ticket = organization.opened("P1", null, opened);
        UUID team = UUID.randomUUID();
        organization.send(
                new TicketUpdated(ticket, "INC-000001", "VPN slow", null, team, List.of("title"), opened, null));

        Eventually.check(
                () -> assertThat(Database.rows("SELECT title, team_id FROM sla.ticket_sla WHERE ticket_id = ?", ticket))
                        .containsExactly(List.of("VPN slow", team)));
    }

    @Test
    void a_stranger_and_an_unknown_ticket_are_the_same_404() {
        UUID ticket = organization.opened("P1", null, opened);
        try (Organization stranger = new Organization()) {
            for (Object id : List.of(ticket, UUID.randomUUID(), "nonsense")) {
                stranger.as("sla:read")
                        .get("/api/v1/sla/tickets/{id}", id)
                        .then()
                        .statusCode(404)
                        .body("code", equalTo("not-found"));
            }
        }
        organization
                .as("ticket:read")
                .get("/api/v1/sla/tickets/{id}", ticket)
                .then()
                .statusCode(403);
    }

    private long deadLetters() {
        return (Long) Database.value("SELECT count(*) FROM sla.dead_letters WHERE tenant_id = ?", organization.id);
    }
}
