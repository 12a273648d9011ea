package io.steward.identity.notice;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.steward.identity.notice.NoticeTable.Outcome;
import io.steward.mail.BackOff;
import io.steward.mail.SendResult;
import io.steward.mail.SmtpClient;
import io.steward.mail.SmtpConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** Sends the stored notices, at least once. */
@ApplicationScoped
class NoticeWorker {
    private static final Logger LOG = Logger.getLogger(NoticeWorker.class);
    /** With the back-off between them about half a day: late is better than never here. */
    private static final int ATTEMPTS = 24;

    private final NoticeTable table;
    private final NoticeLetter letter;
    private final SmtpClient mail;
    private final NoticeConfig config;
    private final RandomGenerator random;
    private final MeterRegistry meters;
    private final MailQueue<Notice> queue;

    NoticeWorker(
            NoticeTable table,
            NoticeLetter letter,
            SmtpClient mail,
            NoticeConfig config,
            SmtpConfig smtp,
            RandomGenerator random,
            MeterRegistry meters,
            Vertx vertx) {
        if (config.lease().compareTo(smtp.patience().multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "steward.security-notice.lease must be at least twice steward.smtp.patience");
        }
        this.table = table;
        this.letter = letter;
        this.mail = mail;
        this.config = config;
        this.random = random;
        this.meters = meters;
        this.queue = new MailQueue<>(vertx, LOG, "Security notices", config.concurrency(), table::claim, this::attempt);
    }

    void start(@Observes StartupEvent event) {
        queue.start(config.poll());
    }

    void stop(@Observes ShutdownEvent event) {
        queue.stop();
    }

    void wake() {
        queue.wake();
    }

    private Uni<Void> attempt(Notice notice) {
        // Attempts whose end nobody stored have used the others up.
        if (notice.attempt() > ATTEMPTS) {
            return table.close(notice, Outcome.FAILED);
        }
        // One of a later version, side by side with this one: that one sends it.
        return notice.kind()
                .map(kind -> mail.send(() -> letter.of(notice, kind)).flatMap(result -> mark(notice, result)))
                .orElseGet(() -> table.retry(notice, config.lease()));
    }

    private Uni<Void> mark(Notice notice, SendResult result) {
        meters.counter(
                        "steward.identity.security.notices",
                        "outcome",
                        result.outcome().name().toLowerCase(Locale.ROOT))
                .increment();
        if (result.isSent()) {
            return table.close(notice, Outcome.SENT);
        }
        if (result.outcome() == SendResult.Outcome.REFUSED || notice.attempt() >= ATTEMPTS) {
            LOG.warnf("Security notice %s did not go out: %s", notice.id(), result.reason());
            return table.close(notice, Outcome.FAILED);
        }
        return table.retry(notice, BackOff.after(notice.attempt() - 1, random.nextDouble()));
    }
}
