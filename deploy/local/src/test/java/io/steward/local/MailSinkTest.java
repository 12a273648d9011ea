package io.steward.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steward.embedded.FreePort;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailSinkTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final int smtpPort = FreePort.next();
    private final int httpPort = FreePort.next();
    private MailSink sink;

    @BeforeEach
    void start() throws IOException {
        sink = MailSink.start(smtpPort, httpPort);
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    @Test
    void listsAMailOncePerRecipientWithItsTextAndHeaders() throws Exception {
        send("VPN is down – again", "lead@x.test,agent@x.test");

        JsonNode items = api("/api/messages?to=LEAD%40x.test");
        assertThat(items).hasSize(1);
        JsonNode mail = items.get(0);
        assertThat(mail.get("to").asText()).isEqualTo("lead@x.test");
        assertThat(mail.get("from").asText()).isEqualTo("steward@x.test");
        assertThat(mail.get("subject").asText()).isEqualTo("VPN is down – again");
        assertThat(mail.get("body").asText()).isEqualTo("the plain <b>text</b>");
        assertThat(mail.get("messageId").asText()).isEqualTo("<stable@x.test>");
        assertThat(mail.get("headers").get("X-Ticket").asText()).isEqualTo("INC-000001");
        assertThat(Instant.parse(mail.get("date").asText()))
                .isBefore(Instant.now().plusSeconds(1));
        assertThat(api("/api/messages")).hasSize(2);
        assertThat(api("/api/messages?to=nobody@x.test")).isEmpty();
    }

    @Test
    void pagesEscapeWhatCameByMail() throws Exception {
        send("<script>alert(1)</script>", "lead@x.test");

        String list = get("/").body();
        String id = api("/api/messages").get(0).get("id").asText();
        String page = get("/messages/" + id).body();
        assertThat(list).contains("&lt;script&gt;").doesNotContain("<script");
        assertThat(page).contains("&lt;script&gt;", "the plain &lt;b&gt;text").doesNotContain("<script", "<b>");
    }

    @Test
    void deleteEmptiesIt() throws Exception {
        send("one", "lead@x.test");
        assertThat(api("/api/messages")).hasSize(1);
        var request = HttpRequest.newBuilder(uri("/api/messages")).DELETE().build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(204);
        assertThat(api("/api/messages")).isEmpty();
    }

    @Test
    void unknownPathsAre404() throws Exception {
        assertThat(get("/messages/99").statusCode()).isEqualTo(404);
        assertThat(get("/elsewhere").statusCode()).isEqualTo(404);
    }

    @Test
    void aForeignNameIsRefused() throws Exception {
        try (var socket = new Socket("127.0.0.1", httpPort)) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /api/messages HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 421");
        }
    }

    @Test
    void theOldestMakeRoom() {
        var box = new MailBox(2);
        for (int i = 0; i < 3; i++) {
            box.add(id -> new Mail(id, "", "a@x.test", "", Instant.EPOCH, "", "", Map.of()));
        }
        assertThat(box.list(Optional.empty())).extracting(Mail::id).containsExactly(3L, 2L);
    }

    private void send(String subject, String to) throws Exception {
        var properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", Integer.toString(smtpPort));
        var message = new MimeMessage(Session.getInstance(properties)) {
            @Override
            protected void updateMessageID() throws jakarta.mail.MessagingException {
                setHeader("Message-ID", "<stable@x.test>");
            }
        };
        message.setFrom("steward@x.test");
        message.setRecipients(Message.RecipientType.TO, InternetAddress.parse(to));
        message.setSubject(subject, "UTF-8");
        message.setHeader("X-Ticket", "INC-000001");
        var plain = new MimeBodyPart();
        plain.setText("the plain <b>text</b>", "UTF-8");
        var html = new MimeBodyPart();
        html.setContent("<p>html</p>", "text/html");
        message.setContent(new MimeMultipart("alternative", html, plain));
        Transport.send(message);
    }

    private JsonNode api(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body()).get("items");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + httpPort + path);
    }
}
