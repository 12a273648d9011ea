package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tokens that were given before something changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StaleRightsTest {
    private final StewardStack stack = StewardStack.running();
    private final Api api = Api.of(stack);
    private Organization people;

    @BeforeAll
    void found() {
        people = Organization.founded(stack);
    }

    @Test
    void aDemotedAdministratorMakesNoNewOne() {
        Api founder = api.as(Organization.login(api, StewardStack.ADMIN_EMAIL, StewardStack.ADMIN_PASSWORD)
                        .string("accessToken"))
                .in(people.id());
        Answer login = Organization.login(api, people.admin().email(), Organization.PASSWORD);
        Api demoted = api.as(login.string("accessToken"));
        String agent = "/api/v1/users/" + people.agent().id();
        String etag = demoted.get(agent).expect(200).etag();

        // Somebody has to administer the organization.
        Organization.giveRoles(founder, people.lead(), "admin");
        Organization.giveRoles(founder, people.admin(), "requester");
        // What gives rights looks at what the giver has now, whatever his token says.
        demoted.with("If-Match", etag)
                .now("PUT", agent + "/roles", Api.json(Map.of("roles", List.of("admin"))))
                .expectProblem(403, "roles-changed");

        // The session goes on, with the rights that are left.
        Answer refreshed = api.post("/api/v1/auth/refresh", Map.of("refreshToken", login.string("refreshToken")))
                .expect(200);
        Api now = api.as(refreshed.string("accessToken"));
        now.get("/api/v1/tickets").expect(200);
        now.with("If-Match", etag)
                .now("PUT", agent + "/roles", Api.json(Map.of("roles", List.of("admin"))))
                .expectProblem(403, "forbidden");
    }

    @Test
    void fiftyRefreshesAtOnceHaveOneSuccessorAndItWorks() throws Exception {
        Answer login = Organization.login(api, people.agent().email(), Organization.PASSWORD);
        Callable<Answer> refresh =
                () -> api.post("/api/v1/auth/refresh", Map.of("refreshToken", login.string("refreshToken")));
        Set<String> successors = new HashSet<>();
        try (var tabs = Executors.newFixedThreadPool(50)) {
            for (Future<Answer> answer : tabs.invokeAll(java.util.Collections.nCopies(50, refresh))) {
                successors.add(answer.get().expect(200).string("refreshToken"));
            }
        }
        assertThat(successors).hasSize(1);

        Answer next = api.post(
                        "/api/v1/auth/refresh",
                        Map.of("refreshToken", successors.iterator().next()))
                .expect(200);
        api.as(next.string("accessToken")).get("/api/v1/me").expect(200);
        // Its successor was used: now the first one is in two hands.
        refresh.call().expectProblem(401, "refresh-token-invalid");
        Answer family = api.post("/api/v1/auth/refresh", Map.of("refreshToken", next.string("refreshToken")));
        assertThat(family.status()).isEqualTo(401);
    }
}
