package io.steward.identity.signingkey;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The keys of this instance: what it signs with and what it publishes. Looks at the stored ones again and again. */
@ApplicationScoped
public class SigningKeys {
    private static final Logger LOG = Logger.getLogger(SigningKeys.class);
    private static final Duration START = Duration.ofSeconds(30);

    /** What signs: the private half and its name. */
    record Signer(String kid, PrivateKey key) {
        @Override
        public String toString() {
            return "Signer[" + kid + "]";
        }
    }

    private final KeyRotation rotation;
    private final MasterKey master;
    private final Clock clock;
    private final Map<String, Signer> opened = new ConcurrentHashMap<>();
    private volatile KeyRing ring = new KeyRing(List.of());
    private volatile boolean away;

    SigningKeys(KeyRotation rotation, MasterKey master, Clock clock) {
        this.rotation = rotation;
        this.master = master;
        this.clock = clock;
    }

    /** Before the first request is served there is a key; without one this instance does not start. */
    void start(@Observes @Priority(100) StartupEvent event) {
        // The main thread waits, before there is an event loop to hold up.
        rotate(clock.instant())
                .ifNoItem()
                .after(START)
                .fail()
                .subscribeAsCompletionStage()
                .join();
        signer();
    }

    @Scheduled(
            every = "${steward.signing-key.check-every:1s}",
            delayed = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return rotate(clock.instant()).invoke(() -> away = false).onFailure().recoverWithUni(failure -> {
            // What is known goes on signing; said once, not every second.
            if (!away) {
                away = true;
                LOG.warnf(
                        "The stored signing keys cannot be looked at: %s",
                        failure.getClass().getSimpleName());
            }
            return Uni.createFrom().voidItem();
        });
    }

    /** Does what the rotation has to do at a time. */
    public Uni<Void> rotate(Instant now) {
        return rotation.rotate(now)
                .invoke(found -> {
                    ring = found;
                    opened.keySet()
                            .retainAll(
                                    found.keys().stream().map(SigningKey::kid).toList());
                })
                .replaceWithVoid();
    }

    Signer signer() {
        SigningKey key =
                ring.signer(clock.instant()).orElseThrow(() -> new IllegalStateException("There is no signing key"));
        return opened.computeIfAbsent(key.kid(), kid -> open(key));
    }

    JsonObject jwks() {
        return ring.jwks();
    }

    private Signer open(SigningKey key) {
        try {
            byte[] encoded = master.decrypt(key.privateKeyEncrypted().getBytes(), key.kid());
            return new Signer(key.kid(), RsaProvider.privateKey(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Signing key " + key.kid() + " cannot be read", e);
        }
    }
}
