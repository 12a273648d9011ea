package io.steward.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SmtpConnectionTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** That a greeting is lost without it is a matter of chance, one in a hundred; where the client works is not. */
    @Test
    void the_client_works_on_the_context_of_its_connection_whoever_sends() {
        SmtpConnection connection =
                new SmtpConnection(new MailConfig().setHostname("127.0.0.1").setPort(1));
        vertx.deployVerticle(connection)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        AtomicReference<Context> answered = new AtomicReference<>();

        connection
                .send(new MailMessage().setFrom("steward@example.org").setTo("lead@example.org"))
                .onFailure()
                .recoverWithNull()
                .invoke(() -> answered.set(Vertx.currentContext()))
                .await()
                .atMost(BOUND);

        assertThat(answered.get().deploymentID()).isEqualTo(connection.deploymentID());
    }
}
