package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A key's life through all of the suite: made, used at a service that knows nothing of keys, revoked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiKeyTest {
    private static final String KEYS = "/api/v1/api-keys";

    private final StewardStack stack = StewardStack.running();
    private final Api anyone = Api.of(stack);
    private Organization people;

    @BeforeAll
    void found() {
        people = Organization.founded(stack);
    }

    @Test
    void aKeyLetsInAndIsOutWithinASecondOfItsRevocation() {
        Api owner = people.agent().api();
        Answer made = owner.post(KEYS, StrangerRules.apiKey("ci")).expect(201);
        Api bearer = anyone.as(made.string("key"));
        Api header = anyone.with("X-API-Key", made.string("key"));

        bearer.get("/api/v1/tickets").expect(200);
        header.get("/api/v1/tickets").expect(200);
        header.post("/api/v1/tickets", people.ticket("by a key")).expectProblem(403, "forbidden");
        header.get(KEYS).expectProblem(403, "session-required");
        assertThat(owner.get(KEYS + "/" + made.id()).expect(200).string("lastUsedAt"))
                .isNotNull();

        owner.now("DELETE", KEYS + "/" + made.id(), null).expect(204);
        long ended = System.nanoTime();
        Until.holds(Duration.ofSeconds(3), () -> header.get("/api/v1/tickets").expectProblem(401, "api-key-revoked"));
        assertThat(Duration.ofNanos(System.nanoTime() - ended)).isLessThan(Duration.ofSeconds(1));
        bearer.get("/api/v1/tickets").expectProblem(401, "api-key-revoked");
    }

    @Test
    void theExchangeIsNotForTheOutside() {
        anyone.post("/internal/v1/api-keys/exchange", Map.of("key", "stw_")).expectProblem(404, "route-not-found");
    }
}
