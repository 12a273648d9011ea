package io.steward.identity.letter;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.steward.mail.AutomaticMail;
import io.steward.mail.BackOff;
import io.steward.mail.MailSettings;
import io.steward.mail.SendResult;
import io.steward.mail.SendResult.Outcome;
import io.steward.mail.SmtpClient;
import io.steward.mail.SmtpConfig;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailMessage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Sends what waits, at least once. Several processes may work side by side. */
@ApplicationScoped
class LetterWorker {
    private static final Logger LOG = Logger.getLogger(LetterWorker.class);
    /** With the back-off between them they take some hours at most. */
    private static final int ATTEMPTS = 10;

    private final Letters letters;
    private final Map<LetterKind, LetterWriter> writers;
    private final SmtpClient mail;
    private final LetterConfig config;
    private final String from;
    private final RandomGenerator random;
    private final MeterRegistry meters;
    private final Vertx vertx;
    private final Context context;

    // Confined to the context.
    private boolean looking;
    private boolean more;
    private boolean failing;
    private long timer;

    LetterWorker(
            Letters letters,
            @All List<LetterWriter> writers,
            SmtpClient mail,
            LetterConfig config,
            MailSettings settings,
            SmtpConfig smtp,
            RandomGenerator random,
            MeterRegistry meters,
            Vertx vertx) {
        if (config.lease().compareTo(smtp.patience().multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("steward.letter.lease must be at least twice steward.smtp.patience");
        }
        this.letters = letters;
        this.writers = writers.stream().collect(Collectors.toMap(LetterWriter::kind, Function.identity()));
        this.mail = mail;
        this.config = config;
        this.from = settings.from();
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

    /** How many letters it has worked on, all at once. */
    private Uni<Integer> round() {
        return letters.claim()
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
                    "Letters wait, they cannot be read: %s", failure.getClass().getSimpleName());
        } else if (failure == null && failing) {
            LOG.info("Letters can be read again");
        }
        failing = failure != null;
    }

    /** Never fails. */
    private Uni<Void> attempt(Letter letter) {
        // Attempts whose end nobody stored have used the others up.
        return (letter.attempt() > ATTEMPTS ? letters.forget(letter) : send(letter))
                // The lease ends, and it is tried again with another token.
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf(
                            "%s was broken off: %s", letter, failure.getClass().getSimpleName());
                    return null;
                });
    }

    private Uni<Void> send(Letter letter) {
        return writers.get(letter.kind())
                .write(letter)
                .flatMap(text -> text == null
                        ? letters.forget(letter)
                        : mail.send(() -> mail(letter, text)).flatMap(result -> mark(letter, result)));
    }

    /** Each attempt has a Message-ID of its own: it may bear another token, and none may be taken for a copy of the last. */
    private MailMessage mail(Letter letter, LetterWriter.Text text) {
        return AutomaticMail.of(
                from,
                text.to(),
                text.subject(),
                text.body(),
                "<letter-" + letter.id() + "-" + letter.attempt() + "@steward>");
    }

    private Uni<Void> mark(Letter letter, SendResult result) {
        meters.counter(
                        "steward.identity.letters",
                        "kind",
                        letter.kind().name().toLowerCase(Locale.ROOT),
                        "outcome",
                        result.outcome().name().toLowerCase(Locale.ROOT))
                .increment();
        if (result.isSent()) {
            return letters.forget(letter);
        }
        if (result.outcome() == Outcome.REFUSED || letter.attempt() >= ATTEMPTS) {
            LOG.warnf("%s did not go out: %s", letter, result.reason());
            return letters.forget(letter);
        }
        return letters.retry(letter, BackOff.after(letter.attempt() - 1, random.nextDouble()));
    }
}
