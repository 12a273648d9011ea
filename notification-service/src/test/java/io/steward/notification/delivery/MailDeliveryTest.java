package io.steward.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.NotificationEvent.NotificationCreated;
import io.steward.events.NotificationEvent.NotificationDelivered;
import io.steward.events.NotificationEvent.NotificationDeliveryFailed;
import io.steward.notification.MailPort;
import io.steward.notification.Organization;
import io.steward.notification.ScriptedSmtp;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.steward.testkit.MailSink;
import io.steward.testkit.StewardServers;
import jakarta.inject.Inject;
import jakarta.mail.internet.MimeMessage;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StewardServers.class)
@WithTestResource(MailPort.class)
class MailDeliveryTest {
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
    void an_event_is_in_the_feed_and_in_the_mailbox_with_a_stable_message_id() throws Exception {
        organization.send(organization.created(ticket, "VPN is down"), 1);

        MimeMessage mail = mailTo(organization.lead).getFirst();
        assertThat(mail.getSubject()).isEqualTo("[INC-000042] New ticket: VPN is down");
        assertThat(mail.getMessageID()).isEqualTo("<" + delivery().get(0) + "@steward>");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.getContent().toString()).contains(MailPort.PUBLIC_URL + "/api/v1/tickets/" + ticket);
        organization
                .as(organization.lead)
                .get("/api/v1/notifications?unread=true")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].type", equalTo("TICKET_CREATED"))
                .body("items[0].ticketId", equalTo(ticket.toString()))
                .body("items[0].read", equalTo(false));
        Eventually.check(() -> assertThat(delivery().get(1)).isEqualTo("SENT"));
        var created = organization.probe().await(NotificationCreated.class, event -> event.ticketId()
                .equals(ticket));
        organization
                .probe()
                .await(
                        NotificationDelivered.class,
                        event -> event.notificationId().equals(created.notificationId())
                                && event.channel().equals("EMAIL"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Grüße 😀 from 日本語, and a very long title that goes on 🏳️‍🌈👨‍👩‍👧‍👦 and on until one encoded word cannot hold it any more",
                "😀😁😂🤣😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓😔😕😖😗😘😙😚",
                "=?utf-8?B?UGF5IG5vdw==?=",
                "Re: [INC-000001] Fwd: =?us-ascii?Q?a?= =?us-ascii?Q?b?=",
                "שלום עולם",
                "e\u0301\u0302\u0303 combining",
                "two  spaces"
            })
    void a_title_is_shown_as_it_stands(String title) throws Exception {
        organization.send(organization.created(ticket, title), 1);

        MimeMessage mail = mailTo(organization.lead).getFirst();
        assertThat(mail.getSubject()).isEqualTo("[INC-000042] New ticket: " + title);
        for (String line : mail.getHeader("Subject")[0].split("\r?\n")) {
            assertThat(line.length()).isLessThan(998);
            assertThat(line.chars()).allMatch(character -> character < 127);
        }
    }

    @Test
    void who_lost_the_right_to_read_it_gets_no_mail_that_waits() {
        sink.close();
        organization.send(organization.created(ticket, "VPN is down"), 1);
        awaitFailure(1);
        organization.may(organization.lead, true, 2, Organization.REQUESTER);
        Eventually.check(() -> assertThat(Database.value(
                        "SELECT version FROM notification.person WHERE tenant_id = ? AND id = ?",
                        organization.id,
                        organization.lead))
                .isEqualTo(2L));
        sink = MailSink.start();

        run(due());

        assertThat(delivery().get(1)).isEqualTo("FAILED");
        assertThat(delivery().get(4)).isEqualTo("may-not-read");
        assertThat(sink.to(organization.mailOf(organization.lead))).isEmpty();
    }

    @Test
    void the_same_event_twice_is_one_notification_and_one_mail() {
        UUID event = organization.send(organization.created(ticket, "VPN is down"), 1);
        mailTo(organization.lead);

        organization.send(organization.created(ticket, "VPN is down"), 1, event);
        Database.update("DELETE FROM notification.inbox WHERE event_id = ?", event);
        organization.send(organization.created(ticket, "VPN is down"), 1, event);
        organization.send(organization.assigned(ticket, "VPN is down"), 2);

        // The later event of the ticket is through, so the repeated ones are.
        mailTo(organization.agent);
        assertThat(sink.to(organization.mailOf(organization.lead))).hasSize(1);
        assertThat(Database.value(
                        "SELECT count(*) FROM notification.notifications WHERE tenant_id = ? AND event_id = ?",
                        organization.id,
                        event))
                .isEqualTo(1L);
    }

    @Test
    void a_mail_waits_its_back_off_while_the_server_is_down_and_goes_out_once_when_it_is_back() {
        sink.close();
        organization.send(organization.created(ticket, "VPN is down"), 1);
        Instant began = awaitFailure(1);
        Instant second = due();
        assertThat(second).isBetween(began.plusSeconds(30), Instant.now().plusSeconds(30));
        assertThat(delivery().get(4)).isEqualTo("connection-refused");
        assertThat(delivery().get(5)).isEqualTo(false);

        run(second.minusMillis(1));
        assertThat(delivery().get(2)).isEqualTo(1);
        Instant before = now();
        run(second);
        assertThat(delivery().get(2)).isEqualTo(2);
        Instant third = due();
        // From the failure, not from the look that found the mail due.
        assertThat(third).isBetween(before.plusSeconds(60), now().plusSeconds(60));

        sink = MailSink.start();
        run(third);
        assertThat(delivery().get(1)).isEqualTo("SENT");
        run(third.plus(Duration.ofDays(1)));
        assertThat(sink.to(organization.mailOf(organization.lead))).hasSize(1);
    }

    @Test
    void a_mail_that_failed_five_times_has_failed_for_good() {
        sink.close();
        organization.send(organization.created(ticket, "VPN is down"), 1);
        awaitFailure(1);
        for (int failures = 2; failures <= 5; failures++) {
            run(due());
            assertThat(delivery().get(2)).isEqualTo(failures);
        }

        assertThat(delivery().get(1)).isEqualTo("FAILED");
        assertThat(delivery().get(3)).isNull();
        organization
                .probe()
                .await(
                        NotificationDeliveryFailed.class,
                        event -> event.deliveryId().equals(delivery().get(0))
                                && event.reason().equals("connection-refused"));
        sink = MailSink.start();
        run(Instant.now().plus(Duration.ofDays(1)));
        assertThat(sink.to(organization.mailOf(organization.lead))).isEmpty();
    }

    @Test
    void a_retry_never_reaches_who_was_served_already() throws Exception {
        sink.close();
        try (ScriptedSmtp busy = ScriptedSmtp.busyFor(organization.mailOf(organization.agent))) {
            organization.send(organization.created(ticket, "VPN is down"), 1);
            organization.send(organization.escalated(ticket, organization.lead, organization.agent), 1);
            awaitFailure(1);
            Eventually.check(
                    () -> assertThat(Database.rows("""
                            SELECT 1 FROM notification.deliveries
                             WHERE tenant_id = ? AND channel = 'EMAIL' AND status = 'SENT'
                            """, organization.id)).hasSize(2));
        }
        sink = MailSink.start();

        Eventually.check(() -> {
            run(Instant.now().plus(Duration.ofHours(1)));
            assertThat(sink.to(organization.mailOf(organization.agent))).hasSize(1);
        });
        assertThat(sink.to(organization.mailOf(organization.lead))).isEmpty();
    }

    @Test
    void a_refused_mail_is_not_tried_again() throws Exception {
        sink.close();
        try (ScriptedSmtp refusing = ScriptedSmtp.refusing()) {
            organization.send(organization.created(ticket, "VPN is down"), 1);
            awaitFailure(1);
        }
        assertThat(delivery().get(3)).isNull();
        assertThat(delivery().get(4)).isEqualTo("smtp-550");
    }

    @Test
    void a_busy_server_is_tried_again() throws Exception {
        sink.close();
        try (ScriptedSmtp busy = ScriptedSmtp.busyFor(organization.mailOf(organization.lead))) {
            organization.send(organization.created(ticket, "VPN is down"), 1);
            awaitFailure(1);
        }
        assertThat(delivery().get(3)).isNotNull();
        assertThat(delivery().get(4)).isEqualTo("smtp-451");
    }

    @Test
    void a_mail_whose_answer_never_came_says_so_and_goes_again_with_the_same_message_id() throws Exception {
        sink.close();
        String id;
        try (ScriptedSmtp silent = ScriptedSmtp.hangingUpAfterTheMail()) {
            organization.send(organization.created(ticket, "VPN is down"), 1);
            awaitFailure(1);
            id = "<" + delivery().get(0) + "@steward>";
            assertThat(silent.received()).contains("Message-ID: " + id);
        }
        assertThat(delivery().get(5)).isEqualTo(true);

        sink = MailSink.start();
        run(due());
        assertThat(mailTo(organization.lead).getFirst().getMessageID()).isEqualTo(id);
        assertThat(delivery().get(5)).isEqualTo(true);
    }

    @Test
    void an_attempt_whose_process_died_is_taken_up_when_its_lease_is_over() {
        sink.close();
        organization.send(organization.created(ticket, "VPN is down"), 1);
        awaitFailure(1);
        Instant over = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MICROS);
        Database.update(
                "UPDATE notification.deliveries SET attempting = true, status = 'RETRYING', next_attempt_at = ? WHERE id = ?",
                Timestamp.from(over),
                delivery().get(0));
        sink = MailSink.start();

        run(over.minusMillis(1));
        assertThat(delivery().get(1)).isEqualTo("RETRYING");
        run(over);
        assertThat(delivery().get(1)).isEqualTo("SENT");
        assertThat(delivery().get(2)).isEqualTo(2);
        assertThat(delivery().get(5)).isEqualTo(true);
    }

    @Test
    void a_server_that_hangs_gets_no_mail_twice_when_it_is_back() throws Exception {
        sink.close();
        UUID[] people = Stream.generate(UUID::randomUUID).limit(12).toArray(UUID[]::new);
        for (UUID person : people) {
            organization.join(person, true, 1);
        }
        try (ScriptedSmtp hung = ScriptedSmtp.hanging()) {
            organization.send(organization.escalated(ticket, people), 1);
            // As many as there are connections; the others wait unclaimed.
            Eventually.check(() -> assertThat(mails("attempting")).isEqualTo(8));
            assertThat(mails("status = 'PENDING' AND NOT attempting")).isEqualTo(4);
            Eventually.check(() ->
                    assertThat(mails("retry_count = 1 AND outcome_unknown")).isEqualTo(8));

            hung.recover();
            Eventually.check(() -> {
                run(Instant.now().plus(Duration.ofHours(1)));
                assertThat(mails("status = 'SENT'")).isEqualTo(12);
            });
            assertThat(hung.received().stream().filter(line -> line.startsWith("Message-ID")))
                    .hasSize(12)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void a_mail_does_not_wait_for_another_one_that_hangs() throws Exception {
        sink.close();
        try (ScriptedSmtp hangs = ScriptedSmtp.hangingAt(organization.mailOf(organization.lead))) {
            organization.send(organization.created(ticket, "VPN is down"), 1);
            Eventually.check(
                    () -> assertThat(hangs.received()).anyMatch(line -> line.contains(organization.lead.toString())));
            organization.send(organization.escalated(ticket, organization.agent), 1);

            Eventually.check(() -> assertThat(mails("status = 'SENT'")).isEqualTo(1));
            assertThat(mails("attempting AND retry_count = 0")).isEqualTo(1);
        }
    }

    @Test
    void a_line_break_in_a_title_makes_no_header() throws Exception {
        organization.send(organization.created(ticket, "VPN\r\nBcc: victim@example.org\r\nX-Evil: 1"), 1);

        MimeMessage mail = mailTo(organization.lead).getFirst();
        assertThat(mail.getSubject()).endsWith("VPN Bcc: victim@example.org X-Evil: 1");
        assertThat(mail.getHeader("X-Evil")).isNull();
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(sink.to("victim@example.org")).isEmpty();
    }

    /** What the worker does when it looks, at a time to come. */
    private void run(Instant now) {
        for (Delivery due : worker.claim(now, 8).await().atMost(Duration.ofSeconds(10))) {
            worker.attempt(due).await().atMost(Duration.ofSeconds(10));
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    private long mails(String condition) {
        return (long) Database.value(
                "SELECT count(*) FROM notification.deliveries WHERE tenant_id = ? AND channel = 'EMAIL' AND "
                        + condition,
                organization.id);
    }

    /** When the attempt began that was the n-th failure. */
    private Instant awaitFailure(int failures) {
        return Eventually.value(() -> {
            List<List<Object>> rows = Database.rows("""
                    SELECT attempted_at FROM notification.deliveries
                     WHERE tenant_id = ? AND channel = 'EMAIL' AND status = 'FAILED' AND retry_count = ?
                    """, organization.id, failures);
            assertThat(rows).hasSize(1);
            return ((Timestamp) rows.getFirst().getFirst()).toInstant();
        });
    }

    private Instant due() {
        return ((Timestamp) delivery().get(3)).toInstant();
    }

    private List<MimeMessage> mailTo(UUID person) {
        return Eventually.value(() -> {
            List<MimeMessage> mails = sink.to(organization.mailOf(person));
            assertThat(mails).isNotEmpty();
            return mails;
        });
    }

    /** id, status, retry_count, next_attempt_at, last_error, outcome_unknown of the organization's one mail. */
    private List<Object> delivery() {
        return Database.rows("""
                        SELECT id, status, retry_count, next_attempt_at, last_error, outcome_unknown FROM notification.deliveries
                         WHERE tenant_id = ? AND channel = 'EMAIL'
                        """, organization.id).getFirst();
    }
}
