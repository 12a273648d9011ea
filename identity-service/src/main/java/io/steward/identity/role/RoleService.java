package io.steward.identity.role;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
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
    private static void requireHeld(Actor actor, Role role) {
        if (!actor.permissions().containsAll(role.permissions())) {
            throw Problem.forbidden(ESCALATION, "You cannot give a role that may do more than you.")
                    .with("role", role.name());
        }
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
