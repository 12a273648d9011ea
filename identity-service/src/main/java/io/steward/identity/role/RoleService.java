package io.steward.identity.role;

import io.smallrye.mutiny.Uni;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.SessionTx;
import io.steward.kit.web.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Roles, and who has them. Methods that take a session work inside the caller's transaction. */
@ApplicationScoped
public class RoleService {
    private static final String ESCALATION = "role-escalation";

    private final SessionTx tx;
    private final RoleRepository roles;

    RoleService(SessionTx tx, RoleRepository roles) {
        this.tx = tx;
        this.roles = roles;
    }

    public Uni<Page<RoleView>> list(Actor actor) {
        return tx.write(actor, (session, scope) -> roles.all(actor.tenantId()))
                .map(found -> Page.whole(found.stream().map(RoleView::of).toList()));
    }

    /** Gives a new organization the roles that ship. */
    public Uni<Void> ship(Mutiny.Session session, UUID tenantId, Instant now) {
        List<Object> shipped = new ArrayList<>();
        ShippedRoles.all()
                .forEach((name, permissions) ->
                        shipped.add(new Role(Ids.next(), tenantId, name, permissions, true, now)));
        return session.persistAll(shipped.toArray());
    }

    /**
     * The roles of these names, if the actor may give them.
     *
     * @throws Problem 422 for a name that no role has; 403 for a role with a permission that the actor lacks
     */
    public Uni<List<Role>> grantable(Actor actor, Collection<String> names) {
        Set<String> wanted =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        return roles.named(actor.tenantId(), wanted).invoke(found -> {
            Set<String> known = found.stream()
                    .map(role -> role.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.toSet());
            if (!known.containsAll(wanted)) {
                throw Problem.unprocessable("unknown-role", "roles", "The organization has no role of this name.")
                        .with(
                                "unknown",
                                wanted.stream()
                                        .filter(name -> !known.contains(name))
                                        .sorted()
                                        .toList());
            }
            found.forEach(role -> requireHeld(actor, role));
        });
    }

    /** Nobody gives what he does not have: otherwise whoever makes accounts could make himself anything. */
    static void requireHeld(Actor actor, Role role) {
        if (!actor.permissions().containsAll(role.permissions())) {
            throw Problem.forbidden(ESCALATION, "You cannot give, take or change a role that may do more than you.")
                    .with("role", role.name());
        }
    }

    /**
     * Gives a member these roles in place of those it has; returns their names.
     *
     * @throws Problem as {@link #grantable} does, for what is given and for what is taken
     */
    public Uni<List<String>> replace(Mutiny.Session session, Scope scope, UUID userId, Collection<String> names) {
        Actor actor = scope.actor();
        return grantable(actor, names)
                .call(given -> held(session, actor, userId).invoke(had -> {
                    Set<UUID> kept = given.stream().map(Role::id).collect(Collectors.toSet());
                    had.stream().filter(role -> !kept.contains(role.id())).forEach(role -> requireHeld(actor, role));
                    Audit.record(
                            scope,
                            AuditEntry.of("account.roles-changed", "account", userId)
                                    .before(Map.of("roles", names(had)))
                                    .after(Map.of("roles", names(given))));
                }))
                .call(() -> session.createMutationQuery(
                                "delete from RoleAssignment a where a.id.tenantId = :tenant and a.id.userId = :user")
                        .setParameter("tenant", actor.tenantId())
                        .setParameter("user", userId)
                        .executeUpdate())
                .call(given -> assign(session, actor.tenantId(), userId, given))
                .map(RoleService::names);
    }

    private static List<String> names(List<Role> roles) {
        return roles.stream().map(Role::name).sorted().toList();
    }

    private Uni<List<Role>> held(Mutiny.Session session, Actor actor, UUID userId) {
        return session.createSelectionQuery(
                        "select r from RoleAssignment a join Role r on r.id = a.id.roleId "
                                + "where a.id.tenantId = :tenant and r.tenantId = :tenant and a.id.userId = :user",
                        Role.class)
                .setParameter("tenant", actor.tenantId())
                .setParameter("user", userId)
                .getResultList();
    }

    /** Whether somebody tried to give away what he does not have. */
    public static boolean isEscalation(Throwable failure) {
        return failure instanceof Problem problem && problem.code().equals(ESCALATION);
    }

    public Uni<Void> assign(Mutiny.Session session, UUID tenantId, UUID userId, List<Role> given) {
        return session.persistAll(given.stream()
                .map(role -> new RoleAssignment(new RoleAssignment.Id(tenantId, userId, role.id())))
                .toArray());
    }

    /** The role names of these members. */
    public Uni<Map<UUID, List<String>>> namesOf(Mutiny.Session session, UUID tenantId, List<UUID> userIds) {
        return session.createSelectionQuery(
                        "select a.id.userId, r.name from RoleAssignment a join Role r on r.id = a.id.roleId "
                                + "where a.id.tenantId = :tenant and r.tenantId = :tenant and a.id.userId in :users order by r.name",
                        Object[].class)
                .setParameter("tenant", tenantId)
                .setParameter("users", userIds)
                .getResultList()
                .map(rows -> {
                    Map<UUID, List<String>> names = new HashMap<>();
                    rows.forEach(row -> names.computeIfAbsent((UUID) row[0], id -> new ArrayList<>())
                            .add((String) row[1]));
                    return names;
                });
    }
}
