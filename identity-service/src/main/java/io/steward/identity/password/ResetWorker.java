package io.steward.identity.password;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.steward.identity.notice.MailQueue;
import io.steward.mail.BackOff;
import io.steward.mail.SendResult;
import io.steward.mail.SendResult.Outcome;
import io.steward.mail.SmtpClient;
import io.steward.mail.SmtpConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Looks whose the requests are and sends the mail, at least once: the attempt is stored, its token made, its hash stored, the mail sent,
 * the attempt marked. The token itself is in the mail alone. Several processes may work side by side.
 */
@ApplicationScoped
class ResetWorker {
    private static final Logger LOG = Logger.getLogger(ResetWorker.class);
    /** With the back-off between them they take an hour at most: a later mail would surprise more than help. */
    private static final int ATTEMPTS = 8;

    private final ResetTable table;
    private final ResetLetter letter;
    private final SmtpClient mail;
    private final ResetConfig config;
    private final RandomGenerator random;
    private final MeterRegistry meters;
    private final MailQueue<Reset> queue;

    ResetWorker(
            ResetTable table,
            ResetLetter letter,
            SmtpClient mail,
            ResetConfig config,
            SmtpConfig smtp,
            RandomGenerator random,
            MeterRegistry meters,
            Vertx vertx) {
        if (config.lease().compareTo(smtp.patience().multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "steward.password-reset.lease must be at least twice steward.smtp.patience");
        }
        this.table = table;
        this.letter = letter;
        this.mail = mail;
        this.config = config;
        this.random = random;
        this.meters = meters;
        this.queue = new MailQueue<>(vertx, LOG, "Password resets", config.concurrency(), table::claim, this::attempt);
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

    private Uni<Void> attempt(Reset reset) {
        // Attempts whose end nobody stored have used the others up. One that is broken off is tried again with another
        // token.
        return reset.attempt() > ATTEMPTS ? table.fail(reset) : send(reset);
    }

    private Uni<Void> send(Reset reset) {
        ResetToken token = ResetToken.next();
        return table.issue(reset, token)
                .flatMap(recipient -> recipient == null
                        ? Uni.createFrom().voidItem()
                        : mail.send(() -> letter.of(reset, recipient.email(), token))
                                .flatMap(result -> mark(reset, result)));
    }

    private Uni<Void> mark(Reset reset, SendResult result) {
        meters.counter(
                        "steward.identity.password.reset.mails",
                        "outcome",
                        result.outcome().name().toLowerCase(Locale.ROOT))
                .increment();
        if (result.isSent()) {
            return table.sent(reset);
        }
        if (result.outcome() == Outcome.REFUSED || reset.attempt() >= ATTEMPTS) {
            LOG.warnf("The mail of password reset %s did not go out: %s", reset.id(), result.reason());
            return table.fail(reset);
        }
        return table.retry(reset, BackOff.after(reset.attempt() - 1, random.nextDouble()));
    }
}
