package io.steward.mail;

import io.smallrye.mutiny.Uni;
import io.vertx.core.AbstractVerticle;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;

/**
 * One connection to the mail server, kept open from mail to mail. It is a verticle because the mail client never gives up waiting for
 * an answer and closes nothing that is in use: undeployed, the socket is closed whatever state it is in.
 */
final class SmtpConnection extends AbstractVerticle {
    private final MailConfig config;
    private MailClient client;

    SmtpConnection(MailConfig config) {
        this.config = new MailConfig(config).setMaxPoolSize(1);
    }

    @Override
    public void start() {
        client = MailClient.create(vertx, config);
    }

    Uni<Void> send(MailMessage mail) {
        return Uni.createFrom()
                .completionStage(() -> client.sendMail(mail).toCompletionStage())
                .replaceWithVoid();
    }

    Uni<Void> cut() {
        return Uni.createFrom()
                .completionStage(() -> vertx.undeploy(deploymentID()).toCompletionStage());
    }
}
