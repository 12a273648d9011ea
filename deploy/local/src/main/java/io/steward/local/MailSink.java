package io.steward.local;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.imap.commands.IdRange;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.BodyPart;
import jakarta.mail.Flags;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An SMTP server that delivers nothing and shows what it got on a web page. Loopback only, in memory only. */
public final class MailSink implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MailSink.class.getName());
    private static final int CAPACITY = 1_000;

    private final GreenMail smtp;
    private final HttpServer http;
    private final MailBox box = new MailBox(CAPACITY);

    private MailSink(GreenMail smtp, HttpServer http) {
        this.smtp = smtp;
        this.http = http;
    }

    /** Arguments: SMTP port, HTTP port. */
    public static void main(String[] args) throws IOException {
        MailSink sink = start(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        var timer = Executors.newSingleThreadScheduledExecutor();
        timer.scheduleWithFixedDelay(sink::tryCollect, 1, 1, TimeUnit.SECONDS);
    }

    static MailSink start(int smtpPort, int httpPort) throws IOException {
        var setup = new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        var smtp = new GreenMail(setup).withConfiguration(new GreenMailConfiguration().withDisabledAuthentication());
        var http = HttpServer.create(new InetSocketAddress("127.0.0.1", httpPort), 0);
        var sink = new MailSink(smtp, http);
        smtp.start();
        http.createContext("/", new MailPages(sink.box, sink::tryCollect));
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.start();
        return sink;
    }

    @Override
    public void close() {
        http.stop(0);
        smtp.stop();
    }

    /** False when the mail cannot be read; the reason is logged, and the next call tries again. */
    boolean tryCollect() {
        try {
            collect();
            return true;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "mail cannot be collected", e);
            return false;
        }
    }

    /** Moves what has arrived from the server's unbounded mailboxes into ours. */
    private synchronized void collect() {
        try {
            for (GreenMailUser user : List.copyOf(smtp.getUserManager().listUser())) {
                MailFolder inbox = smtp.getManagers().getImapHostManager().getInbox(user);
                // A copy: the list changes while we delete, and while mail arrives.
                List<StoredMessage> messages = List.copyOf(inbox.getMessages());
                for (StoredMessage message : messages) {
                    add(user.getEmail(), message);
                    message.setFlag(Flags.Flag.DELETED, true);
                    inbox.expunge(new IdRange[] {new IdRange(message.getUid())});
                }
            }
        } catch (FolderException e) {
            throw new IllegalStateException("a mailbox cannot be read", e);
        }
    }

    private void add(String recipient, StoredMessage stored) {
        MimeMessage m = stored.getMimeMessage();
        try {
            String from = m.getHeader("From", ", ");
            String subject = m.getSubject();
            String body = text(m);
            Map<String, String> headers = headers(m);
            box.add(id -> new Mail(
                    id,
                    orEmpty(from),
                    recipient,
                    orEmpty(subject),
                    stored.getReceivedDate().toInstant(),
                    headers.getOrDefault("Message-ID", ""),
                    body,
                    headers));
        } catch (MessagingException | IOException e) {
            box.add(id -> new Mail(
                    id,
                    "",
                    recipient,
                    "(a mail that cannot be read)",
                    stored.getReceivedDate().toInstant(),
                    "",
                    String.valueOf(e.getMessage()),
                    Map.of()));
        }
    }

    private static Map<String, String> headers(MimeMessage message) throws MessagingException {
        var headers = new LinkedHashMap<String, String>();
        for (Header header : Collections.list(message.getAllHeaders())) {
            headers.merge(header.getName(), header.getValue(), (first, next) -> first + "\n" + next);
        }
        return headers;
    }

    private static String text(Part part) throws MessagingException, IOException {
        Object content = part.getContent();
        if (!(content instanceof Multipart parts)) {
            return content instanceof String text ? text : "";
        }
        String other = "";
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart inner = parts.getBodyPart(i);
            String text = text(inner);
            if (!text.isEmpty() && (inner.isMimeType("text/plain") || inner.isMimeType("multipart/*"))) {
                return text;
            }
            other = other.isEmpty() ? text : other;
        }
        return other;
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
