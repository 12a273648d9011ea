package io.steward.identity.letter;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.steward.identity.notice.MailQueue;
import io.steward.mail.AutomaticMail;
import io.steward.mail.BackOff;
import io.steward.mail.MailSettings;
import io.steward.mail.SendResult;
import io.steward.mail.SendResult.Outcome;
import io.steward.mail.SmtpClient;
import io.steward.mail.SmtpConfig;
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

/** Sends what waits, at least once. */
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
    private final MailQueue<Letter> queue;

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
        this.queue = new MailQueue<>(vertx, LOG, "Letters", config.concurrency(), letters::claim, this::attempt);
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

    private Uni<Void> attempt(Letter letter) {
        // Attempts whose end nobody stored have used the others up. One that is broken off is tried again with another
        // token.
        return letter.attempt() > ATTEMPTS ? letters.forget(letter) : send(letter);
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
