package io.steward.identity.role;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The roles that every organization begins with: data from then on, which the organization may change. */
final class ShippedRoles {
    private static final Set<String> REQUESTER = Set.of(
            "ticket:create", "ticket:read", "ticket:comment", "ticket:reopen", "notification:read", "article:read");
    private static final Set<String> AGENT = Set.of(
            "ticket:create",
            "ticket:read",
            "ticket:read-all",
            "ticket:update",
            "ticket:assign",
            "ticket:transition",
            "ticket:reopen",
            "ticket:comment",
            "ticket:comment-internal",
            "sla:read",
            "escalation:read",
            "escalation:acknowledge",
            "notification:read",
            "article:read",
            "article:read-internal",
            "article:write",
            Permissions.USER_READ,
            Permissions.TEAM_READ);
    private static final Set<String> LEAD = with(AGENT, "article:publish");
    private static final Set<String> MANAGER = with(LEAD, "sla:manage", Permissions.TEAM_MANAGE);

    private ShippedRoles() {}

    /** Permissions by role name, the mightiest first. */
    static Map<String, Set<String>> all() {
        Map<String, Set<String>> roles = new LinkedHashMap<>();
        roles.put("admin", Permissions.OF_ORGANIZATION);
        roles.put("manager", MANAGER);
        roles.put("lead", LEAD);
        roles.put("l3", AGENT);
        roles.put("l2", AGENT);
        roles.put("l1", AGENT);
        roles.put("requester", REQUESTER);
        return roles;
    }

    private static Set<String> with(Set<String> base, String... more) {
        return Stream.concat(base.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
    }
}
