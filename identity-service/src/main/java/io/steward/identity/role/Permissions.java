package io.steward.identity.role;

import java.util.Set;

/** Every permission there is. Roles hold them; operations ask for them; nothing asks for a role's name. */
public final class Permissions {
    public static final String INSTALLATION_ADMIN = "installation:admin";
    public static final String ORGANIZATION_CREATE = "organization:create";
    public static final String ORGANIZATION_READ = "organization:read";
    public static final String USER_CREATE = "user:create";
    public static final String USER_READ = "user:read";
    public static final String USER_DELETE = "user:delete";
    public static final String ROLE_MANAGE = "role:manage";
    public static final String ROLE_ASSIGN = "role:assign";
    public static final String TEAM_CREATE = "team:create";
    public static final String TEAM_READ = "team:read";
    public static final String TEAM_MANAGE = "team:manage";
    public static final String AUDIT_READ = "audit:read";
    /** See and revoke the API keys of everybody in the organization; one's own need no permission. */
    public static final String API_KEY_MANAGE = "api-key:manage";

    /** What an organization can give to its roles. */
    public static final Set<String> OF_ORGANIZATION = Set.of(
            ORGANIZATION_READ,
            USER_CREATE,
            USER_READ,
            USER_DELETE,
            ROLE_MANAGE,
            ROLE_ASSIGN,
            TEAM_CREATE,
            TEAM_READ,
            TEAM_MANAGE,
            AUDIT_READ,
            API_KEY_MANAGE,
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
            "sla:manage",
            "escalation:read",
            "escalation:acknowledge",
            "notification:read",
            "article:read",
            "article:read-internal",
            "article:write",
            "article:publish");

    /** What the installation's administrator may do beside all that; no role can hold it. */
    public static final Set<String> OF_INSTALLATION = Set.of(INSTALLATION_ADMIN, ORGANIZATION_CREATE);

    private Permissions() {}
}
