package io.steward.acceptance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a stranger gets from each operation. The one that no rule speaks of fails the test.
 *
 * @param ourIds what stands for a path's parameter
 * @param theirs whose administrator the stranger is
 */
record StrangerRules(Map<String, String> ourIds, Organization theirs) {
    Map<String, Rule> all() {
        var rules = new HashMap<String, Rule>();
        addSessions(rules);
        addOneselfs(rules);
        addMembers(rules);
        addPeople(rules);
        addTickets(rules);
        addServiceLevels(rules);
        addArticles(rules);
        return rules;
    }

    private void addSessions(Map<String, Rule> rules) {
        Map.of(
                        "POST /api/v1/auth/login", "proves who somebody is",
                        "POST /api/v1/auth/refresh", "the token is the proof",
                        "POST /api/v1/auth/logout", "SessionTest",
                        "POST /api/v1/auth/password-resets", "the same answer to everybody",
                        "POST /api/v1/auth/password-resets/complete", "the token is the proof",
                        "PUT /api/v1/me/password", "one's own",
                        "DELETE /api/v1/sessions", "one's own, and the stranger needs them here")
                .forEach((operation, why) -> rules.put(operation, new Rule.Elsewhere("takes no id: " + why)));
        rules.put(
                "POST /api/v1/auth/organization",
                new Rule.UnknownReference(Map.of(), "organizationId", ourIds.get("organizations")));
        rules.put("GET /api/v1/sessions", new Rule.NothingOfOurs("?limit=100"));
        rules.put("DELETE /api/v1/sessions/{id}", new Rule.NotThere(null));
        rules.put("GET /.well-known/jwks.json", new Rule.NothingOfOurs(""));
        rules.put("GET /api/v1/me", new Rule.NothingOfOurs(""));
    }

    private static void addOneselfs(Map<String, Rule> rules) {
        List.of(
                        "POST /api/v1/auth/mfa",
                        "POST /api/v1/auth/mfa/enrolment",
                        "POST /api/v1/auth/mfa/passkey/options",
                        "POST /api/v1/auth/email-verifications/complete",
                        "POST /api/v1/auth/invitations/accept",
                        "POST /api/v1/me/invitations/accept",
                        "POST /api/v1/auth/oidc/{provider}/authorizations",
                        "POST /api/v1/auth/oidc/{provider}/callback",
                        "POST /api/v1/me/identities/{provider}/callback")
                .forEach(operation ->
                        rules.put(operation, new Rule.Elsewhere("names nobody: the challenge or token is the proof")));
        List.of(
                        "PATCH /api/v1/me",
                        "POST /api/v1/me/email-verification",
                        "GET /api/v1/me/mfa",
                        "POST /api/v1/me/mfa/totp",
                        "POST /api/v1/me/mfa/totp/confirm",
                        "DELETE /api/v1/me/mfa/totp",
                        "POST /api/v1/me/mfa/recovery-codes",
                        "POST /api/v1/me/mfa/passkeys",
                        "POST /api/v1/me/mfa/passkeys/options",
                        "POST /api/v1/me/mfa/passkeys/proof/options",
                        "POST /api/v1/me/identities/{provider}",
                        "PATCH /api/v1/settings/me")
                .forEach(operation -> rules.put(operation, new Rule.Elsewhere("one's own")));
        rules.put(
                "POST /api/v1/oauth/token", new Rule.Elsewhere("the key or token is the proof: ClientCredentialsTest"));
        rules.put("DELETE /api/v1/me/mfa/passkeys/{id}", new Rule.Elsewhere("asks for a proof first: OwnPasskeyTest"));
        rules.put("DELETE /api/v1/me/identities/{id}", new Rule.Elsewhere("needs a provider: OidcLoginTest"));
        List.of(
                        "GET /api/v1/me/identities",
                        "GET /api/v1/auth/oidc",
                        "GET /api/v1/settings/me",
                        "GET /api/v1/settings/admin",
                        "GET /.well-known/openid-configuration",
                        "GET /.well-known/oauth-authorization-server")
                .forEach(operation -> rules.put(operation, new Rule.NothingOfOurs("")));
        rules.put(
                "GET /api/v1/settings/admin/{key}", new Rule.Elsewhere("one's own organization's: AdminSettingsTest"));
        rules.put(
                "PUT /api/v1/settings/admin/{key}", new Rule.Elsewhere("one's own organization's: AdminSettingsTest"));
        rules.put("GET /api/v1/signing-keys", new Rule.Forbidden(null));
        rules.put("POST /api/v1/signing-keys/rotation", new Rule.Forbidden(Map.of("compromised", true)));
        rules.put("GET /api/v1/git-connections", new Rule.NothingOfOurs("?limit=100"));
        rules.put("POST /api/v1/git-connections", new Rule.OwnAlone(gitConnection("https://git.theirs.test")));
        rules.put("GET /api/v1/git-connections/{id}", new Rule.NotThere(null));
        rules.put("DELETE /api/v1/git-connections/{id}", new Rule.NotThere(null));
    }

    private void addMembers(Map<String, Rule> rules) {
        rules.put("PATCH /api/v1/users/{id}", new Rule.NotThere(Map.of("displayName", "theirs")));
        rules.put("DELETE /api/v1/users/{id}", new Rule.NotThere(null));
        rules.put("GET /api/v1/users/{id}/deletion", new Rule.NotThere(null));
        rules.put("DELETE /api/v1/users/{id}/membership", new Rule.NotThere(null));
        rules.put("DELETE /api/v1/users/{id}/mfa", new Rule.NotThere(null));
        rules.put("GET /api/v1/users/export", new Rule.NothingOfOurs(""));
        rules.put(
                "POST /api/v1/users/import",
                new Rule.Elsewhere("names nobody who is there: the same answer as an invitation's, UserImportTest"));
        rules.put("POST /api/v1/invitations", new Rule.OwnAlone(invitation("by-" + theirs.id() + "@steward.test")));
        rules.put("GET /api/v1/invitations", new Rule.NothingOfOurs("?limit=100"));
        rules.put("DELETE /api/v1/invitations/{id}", new Rule.NotThere(null));
        rules.put("POST /api/v1/invitations/{id}/resend", new Rule.NotThere(null));
        rules.put("PATCH /api/v1/organizations/{id}", new Rule.NotThere(Map.of("name", "theirs")));
        rules.put("PATCH /api/v1/teams/{id}", new Rule.NotThere(Map.of("name", "theirs")));
        rules.put("PUT /api/v1/teams/{id}/members/{userId}", new Rule.NotThere(Map.of("role", "MEMBER")));
        rules.put("DELETE /api/v1/teams/{id}/members/{userId}", new Rule.NotThere(null));
    }

    private void addPeople(Map<String, Rule> rules) {
        rules.put("POST /api/v1/organizations", new Rule.Forbidden(Map.of("name", "mine")));
        rules.put("GET /api/v1/organizations", new Rule.NothingOfOurs("?limit=100"));
        rules.put("GET /api/v1/organizations/{id}", new Rule.NotThere(null));
        rules.put("GET /api/v1/roles", new Rule.NothingOfOurs(""));
        rules.put("GET /api/v1/audit-logs", new Rule.NothingOfOurs("?limit=100"));
        rules.put(
                "POST /api/v1/roles",
                new Rule.OwnAlone(Map.of("name", "theirs", "permissions", List.of("ticket:read"))));
        rules.put("GET /api/v1/roles/{id}", new Rule.NotThere(null));
        rules.put("PATCH /api/v1/roles/{id}", new Rule.NotThere(Map.of("permissions", List.of())));
        rules.put("DELETE /api/v1/roles/{id}", new Rule.NotThere(null));
        rules.put("PUT /api/v1/users/{id}/roles", new Rule.NotThere(Map.of("roles", List.of("requester"))));
        rules.put(
                "POST /api/v1/users",
                new Rule.OwnAlone(Map.of(
                        "email",
                        "new-" + theirs.id() + "@steward.test",
                        "username",
                        "new-" + theirs.id(),
                        "displayName",
                        "New",
                        "password",
                        Organization.PASSWORD,
                        "roles",
                        List.of("requester"))));
        rules.put("GET /api/v1/users", new Rule.NothingOfOurs("?limit=100"));
        rules.put("GET /api/v1/users/{id}", new Rule.NotThere(null));
        rules.put("POST /api/v1/api-keys", new Rule.OwnAlone(apiKey("theirs")));
        rules.put("GET /api/v1/api-keys", new Rule.NothingOfOurs("?all=true&limit=100"));
        rules.put("GET /api/v1/api-keys/{id}", new Rule.NotThere(null));
        rules.put("DELETE /api/v1/api-keys/{id}", new Rule.NotThere(null));
        rules.put("POST /api/v1/teams", new Rule.OwnAlone(Map.of("name", "theirs")));
        rules.put("GET /api/v1/teams", new Rule.NothingOfOurs("?limit=100"));
        rules.put("GET /api/v1/teams/{id}", new Rule.NotThere(null));
        rules.put("GET /api/v1/teams/{id}/members", new Rule.NotThere(null));
        rules.put(
                "POST /api/v1/teams/{id}/members",
                new Rule.NotThere(Map.of("userId", theirs.agent().id().toString(), "role", "MEMBER")));
    }

    private void addTickets(Map<String, Rule> rules) {
        String team = ourIds.get("teams");
        Map<String, Object> ticket = Map.of("type", "incident", "title", "theirs", "priority", "P4");
        rules.put("POST /api/v1/tickets", new Rule.UnknownReference(ticket, "teamId", team));
        rules.put("GET /api/v1/tickets", new Rule.NothingOfOurs("?limit=100&assigneeId=" + ourIds.get("users")));
        rules.put("GET /api/v1/tickets/{id}", new Rule.NotThere(null));
        rules.put("PATCH /api/v1/tickets/{id}", new Rule.NotThere(Map.of("title", "theirs")));
        rules.put("GET /api/v1/tickets/{id}/transitions", new Rule.NotThere(null));
        rules.put("POST /api/v1/tickets/{id}/transitions", new Rule.NotThere(Map.of("to", "OPEN")));
        rules.put("GET /api/v1/tickets/{ticketId}/comments", new Rule.NotThere(null));
        rules.put("POST /api/v1/tickets/{ticketId}/comments", new Rule.NotThere(Map.of("content", "theirs")));
        rules.put("GET /api/v1/tickets/{ticketId}/history", new Rule.NotThere(null));
    }

    private void addServiceLevels(Map<String, Rule> rules) {
        rules.put(
                "POST /api/v1/sla/policies",
                new Rule.UnknownReference(
                        Map.of(
                                "name",
                                "theirs",
                                "priority",
                                "P3",
                                "responseTarget",
                                "PT8H",
                                "resolutionTarget",
                                "PT24H"),
                        "escalationLevels",
                        ourIds.get("users")));
        rules.put("GET /api/v1/sla/policies", new Rule.NothingOfOurs("?limit=100"));
        rules.put("GET /api/v1/sla/policies/{id}", new Rule.NotThere(null));
        rules.put("GET /api/v1/sla/tickets/{id}", new Rule.NotThere(null));
        rules.put("GET /api/v1/escalations", new Rule.NothingOfOurs("?ticketId=" + ourIds.get("tickets")));
        rules.put("POST /api/v1/escalations/{id}/acknowledge", new Rule.NotThere(null));
        rules.put("GET /api/v1/notifications", new Rule.NothingOfOurs("?limit=100"));
        rules.put("POST /api/v1/notifications/{id}/read", new Rule.NotThere(null));
        rules.put("GET /api/v1/notifications/stream", new Rule.Elsewhere("aStrangersStreamHasNothingOfOurs"));
    }

    private void addArticles(Map<String, Rule> rules) {
        String team = ourIds.get("teams");
        Map<String, Object> article = Map.of("title", "theirs", "body", "theirs");
        rules.put("POST /api/v1/articles", new Rule.UnknownReference(article, "teamId", team));
        rules.put("GET /api/v1/articles", new Rule.NothingOfOurs("?limit=100"));
        rules.put("GET /api/v1/articles/{id}", new Rule.NotThere(null));
        rules.put("POST /api/v1/articles/{id}/publish", new Rule.NotThere(null));
        rules.put("GET /api/v1/articles/search", new Rule.NothingOfOurs("?q=confidential"));
        rules.put("GET /api/v1/articles/suggestions", new Rule.NothingOfOurs("?title=confidential"));
    }

    static Map<String, Object> invitation(String email) {
        return Map.of("email", email, "displayName", "Invited", "roles", List.of("requester"));
    }

    static Map<String, Object> gitConnection(String server) {
        return Map.of("provider", "gitlab", "serverUrl", server, "username", "robot", "token", "confidential-token");
    }

    static Map<String, Object> apiKey(String name) {
        return Map.of("name", name, "scopes", List.of("ticket:read"), "password", Organization.PASSWORD);
    }
}
