package io.steward.mail;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Hands mail to the server. A mail never waits for a connection here: as many are open as there are mails under way. One that has
 * hung for longer than the patience is cut before the failure is told, so that its mail cannot go out behind the next attempt's back.
 */
@ApplicationScoped
public class SmtpClient {
    private final Vertx vertx;
    private final MailConfig config;
    private final Duration patience;
    private final Queue<SmtpConnection> idle = new ConcurrentLinkedQueue<>();

    SmtpClient(Vertx vertx, SmtpConfig smtp) {
        this.vertx = vertx;
        this.patience = smtp.patience();
        this.config = new MailConfig()
                .setHostname(smtp.host())
                .setPort(smtp.port())
                .setSsl(smtp.tls())
                .setStarttls(smtp.startTls());
        smtp.username().ifPresent(config::setUsername);
        smtp.password().ifPresent(config::setPassword);
    }

    /**
     * Makes the mail and sends it. Never fails: what went wrong is in the result.
     *
     * @param mail an {@link IllegalArgumentException} of it is a refusal
     */
    public Uni<SendResult> send(Supplier<MailMessage> mail) {
        return Uni.createFrom()
                .deferred(() -> send(mail.get()))
                .replaceWith(SendResult.SENT)
                .onFailure()
                .recoverWithItem(SendResult::of);
    }

    private Uni<Void> send(MailMessage mail) {
        return connection().flatMap(connection -> connection
                .send(mail)
                .ifNoItem()
                .after(patience)
                .fail()
                .onFailure(TimeoutException.class)
                .call(connection::cut)
                .onItemOrFailure()
                .invoke((sent, failure) -> {
                    if (!(failure instanceof TimeoutException)) {
                        idle.add(connection);
                    }
                }));
    }

    private Uni<SmtpConnection> connection() {
        return Uni.createFrom().deferred(() -> {
            SmtpConnection rested = idle.poll();
            if (rested != null) {
                return Uni.createFrom().item(rested);
            }
            SmtpConnection fresh = new SmtpConnection(config);
            return Uni.createFrom()
                    .completionStage(() -> vertx.deployVerticle(fresh).toCompletionStage())
                    .replaceWith(fresh);
        });
    }
}
