package io.steward.identity.role;

import io.smallrye.mutiny.Uni;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.organization.OrganizationRepository;
import io.steward.identity.role.RoleRequests.ChangeRole;
import io.steward.identity.role.RoleRequests.CreateRole;
import io.steward.kit.actor.Actor;
import io.steward.kit.idempotency.Idempotency;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.SessionTx;
import io.steward.kit.web.EntityTags;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What the roles of an organization may do. Nobody touches a role that may do more than himself, before or after: neither to give
 * himself more by it, nor to take from others what he could not give back.
 */
@ApplicationScoped
public class RoleDefinitions {
    private static final String ASSIGNED =
            "SELECT count(*) AS members FROM user_roles WHERE tenant_id = $1 AND role_id = $2";

    private final SessionTx tx;
    private final RoleRepository roles;
    private final OrganizationRepository organizations;
    private final Idempotency idempotency;

    RoleDefinitions(SessionTx tx, RoleRepository roles, OrganizationRepository organizations, Idempotency idempotency) {
        this.tx = tx;
        this.roles = roles;
        this.organizations = organizations;
        this.idempotency = idempotency;
    }

    /** @throws Problem 404 when the organization has no such role */
    public Uni<RoleView> read(Actor actor, UUID id) {
        return tx.write(actor, (session, scope) -> roles.require(actor.tenantId(), id))
                .map(RoleView::of);
    }

    /** @throws Problem 409 for a name that the organization has; 422 for an unknown permission; 403 for one that the actor lacks */
    public Uni<RoleView> create(Actor actor, CreateRole request, IdempotencyKey key) {
        Set<String> permissions = held(actor, request.permissions());
        return tx.write(
                        actor,
                        (session, scope) -> idempotency.once(
                                scope, key, RoleView.class, () -> insert(session, scope, request, permissions)))
                .onFailure(ConstraintViolationException.class)
                .transform(RoleDefinitions::nameTaken);
    }

    private Uni<RoleView> insert(Mutiny.Session session, Scope scope, CreateRole request, Set<String> permissions) {
        Role role =
                new Role(Ids.next(), scope.actor().tenantId(), request.name().strip(), permissions, false, scope.now());
        role.mfaRequired = Boolean.TRUE.equals(request.mfaRequired());
        return organizations
                .require(role.tenantId)
                .chain(() -> session.persist(role))
                .chain(session::flush)
                .invoke(() -> Audit.record(scope, entry("role.created", role).after(definition(role))))
                .replaceWith(() -> RoleView.of(role));
    }

    /** @throws Problem 404, 412, 422 and 403 as ever; 403 also for a role that may do more than the actor */
    public Uni<RoleView> change(Actor actor, UUID id, long version, ChangeRole request) {
        if (request.permissions() == null && request.mfaRequired() == null) {
            throw Problem.badRequest("invalid-value", "Give permissions, mfaRequired, or both.")
                    .with("field", "permissions");
        }
        Set<String> permissions = request.permissions() == null ? null : held(actor, request.permissions());
        return tx.write(actor, (session, scope) -> locked(actor, id, version).map(role -> {
            AuditEntry entry = entry("role.changed", role).before(definition(role));
            role.changeTo(permissions, request.mfaRequired(), scope.now());
            Audit.record(scope, entry.after(definition(role)));
            return RoleView.of(role);
        }));
    }

    /** @throws Problem 409 for a shipped role and for one that members have */
    public Uni<Void> delete(Actor actor, UUID id, long version) {
        return tx.write(actor, (session, scope) -> locked(actor, id, version).flatMap(role -> {
            if (role.shipped) {
                throw Problem.conflict("role-shipped", "A role that every organization has cannot be deleted.");
            }
            return scope.query(ASSIGNED, actor.tenantId(), id)
                    .map(rows -> rows.iterator().next().getLong("members"))
                    .invoke(members -> {
                        if (members > 0) {
                            throw Problem.conflict("role-in-use", "Members have this role. Take it from them first.")
                                    .with("members", members);
                        }
                    })
                    .invoke(() ->
                            Audit.record(scope, entry("role.deleted", role).before(definition(role))))
                    .chain(() -> session.remove(role));
        }));
    }

    private static AuditEntry entry(String action, Role role) {
        return AuditEntry.of(action, "role", role.id);
    }

    private static Map<String, ?> definition(Role role) {
        return Map.of("name", role.name, "permissions", role.permissions, "mfaRequired", role.mfaRequired);
    }

    private Uni<Role> locked(Actor actor, UUID id, long version) {
        return roles.lock(actor.tenantId(), id).invoke(role -> {
            if (role.version != version) {
                throw EntityTags.stale();
            }
            RoleService.requireHeld(actor, role);
        });
    }

    private static Set<String> held(Actor actor, List<String> wanted) {
        Set<String> permissions = new TreeSet<>(wanted);
        Set<String> unknown = new TreeSet<>(permissions);
        unknown.removeAll(Permissions.OF_ORGANIZATION);
        if (!unknown.isEmpty()) {
            throw Problem.unprocessable("unknown-permission", "permissions", "There is no permission of this name.")
                    .with("unknown", List.copyOf(unknown));
        }
        Set<String> lacked = new TreeSet<>(permissions);
        lacked.removeAll(actor.permissions());
        if (!lacked.isEmpty()) {
            throw Problem.forbidden("role-escalation", "You cannot give a permission that you do not have.")
                    .with("permissions", List.copyOf(lacked));
        }
        return permissions;
    }

    private static Throwable nameTaken(Throwable failure) {
        return "roles_name_unique".equals(((ConstraintViolationException) failure).getConstraintName())
                ? Problem.conflict("role-name-taken", "The organization has a role of this name.")
                        .with("field", "name")
                : failure;
    }
}
