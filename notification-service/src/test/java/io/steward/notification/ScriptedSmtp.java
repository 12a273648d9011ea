package io.steward.notification;

import io.steward.testkit.MailSink;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** An SMTP server that misbehaves: refuses recipients, hangs, or takes the whole mail and hangs up without an answer. */
public final class ScriptedSmtp implements AutoCloseable {
    private final ServerSocket server;
    private final String recipient;
    private final String recipientReply;
    private final boolean hangsUp;
    private final CountDownLatch recovered;
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<Socket> clients = new CopyOnWriteArrayList<>();

    /** @param recipientReply null for none at all */
    private ScriptedSmtp(String recipient, String recipientReply, boolean hangsUp, boolean hangs) throws IOException {
        this.recipient = recipient;
        this.recipientReply = recipientReply;
        this.hangsUp = hangsUp;
        this.recovered = new CountDownLatch(hangs ? 1 : 0);
        this.server = new ServerSocket(MailSink.port(), 10, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    public static ScriptedSmtp refusing() throws IOException {
        return new ScriptedSmtp("", "550 no such mailbox", false, false);
    }

    /** Takes the mail of everybody else. */
    public static ScriptedSmtp busyFor(String recipient) throws IOException {
        return new ScriptedSmtp(recipient, "451 try later", false, false);
    }

    public static ScriptedSmtp hangingUpAfterTheMail() throws IOException {
        return new ScriptedSmtp("", "250 ok", true, false);
    }

    /** Takes connections and says nothing until it recovers; then it answers those that are still open, too. */
    public static ScriptedSmtp hanging() throws IOException {
        return new ScriptedSmtp("", "250 ok", false, true);
    }

    /** Takes the mail of everybody else. */
    public static ScriptedSmtp hangingAt(String recipient) throws IOException {
        return new ScriptedSmtp(recipient, null, false, false);
    }

    public void recover() {
        recovered.countDown();
    }

    /** Every line that came in. */
    public List<String> received() {
        return received;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                clients.add(client);
                Thread.ofVirtual().start(() -> talk(client));
            }
        } catch (IOException closed) {
            received.add("closed");
        }
    }

    private void talk(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = client.getOutputStream();
            recovered.await();
            say(out, "220 script");
            boolean content = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                received.add(line);
                if (content) {
                    if (line.equals(".") && hangsUp) {
                        return;
                    }
                    if (line.equals(".")) {
                        content = false;
                        say(out, "250 ok");
                    }
                } else if (line.startsWith("RCPT") && line.contains(recipient)) {
                    if (recipientReply != null) {
                        say(out, recipientReply);
                    }
                } else if (line.startsWith("DATA")) {
                    content = true;
                    say(out, "354 go on");
                } else {
                    say(out, "250 ok");
                }
            }
        } catch (IOException | InterruptedException gone) {
            received.add("gone");
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
        recover();
        // The mail client keeps its connections for the next mail.
        for (Socket client : clients) {
            client.close();
        }
    }
}
