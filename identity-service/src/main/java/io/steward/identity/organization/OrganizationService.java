package io.steward.identity.organization;

import io.smallrye.mutiny.Uni;
import io.steward.events.IdentityEvent.OrganizationCreated;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.role.Permissions;
import io.steward.identity.role.RoleService;
import io.steward.kit.actor.Actor;
import io.steward.kit.idempotency.Idempotency;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.SessionTx;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;

/** Organizations of the installation. */
@ApplicationScoped
public class OrganizationService {
    /** The reservation that makes a repeated creation find the first one's organization. */
    public record Reserved(UUID id) {}

    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('organization/' || $1, 0))";

    private final SessionTx tx;
    private final OrganizationRepository organizations;
    private final RoleService roles;
    private final Idempotency idempotency;

    OrganizationService(
            SessionTx tx, OrganizationRepository organizations, RoleService roles, Idempotency idempotency) {
        this.tx = tx;
        this.organizations = organizations;
        this.roles = roles;
        this.idempotency = idempotency;
    }

    /**
     * Two transactions: the answer to a repetition is kept outside of any organization, what is created inside the new one.
     *
     * @throws Problem 409 when the slug that was asked for is taken
     */
    public Uni<OrganizationView> create(Actor actor, CreateOrganization request, IdempotencyKey key) {
        Actor outside = in(actor, Ids.NIL);
        return tx.write(
                        outside,
                        (session, scope) -> idempotency.once(scope, key, Reserved.class, () -> Uni.createFrom()
                                .item(new Reserved(Ids.next()))))
                .flatMap(reserved ->
                        tx.write(in(actor, reserved.id()), (session, scope) -> findOrInsert(session, scope, request)))
                .onFailure(ConstraintViolationException.class)
                .transform(OrganizationService::taken);
    }

    private Uni<OrganizationView> findOrInsert(Mutiny.Session session, Scope scope, CreateOrganization request) {
        UUID id = scope.actor().tenantId();
        // A repetition that comes while the first creation is under way has the same id: it waits and finds what that
        // one has made.
        return scope.query(LOCK, id.toString())
                .chain(() -> organizations.findById(id))
                .flatMap(existing -> existing == null
                        ? insert(session, scope, request)
                        : Uni.createFrom().item(existing))
                .map(OrganizationView::of);
    }

    private Uni<Organization> insert(Mutiny.Session session, Scope scope, CreateOrganization request) {
        UUID id = scope.actor().tenantId();
        return slug(scope, request, id).flatMap(slug -> {
            Organization organization = new Organization(id, request.name().strip(), slug, scope.now());
            return session.persist(organization)
                    .chain(session::flush)
                    .chain(() -> roles.ship(session, id, scope.now()))
                    .invoke(() -> Audit.record(
                            scope,
                            AuditEntry.of("organization.created", "organization", id)
                                    .after(Map.of("name", organization.name, "slug", slug))))
                    .chain(() -> scope.append(
                            new OrganizationCreated(id, organization.name, slug, organization.createdAt),
                            organization.version))
                    .replaceWith(organization);
        });
    }

    private static Uni<String> slug(Scope scope, CreateOrganization request, UUID id) {
        String wanted = request.slug() == null ? Slug.of(request.name()) : request.slug();
        return scope.query("SELECT slug_is_free($1) AS free", wanted).map(rows -> {
            if (rows.iterator().next().getBoolean("free")) {
                return wanted;
            }
            if (request.slug() != null) {
                throw slugTaken();
            }
            return Slug.of(request.name(), id);
        });
    }

    /** The actor's own, oldest first; the installation's administrator sees all. */
    public Uni<Page<OrganizationView>> list(Actor actor, int limit, Cursor after) {
        return tx.write(
                        in(actor, Ids.NIL),
                        (session, scope) -> scope.query(
                                "SELECT * FROM organizations_of($1::uuid, $2::timestamptz, $3::uuid, $4)",
                                actor.may(Permissions.INSTALLATION_ADMIN) ? null : actor.accountId(),
                                after == null ? null : after.at().atOffset(ZoneOffset.UTC),
                                after == null ? null : after.id(),
                                limit + 1))
                .map(rows -> {
                    List<OrganizationView> items = new ArrayList<>();
                    rows.forEach(row -> items.add(OrganizationView.of(row)));
                    return Page.of(items, limit, last -> new Cursor(last.createdAt(), last.id()));
                });
    }

    private static Actor in(Actor actor, UUID tenantId) {
        return new Actor(actor.accountId(), tenantId, actor.permissions(), actor.cause());
    }

    /** Two requests at once for the same slug: the index lets one through. */
    private static Throwable taken(Throwable failure) {
        String constraint = ((ConstraintViolationException) failure).getConstraintName();
        return "organizations_slug_unique".equals(constraint) ? slugTaken() : failure;
    }

    private static Problem slugTaken() {
        return Problem.conflict("slug-taken", "Another organization has this slug.")
                .with("field", "slug");
    }
}
