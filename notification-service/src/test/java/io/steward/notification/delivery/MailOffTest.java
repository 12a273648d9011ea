package io.steward.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.NotificationEvent.NotificationDeliveryFailed;
import io.steward.notification.MailPort;
import io.steward.notification.Organization;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.steward.testkit.MailSink;
import io.steward.testkit.StewardServers;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
@WithTestResource(MailPort.class)
class MailOffTest {
    @Inject
    DeliveryWorker worker;

    private final UUID ticket = UUID.randomUUID();
    private Organization organization;
    private MailSink sink;

    @BeforeEach
    void start() {
        organization = Organization.founded();
        sink = MailSink.start();
    }

    @AfterEach
    void stop() {
        organization.close();
        sink.close();
    }

    @Test
    void who_has_switched_notifications_off_finds_them_in_the_feed_and_gets_no_mail() {
        organization.wants(organization.lead, false, 2);
        awaitVersion(2);

        organization.send(organization.escalated(ticket, organization.lead, organization.agent), 1);

        Eventually.check(() ->
                assertThat(sink.to(organization.mailOf(organization.agent))).hasSize(1));
        organization
                .as(organization.lead)
                .get("/api/v1/notifications")
                .then()
                .statusCode(200)
                .body("items", hasSize(1));
        assertThat(mails(organization.lead)).isEmpty();
    }

    @Test
    void what_waits_for_its_attempt_is_given_up_and_says_why() {
        sink.close();
        organization.send(organization.created(ticket, "VPN is down"), 1);
        Eventually.check(
                () -> assertThat(mails(organization.lead)).isEqualTo(List.of(List.of("FAILED", "connection-refused"))));
        organization.wants(organization.lead, false, 2);
        awaitVersion(2);
        sink = MailSink.start();

        for (Delivery due :
                worker.claim(Instant.now().plus(Duration.ofHours(1)), 8).await().atMost(Duration.ofSeconds(10))) {
            worker.attempt(due).await().atMost(Duration.ofSeconds(10));
        }

        assertThat(mails(organization.lead)).isEqualTo(List.of(List.of("FAILED", "notifications-off")));
        assertThat(sink.to(organization.mailOf(organization.lead))).isEmpty();
        organization.probe().await(NotificationDeliveryFailed.class, event -> event.reason()
                .equals("notifications-off"));
    }

    @Test
    void an_event_that_does_not_tell_it_changes_nothing_and_one_that_does_switches_mail_on_again() {
        organization.wants(organization.lead, false, 2);
        organization.join(organization.lead, true, 3);
        awaitVersion(3);
        assertThat(enabled()).isEqualTo(false);

        organization.wants(organization.lead, true, 4);
        awaitVersion(4);
        assertThat(enabled()).isEqualTo(true);
    }

    private void awaitVersion(long version) {
        Eventually.check(() -> assertThat(person().getFirst()).isEqualTo(version));
    }

    private Object enabled() {
        return person().getLast();
    }

    private List<Object> person() {
        return Database.rows(
                        "SELECT version, notifications_enabled FROM notification.person WHERE tenant_id = ? AND id = ?",
                        organization.id,
                        organization.lead)
                .getFirst();
    }

    private List<List<Object>> mails(UUID person) {
        return Database.rows("""
                SELECT d.status, d.last_error FROM notification.deliveries d
                  JOIN notification.notifications n ON n.tenant_id = d.tenant_id AND n.id = d.notification_id
                 WHERE d.tenant_id = ? AND d.channel = 'EMAIL' AND n.user_id = ?
                """, organization.id, person);
    }
}
