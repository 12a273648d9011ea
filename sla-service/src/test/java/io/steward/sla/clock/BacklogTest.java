package io.steward.sla.clock;

import static io.steward.sla.Organization.level;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.steward.events.SlaEvent.EscalationRaised;
import io.steward.events.SlaEvent.SlaBreached;
import io.steward.events.TicketEvent.TicketCommented;
import io.steward.sla.Organization;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.steward.testkit.StewardServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ticket events that wait to be read. While a test holds the inbox's table, none is handled, and timers go on. */
@QuarkusTest
@TestProfile(BacklogTest.Short.class)
@WithTestResource(StewardServers.class)
class BacklogTest {
    public static class Short implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "steward.sla.timers.tolerance", "1s",
                    "steward.sla.timers.ask", "200ms",
                    "mp.messaging.incoming.ticket-events.auto.commit.interval.ms", "200",
                    "steward.tx.timeout", "2s");
        }
    }

    private final Organization organization = new Organization();
    private final Instant opened = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @AfterEach
    void close() {
        organization.close();
    }

    @Test
    void a_target_that_passes_while_the_answer_waits_to_be_read_is_no_breach() throws SQLException {
        organization.policy("P1", "PT8S", "PT1H", level(1, "team_lead", 0)).statusCode(201);
        UUID ticket = organization.opened("P1", null, opened);
        try (Connection reading = held()) {
            organization.send(new TicketCommented(
                    ticket,
                    "INC-000001",
                    "VPN is down",
                    UUID.randomUUID(),
                    organization.agent,
                    true,
                    "on it",
                    organization.requester,
                    organization.agent,
                    opened.plusSeconds(1)));
            Eventually.check(() -> assertThat(Instant.now()).isAfter(opened.plusSeconds(10)));
            assertThat(organization.told(ticket, SlaBreached.class)).isEmpty();
            reading.rollback();
        }

        Eventually.check(() -> assertThat(Organization.facts(ticket)).isEqualTo(2));
        assertThat(organization.told(ticket, SlaBreached.class)).isEmpty();
        assertThat(organization.told(ticket, EscalationRaised.class)).isEmpty();
    }

    @Test
    void a_group_that_takes_longer_than_a_transaction_may_is_handled_event_by_event() throws SQLException {
        Database.update("CREATE FUNCTION sla.dawdle() RETURNS trigger LANGUAGE plpgsql AS "
                + "'BEGIN PERFORM pg_sleep(0.25); RETURN NEW; END'");
        Database.update("CREATE TRIGGER dawdle BEFORE INSERT ON sla.ticket_facts FOR EACH ROW WHEN (NEW.tenant_id = '"
                + organization.id + "') EXECUTE FUNCTION sla.dawdle()");
        try (Connection reading = held()) {
            for (int n = 0; n < 14; n++) {
                organization.send(Organization.created(UUID.randomUUID(), "P4", null, opened));
            }
            reading.rollback();
        }

        Eventually.check(() -> assertThat(
                        Database.value("SELECT count(*) FROM sla.ticket_facts WHERE tenant_id = ?", organization.id))
                .isEqualTo(14L));
        Database.update("DROP TRIGGER dawdle ON sla.ticket_facts");
        Database.update("DROP FUNCTION sla.dawdle()");
    }

    private static Connection held() throws SQLException {
        Connection reading = Database.superuser();
        reading.setAutoCommit(false);
        reading.createStatement().execute("LOCK TABLE sla.inbox IN EXCLUSIVE MODE");
        return reading;
    }
}
