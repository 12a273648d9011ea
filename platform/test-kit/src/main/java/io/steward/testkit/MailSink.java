package io.steward.testkit;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/** A real SMTP server on the port that the service sends to. A module that uses it has GreenMail among its test dependencies. */
public final class MailSink implements AutoCloseable {
    /** Where the tested service sends its mail; its test says which port. */
    public static final String PORT = "steward.smtp.port";

    private final GreenMail server;

    private MailSink(GreenMail server) {
        this.server = server;
    }

    /** While nobody listens on the port, the system may lend it to a connection of somebody else's: then it waits for its end. */
    public static MailSink start() {
        return Eventually.value(() -> {
            GreenMail server = new GreenMail(new ServerSetup(port(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
            try {
                server.start();
            } catch (IllegalStateException taken) {
                throw new AssertionError(taken);
            }
            return new MailSink(server);
        });
    }

    public static int port() {
        return ConfigProvider.getConfig().getValue(PORT, Integer.class);
    }

    public List<MimeMessage> to(String address) {
        return Arrays.stream(server.getReceivedMessages())
                .filter(mail -> isTo(mail, address))
                .toList();
    }

    private static boolean isTo(MimeMessage mail, String address) {
        try {
            return mail.getRecipients(RecipientType.TO)[0].toString().equals(address);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
