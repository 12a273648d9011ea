package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** An organization with a team, made through the gateway as an administrator would; its people are logged in. */
record Organization(UUID id, UUID team, Member admin, Member lead, Member agent, Member requester) {
    static final String PASSWORD = "a-long-enough-pass-phrase-7";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** @param api speaks with the account's own token */
    record Member(UUID id, String email, Api api, String token, String refreshToken) {}

    /** Returns when every service knows these people. */
    static Organization founded(StewardStack stack) {
        String name = "org" + NUMBER.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36);
        Api api = Api.of(stack);
        Api installation = api.as(login(api, StewardStack.ADMIN_EMAIL, StewardStack.ADMIN_PASSWORD)
                .string("accessToken"));
        UUID id = installation
                .post("/api/v1/organizations", Map.of("name", name, "slug", name))
                .expect(201)
                .id();
        Api founder = installation.in(id);
        Member admin = member(api, founder, name, "admin");
        Member lead = member(api, founder, name, "lead");
        Member agent = member(api, founder, name, "l2");
        Member requester = member(api, founder, name, "requester");
        UUID team = founder.post("/api/v1/teams", Map.of("name", "Service desk"))
                .expect(201)
                .id();
        join(founder, team, lead, "LEAD");
        join(founder, team, agent, "MEMBER");
        var organization = new Organization(id, team, admin, lead, agent, requester);
        organization.awaitKnown(new Tables(stack));
        return organization;
    }

    static Answer login(Api api, String email, String password) {
        return api.post("/api/v1/auth/login", Map.of("email", email, "password", password))
                .expect(200);
    }

    /** The body of a ticket for the team, of lowest priority so that no clock runs out. */
    Map<String, Object> ticket(String title) {
        return Map.of(
                "type",
                "incident",
                "title",
                title,
                "description",
                "as told",
                "priority",
                "P4",
                "teamId",
                team.toString());
    }

    /** The body of a policy that escalates to the team's lead at once. */
    static Map<String, Object> policy(String name, String priority, String responseTarget) {
        return Map.of(
                "name", name,
                "priority", priority,
                "responseTarget", responseTarget,
                "resolutionTarget", "PT4H",
                "escalationLevels", List.of(Map.of("level", 1, "target", "team_lead", "afterMinutes", 0)));
    }

    /** The member has these roles and no others from now on. */
    static void giveRoles(Api giver, Member member, String... roles) {
        String account = "/api/v1/users/" + member.id();
        giver.with("If-Match", giver.get(account).expect(200).etag())
                .now("PUT", account + "/roles", Api.json(Map.of("roles", List.of(roles))))
                .expect(200);
    }

    private static Member member(Api api, Api founder, String organization, String role) {
        String username = role + "-" + organization;
        String email = username + "@steward.test";
        UUID id = founder.post(
                        "/api/v1/users",
                        Map.of(
                                "email", email,
                                "username", username,
                                "displayName", "The " + role,
                                "password", PASSWORD,
                                "roles", List.of(role)))
                .expect(201)
                .id();
        Answer login = login(api, email, PASSWORD);
        String token = login.string("accessToken");
        return new Member(id, email, api.as(token), token, login.string("refreshToken"));
    }

    private static void join(Api founder, UUID team, Member member, String role) {
        Answer joined = founder.post(
                "/api/v1/teams/" + team + "/members",
                Map.of("userId", member.id().toString(), "role", role));
        assertThat(joined.status()).as("%s", joined).isIn(200, 201, 204);
    }

    private void awaitKnown(Tables tables) {
        Until.holds(Duration.ofSeconds(30), () -> {
            for (String service : List.of("ticket", "sla", "notification")) {
                assertThat(tables.number("SELECT count(*) FROM " + service + ".person WHERE tenant_id = ?", id))
                        .as("people known to %s", service)
                        .isGreaterThanOrEqualTo(4);
            }
            for (String service : List.of("sla", "notification")) {
                assertThat(tables.number("SELECT count(*) FROM " + service + ".team_member WHERE tenant_id = ?", id))
                        .as("team members known to %s", service)
                        .isEqualTo(2);
            }
            assertThat(tables.number("SELECT count(*) FROM ticket.team WHERE tenant_id = ?", id))
                    .as("teams known to ticket")
                    .isEqualTo(1);
        });
    }
}
