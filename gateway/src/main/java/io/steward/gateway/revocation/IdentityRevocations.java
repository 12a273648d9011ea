package io.steward.gateway.revocation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steward.gateway.revocation.Contact.Path;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Asks identity itself, several times a second, what has ended: so that it is known while Kafka is away, too. One question is under way
 * at a time. Whatever goes wrong, the next one begins from the beginning: the database behind may be another one than before.
 */
@Singleton
public class IdentityRevocations {

    private static final Logger LOG = Logger.getLogger(IdentityRevocations.class);

    private final Vertx vertx;
    private final RevocationSettings settings;
    private final RevokedSessions sessions;
    private final Contact contact;
    private final ObjectMapper json;
    private final HttpClient client;
    private final RequestOptions request;
    private volatile boolean closed;

    // One question at a time: each sees what the one before has left.
    private volatile String cursor;
    private volatile boolean failing;

    IdentityRevocations(
            Vertx vertx, RevocationSettings settings, RevokedSessions sessions, Contact contact, ObjectMapper json) {
        this.vertx = vertx;
        this.settings = settings;
        this.sessions = sessions;
        this.contact = contact;
        this.json = json;
        client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(settings.timeout().toMillis()))
                .setMaxPoolSize(1)
                .setTracingPolicy(TracingPolicy.IGNORE));
        request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setTimeout(settings.timeout().toMillis())
                .putHeader("X-Steward-Gateway-Secret", settings.secret());
    }

    public void start() {
        vertx.runOnContext(now -> ask());
    }

    public void close() {
        closed = true;
    }

    private void ask() {
        if (closed) {
            return;
        }
        var page = client.request(
                        new RequestOptions(request).setAbsoluteURI(address().toString()))
                .compose(asked -> asked.send())
                .compose(response -> response.statusCode() == 200
                        ? response.body()
                        // 403: the two secrets differ.
                        : Future.failedFuture(new IOException("status " + response.statusCode())))
                .timeout(2 * settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .map(this::accept);
        page.onComplete(answer -> {
            var more = answer.succeeded() && answer.result();
            if (answer.failed()) {
                failed(answer.cause());
            }
            if (more) {
                ask();
            } else {
                vertx.setTimer(settings.interval().toMillis(), due -> ask());
            }
        });
    }

    private URI address() {
        var known = cursor;
        return known == null
                ? settings.identityUrl()
                : URI.create(settings.identityUrl() + "?after=" + URLEncoder.encode(known, StandardCharsets.UTF_8));
    }

    /** Whether there is more to ask for at once. What cannot be read is no answer, lest it be passed over. */
    private boolean accept(Buffer body) {
        var page = document(body);
        var revocations = page.path("revocations");
        var next = page.path("next");
        if (!revocations.isArray() || !next.isTextual()) {
            throw new IllegalStateException("this is no list of revocations");
        }
        for (var revocation : revocations) {
            sessions.revoke(
                    revocation.path("id").asText(),
                    Instant.parse(revocation.path("expiresAt").asText()));
        }
        sessions.forgetExpired();
        cursor = next.textValue();
        var more = page.path("more").asBoolean();
        if (!more) {
            sessions.markLoaded();
            contact.heard(Path.IDENTITY);
            failing = false;
        }
        return more;
    }

    private JsonNode document(Buffer body) {
        try {
            return json.readTree(body.getBytes());
        } catch (IOException unreadable) {
            throw new IllegalStateException("this is no document", unreadable);
        }
    }

    private void failed(Throwable why) {
        cursor = null;
        contact.missed();
        if (!failing) {
            LOG.warnf("identity does not tell what has ended, Kafka alone does: %s", why.toString());
        }
        failing = true;
    }
}
