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

    /**
     * Always on the verticle's own context, and answered there: sent from another thread, the client may listen only after the
     * server's greeting has come and gone, and waits for it for good.
     */
    Uni<Void> send(MailMessage mail) {
        return Uni.createFrom()
                .completionStage(() -> client.sendMail(mail).toCompletionStage())
                .replaceWithVoid()
                .runSubscriptionOn(send -> context.runOnContext(ignored -> send.run()));
    }

    Uni<Void> cut() {
        return Uni.createFrom()
                .completionStage(() -> vertx.undeploy(deploymentID()).toCompletionStage());
    }
}
