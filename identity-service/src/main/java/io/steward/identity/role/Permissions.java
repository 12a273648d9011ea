package io.steward.identity.role;

import java.util.List;
import java.util.Set;

/** Every permission there is. Roles hold them; operations ask for them; nothing asks for a role's name. */
public final class Permissions {
    public static final String INSTALLATION_ADMIN = "installation:admin";
    public static final String ORGANIZATION_CREATE = "organization:create";
    public static final String ORGANIZATION_READ = "organization:read";
    public static final String ORGANIZATION_UPDATE = "organization:update";
    public static final String USER_CREATE = "user:create";
    public static final String USER_READ = "user:read";
    /** Change, deactivate and remove members. */
    public static final String USER_UPDATE = "user:update";

    public static final String USER_DELETE = "user:delete";
    public static final String ROLE_MANAGE = "role:manage";
    public static final String ROLE_ASSIGN = "role:assign";
    public static final String TEAM_CREATE = "team:create";
    public static final String TEAM_READ = "team:read";
    public static final String TEAM_MANAGE = "team:manage";
    public static final String AUDIT_READ = "audit:read";
    /** See and revoke the API keys of everybody in the organization; one's own need no permission. */
    public static final String API_KEY_MANAGE = "api-key:manage";

    /** Take the second factors of a member who has lost them, so that the account gets new ones. */
    public static final String USER_RESET_MFA = "user:reset-mfa";
    /** See and change what the organization sets for all its members. */
    public static final String SETTING_READ = "setting:read";

    public static final String SETTING_WRITE = "setting:write";

    /** What an organization can give to its roles. */
    public static final Set<String> OF_ORGANIZATION = Set.of(
            ORGANIZATION_READ,
            ORGANIZATION_UPDATE,
            USER_CREATE,
            USER_READ,
            USER_UPDATE,
            USER_DELETE,
            ROLE_MANAGE,
            ROLE_ASSIGN,
            TEAM_CREATE,
            TEAM_READ,
            TEAM_MANAGE,
            AUDIT_READ,
            API_KEY_MANAGE,
            USER_RESET_MFA,
            SETTING_READ,
            SETTING_WRITE,
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

    /** What they allow on tickets; other services are told of these. */
    public static final List<String> OF_TICKETS = OF_ORGANIZATION.stream()
            .filter(permission -> permission.startsWith("ticket:"))
            .sorted()
            .toList();

    private Permissions() {}
}
