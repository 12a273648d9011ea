package io.steward.identity.role;

import java.util.List;
import java.util.UUID;

/**
 * A role as clients see it.
 *
 * @param shipped every organization has it from its beginning; it can be changed, not deleted
 * @param mfaRequired whoever has it must log in by a second factor
 */
public record RoleView(
        UUID id, String name, List<String> permissions, boolean shipped, boolean mfaRequired, long version) {
    static RoleView of(Role role) {
        return new RoleView(
                role.id(),
                role.name(),
                role.permissions().stream().sorted().toList(),
                role.shipped,
                role.mfaRequired,
                role.version);
    }
}
