package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Identity goes away: who has a token works on, and a service that has no keys to verify it by does not call it bad. */
class IdentityOutageTest {
    /** Longer than keys may be kept while identity can be asked. */
    private static final Duration OUTAGE = Duration.ofSeconds(15);

    private static final List<String> LISTS =
            List.of("/api/v1/tickets", "/api/v1/sla/policies", "/api/v1/notifications", "/api/v1/articles");

    private final StewardStack stack = StewardStack.running();

    @Test
    void tokensGoOnByTheLastKeysAndWithoutAnyAre503() {
        Organization organization = Organization.founded(stack);
        // Each is new to the services, which remember what they have verified.
        List<Api> tokens = Stream.generate(() ->
                        Organization.login(Api.of(stack), organization.agent().email(), Organization.PASSWORD))
                .map(login -> Api.of(stack).as(login.string("accessToken")))
                .limit(OUTAGE.toSeconds() + 3)
                .toList();
        LISTS.forEach(path -> tokens.getFirst().get(path).expect(200));

        stack.service("identity").kill();
        for (int second = 1; second <= OUTAGE.toSeconds(); second++) {
            Api token = tokens.get(second);
            LISTS.forEach(path -> token.get(path).expect(200));
            Until.pause(Duration.ofSeconds(1));
        }

        stack.service("ticket").kill();
        stack.launch("ticket", Map.of());
        stack.awaitReady("ticket");
        Api last = tokens.getLast();
        Answer unknown = last.get("/api/v1/tickets").expectProblem(503, "temporarily-unavailable");
        assertThat(unknown.headers().firstValue("Retry-After")).isPresent();

        stack.launch("identity", Map.of());
        stack.awaitReady("identity");
        Until.holds(Duration.ofSeconds(20), () -> last.get("/api/v1/tickets").expect(200));
    }
}
