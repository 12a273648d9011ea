package io.steward.identity.invitation;

import io.smallrye.mutiny.Uni;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.invitation.InvitationRequests.Invite;
import io.steward.identity.invitation.InvitationTable.Known;
import io.steward.identity.invitation.InvitationView.State;
import io.steward.identity.letter.LetterKind;
import io.steward.identity.letter.Post;
import io.steward.identity.organization.OrganizationRepository;
import io.steward.identity.role.Role;
import io.steward.identity.role.RoleService;
import io.steward.kit.actor.Actor;
import io.steward.kit.idempotency.Idempotency;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.SessionTx;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;

/** Invitations as the organization makes them. Nobody looks here whether an address has an account: whoever invites is not told. */
@ApplicationScoped
public class InvitationService {
    private static final Duration DAY = Duration.ofDays(1);

    private final Tx tx;
    private final SessionTx sessions;
    private final InvitationTable table;
    private final OrganizationRepository organizations;
    private final RoleService roles;
    private final Idempotency idempotency;
    private final Post post;
    private final InvitationConfig config;

    InvitationService(
            Tx tx,
            SessionTx sessions,
            InvitationTable table,
            OrganizationRepository organizations,
            RoleService roles,
            Idempotency idempotency,
            Post post,
            InvitationConfig config) {
        if (!config.lifetime().isPositive() || config.resendAfter().isNegative() || config.perDay() < 1) {
            throw new IllegalArgumentException(
                    "steward.invitation: lifetime and per-day must be positive, resend-after must not be negative");
        }
        this.tx = tx;
        this.sessions = sessions;
        this.table = table;
        this.organizations = organizations;
        this.roles = roles;
        this.idempotency = idempotency;
        this.post = post;
        this.config = config;
    }

    /**
     * Invites an address to be a member with these roles.
     *
     * @throws Problem 409 for a member's address and for one that is invited already; 422 for an unknown role; 403 for a role that may
     *     do more than the actor; 429 when the organization has invited too many within a day
     */
    public Uni<InvitationView> invite(Actor actor, Invite request, IdempotencyKey key) {
        return sessions.write(
                        actor,
                        (session, scope) ->
                                idempotency.once(scope, key, InvitationView.class, () -> insert(scope, request)))
                .onFailure(InvitationService::isOpenAlready)
                .transform(twice -> invited())
                .onFailure(RoleService::isEscalation)
                .call(() -> refused(actor, request.roles()));
    }

    /**
     * Whether {@link #invite} would: by the same rules, and nothing is written.
     *
     * @param before how many more would have been invited by then
     * @throws Problem as it does
     */
    public Uni<Void> check(Actor actor, Invite request, int before) {
        return sessions.write(actor, (session, scope) -> admit(scope, request, before))
                .replaceWithVoid();
    }

    /** The roles that the invitation would give. */
    private Uni<List<Role>> admit(Scope scope, Invite request, int before) {
        return organizations
                .require(scope.actor().tenantId())
                .chain(() -> roles.grantable(scope.actor(), request.roles()))
                .call(() -> table.known(scope, request.email().strip()).invoke(known -> requireNew(known, before)));
    }

    private Uni<InvitationView> insert(Scope scope, Invite request) {
        UUID id = Ids.next();
        String name =
                request.displayName() == null ? null : request.displayName().strip();
        return admit(scope, request, 0)
                .call(given -> table.insert(
                        scope,
                        new Invitation(
                                id,
                                request.email().strip(),
                                name,
                                request.username(),
                                request.language(),
                                given.stream().map(Role::id).toArray(UUID[]::new)),
                        config.lifetime()))
                .invoke(given -> Audit.record(
                        scope,
                        AuditEntry.of("invitation.created", "invitation", id)
                                .after(Map.of(
                                        "roles",
                                        given.stream().map(Role::name).sorted().toList()))))
                .chain(() -> post.sendHere(scope, LetterKind.INVITATION, id))
                .chain(() -> table.find(scope, id));
    }

    private void requireNew(Known known, int before) {
        if (known.member()) {
            throw Problem.conflict("member-exists", "A member of the organization has this address.")
                    .with("field", "email");
        }
        if (known.invited()) {
            throw invited();
        }
        if (known.lately() + before >= config.perDay()) {
            throw Problem.tooManyRequests(
                    "invitation-limit", "The organization has invited as many as it may within a day.", (int)
                            DAY.toSeconds());
        }
    }

    private static Problem invited() {
        return Problem.conflict("invitation-exists", "This address is invited already. Send the invitation again.")
                .with("field", "email");
    }

    /** Two requests at once for the same address: the index lets one through. */
    private static boolean isOpenAlready(Throwable failure) {
        return failure instanceof ConstraintViolationException refused
                && "invitations_open".equals(refused.getConstraintName());
    }

    /** In a transaction of its own: that of the attempt is rolled back. */
    private Uni<Void> refused(Actor actor, List<String> wanted) {
        return tx.write(actor, scope -> {
            Audit.record(
                    scope,
                    AuditEntry.of("role.assignment-refused", "role", null).after(Map.of("roles", wanted)));
            return Uni.createFrom().voidItem();
        });
    }

    /** Oldest first, those that are over among them for a while. */
    Uni<Page<InvitationView>> list(Actor actor, int limit, Cursor after) {
        return table.list(actor, after, limit + 1)
                .map(found -> Page.of(found, limit, last -> new Cursor(last.createdAt(), last.id())));
    }

    /**
     * Takes an invitation back; one that was stays so.
     *
     * @throws Problem 404 when the organization has none; 409 when it was accepted
     */
    Uni<Void> revoke(Actor actor, UUID id) {
        return tx.write(actor, scope -> required(table.lock(scope, id)).flatMap(invitation -> {
            if (invitation.state() == State.ACCEPTED) {
                throw closed();
            }
            if (invitation.state() == State.REVOKED) {
                return Uni.createFrom().voidItem();
            }
            Audit.record(scope, AuditEntry.of("invitation.revoked", "invitation", id));
            return table.revoke(scope, id);
        }));
    }

    /**
     * Mails an invitation again, with a new token; the one before is of no use then.
     *
     * @throws Problem 404 when the organization has none; 409 when it is over; 429 too soon after the last mail
     */
    Uni<InvitationView> resend(Actor actor, UUID id) {
        return tx.write(actor, scope -> required(table.lock(scope, id)).flatMap(invitation -> {
            if (invitation.state() == State.ACCEPTED || invitation.state() == State.REVOKED) {
                throw closed();
            }
            Duration wait = Duration.between(scope.now(), invitation.mailedAt().plus(config.resendAfter()));
            if (wait.isPositive()) {
                throw Problem.tooManyRequests("invitation-throttled", "The invitation was mailed a moment ago.", (int)
                        wait.plusMillis(999).toSeconds());
            }
            Audit.record(scope, AuditEntry.of("invitation.resent", "invitation", id));
            return table.mailAgain(scope, id, config.lifetime())
                    .chain(() -> post.sendHere(scope, LetterKind.INVITATION, id))
                    .chain(() -> table.find(scope, id));
        }));
    }

    private static Uni<InvitationView> required(Uni<InvitationView> found) {
        return found.onItem().ifNull().failWith(Problem::notFound);
    }

    private static Problem closed() {
        return Problem.conflict("invitation-closed", "The invitation was accepted or taken back.");
    }
}
