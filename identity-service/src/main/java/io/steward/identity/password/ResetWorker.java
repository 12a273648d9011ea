package io.steward.identity.password;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.steward.mail.BackOff;
import io.steward.mail.SendResult;
import io.steward.mail.SendResult.Outcome;
import io.steward.mail.SmtpClient;
import io.steward.mail.SmtpConfig;
import io.vertx.core.Context;
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
    private final Vertx vertx;
    private final Context context;

    // Confined to the context.
    private boolean looking;
    private boolean more;
    private boolean failing;
    private long timer;

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
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    void start(@Observes StartupEvent event) {
        context.runOnContext(ignored -> timer = vertx.setPeriodic(config.poll().toMillis(), id -> look()));
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    void wake() {
        context.runOnContext(ignored -> look());
    }

    private void look() {
        if (looking) {
            more = true;
            return;
        }
        looking = true;
        more = false;
        round().subscribe()
                .with(
                        worked -> context.runOnContext(ignored -> {
                            report(null);
                            looking = false;
                            if (more || worked == config.concurrency()) {
                                look();
                            }
                        }),
                        failure -> context.runOnContext(ignored -> {
                            report(failure);
                            looking = false;
                        }));
    }

    /** How many requests it has worked on, all at once. */
    private Uni<Integer> round() {
        return table.claim(config.concurrency())
                .flatMap(claimed -> claimed.isEmpty()
                        ? Uni.createFrom().item(0)
                        : Uni.join()
                                .all(claimed.stream().map(this::attempt).toList())
                                .andCollectFailures()
                                .replaceWith(claimed.size()));
    }

    /** One line when looking begins to fail and one when it works again, not one per poll. */
    private void report(Throwable failure) {
        if (failure != null && !failing) {
            LOG.warnf(
                    "Password resets wait, they cannot be read: %s",
                    failure.getClass().getSimpleName());
        } else if (failure == null && failing) {
            LOG.info("Password resets can be read again");
        }
        failing = failure != null;
    }

    /** Never fails. */
    private Uni<Void> attempt(Reset reset) {
        // Attempts whose end nobody stored have used the others up.
        return (reset.attempt() > ATTEMPTS ? table.fail(reset) : send(reset))
                // The lease ends, and it is tried again with another token.
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf(
                            "Password reset %s was broken off: %s",
                            reset.id(), failure.getClass().getSimpleName());
                    return null;
                });
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
