package io.steward.identity.account;

import io.smallrye.mutiny.Uni;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.organization.OrganizationRepository;
import io.steward.identity.role.Administrators;
import io.steward.identity.role.Role;
import io.steward.identity.role.RoleService;
import io.steward.identity.signingkey.MasterKey;
import io.steward.kit.actor.Actor;
import io.steward.kit.idempotency.Idempotency;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.SessionTx;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.EntityTags;
import io.steward.kit.web.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;

/** The people of an organization. */
@ApplicationScoped
public class AccountService {
    private final SessionTx tx;
    private final AccountRepository accounts;
    private final MemberRepository members;
    private final OrganizationRepository organizations;
    private final RoleService roles;
    private final PasswordPolicy passwords;
    private final PasswordHashing hashing;
    private final MasterKey master;
    private final Idempotency idempotency;

    AccountService(
            SessionTx tx,
            AccountRepository accounts,
            MemberRepository members,
            OrganizationRepository organizations,
            RoleService roles,
            PasswordPolicy passwords,
            PasswordHashing hashing,
            MasterKey master,
            Idempotency idempotency) {
        this.tx = tx;
        this.accounts = accounts;
        this.members = members;
        this.organizations = organizations;
        this.roles = roles;
        this.passwords = passwords;
        this.hashing = hashing;
        this.master = master;
        this.idempotency = idempotency;
    }

    /**
     * Makes an account that is a member of the actor's organization.
     *
     * @throws Problem 409 for an email or username that the installation already has; 422 for a common password, one that is a name of the account, or an unknown role;
     *     403 for a role that may do more than the actor
     */
    public Uni<AccountView> create(Actor actor, CreateAccount request, String idempotencyKey) {
        passwords.check(
                request.password(),
                "password",
                OwnNames.of(request.email().strip(), request.username(), request.displayName()));
        IdempotencyKey key =
                IdempotencyKey.of(idempotencyKey, "POST /users", request.fingerprint(master.mark(request.password())));
        return hashing.hash(request.password())
                .flatMap(hash -> tx.write(
                        actor,
                        (session, scope) -> idempotency.once(
                                scope, key, AccountView.class, () -> insert(session, scope, request, hash))))
                .onFailure(RoleService::isEscalation)
                .call(() -> refused(actor, request.roles()))
                .onFailure(ConstraintViolationException.class)
                .transform(AccountService::taken);
    }

    private Uni<AccountView> insert(Mutiny.Session session, Scope scope, CreateAccount request, String hash) {
        UUID tenantId = scope.actor().tenantId();
        return organizations
                .require(tenantId)
                .chain(() -> roles.grantable(scope.actor(), request.roles()))
                .call(() -> requireFree(request))
                .flatMap(given -> {
                    Account account = new Account(Ids.next(), request, hash, scope.now());
                    long sequence = account.nextEvent();
                    Membership membership = new Membership(new Membership.Id(tenantId, account.id), scope.now());
                    List<String> names = given.stream().map(Role::name).sorted().toList();
                    return session.persist(account)
                            .chain(() -> session.persist(membership))
                            .chain(session::flush)
                            .chain(() -> roles.assign(session, tenantId, account.id, given))
                            .invoke(() -> audit(scope, account.id, given))
                            .chain(session::flush)
                            .chain(() -> MemberEvents.ticketPermissions(scope, account.id))
                            .flatMap(permissions ->
                                    scope.append(saved(account, membership, names, permissions, scope), sequence))
                            .replaceWith(AccountView.of(new MemberRepository.Member(membership, account), names));
                });
    }

    /** Neither name nor address: an erasure could not take them out again. */
    private static void audit(Scope scope, UUID account, List<Role> given) {
        Audit.record(
                scope,
                AuditEntry.of("account.created", "account", account).after(Map.of("status", AccountStatus.ACTIVE)));
        given.forEach(role -> Audit.record(
                scope,
                AuditEntry.of("role.assigned", "account", account)
                        .after(Map.of("roleId", role.id(), "role", role.name()))));
    }

    /** In a transaction of its own: that of the attempt is rolled back. */
    private Uni<Void> refused(Actor actor, List<String> wanted) {
        return tx.write(actor, (session, scope) -> {
            Audit.record(
                    scope,
                    AuditEntry.of("role.assignment-refused", "role", null).after(Map.of("roles", wanted)));
            return Uni.createFrom().voidItem();
        });
    }

    private Uni<Void> requireFree(CreateAccount request) {
        return accounts.hasEmail(request.email())
                .invoke(taken -> {
                    if (taken) {
                        throw emailTaken();
                    }
                })
                .chain(() -> accounts.hasUsername(request.username()))
                .invoke(taken -> {
                    if (taken) {
                        throw usernameTaken();
                    }
                })
                .replaceWithVoid();
    }

    private static MemberSaved saved(
            Account account, Membership membership, List<String> roles, List<String> ticketPermissions, Scope scope) {
        return new MemberSaved(
                account.id,
                membership.id.tenantId(),
                account.username,
                account.displayName,
                account.email,
                account.language,
                roles,
                membership.active,
                scope.now(),
                account.notificationsEnabled,
                ticketPermissions);
    }

    /**
     * Gives a member these roles in place of those it has. Tokens that are out keep what they say until they expire.
     *
     * @throws Problem 404 when the organization has no such member; 412 when the account was changed since {@code version}; 403 for
     *     giving, or taking, a role that may do more than the actor; 409 for taking the last administrator's
     */
    public Uni<AccountView> setRoles(Actor actor, UUID id, long version, SetRoles request) {
        UUID tenantId = actor.tenantId();
        return tx.write(actor, (session, scope) -> accounts.lock(id)
                        .chain(() -> members.find(session, tenantId, id))
                        .onItem()
                        .ifNull()
                        .failWith(Problem::notFound)
                        .flatMap(member -> {
                            Account account = member.account();
                            if (account.version != version) {
                                throw EntityTags.stale();
                            }
                            return keepingAnAdministrator(
                                            session,
                                            scope,
                                            id,
                                            () -> roles.replace(session, scope, id, request.roles()))
                                    .flatMap(names -> {
                                        account.changed(scope.now());
                                        long sequence = account.nextEvent();
                                        return session.flush()
                                                .chain(() -> MemberEvents.ticketPermissions(scope, id))
                                                .flatMap(permissions -> scope.append(
                                                        saved(account, member.membership(), names, permissions, scope),
                                                        sequence))
                                                .replaceWith(() -> AccountView.of(member, names));
                                    });
                        }))
                .onFailure(RoleService::isEscalation)
                .call(() -> refused(actor, request.roles()));
    }

    /** @throws Problem 409 when nobody administers the organization any more after that */
    private static <T> Uni<T> keepingAnAdministrator(
            Mutiny.Session session, Scope scope, UUID id, Supplier<Uni<T>> change) {
        UUID tenantId = scope.actor().tenantId();
        return Administrators.isAlone(scope, id, tenantId).flatMap(alone -> change.get()
                .call(() -> !alone
                        ? Uni.createFrom().voidItem()
                        : session.flush()
                                .chain(() -> Administrators.isAlone(scope, id, tenantId))
                                .invoke(still -> {
                                    if (!still) {
                                        throw Administrators.last();
                                    }
                                })));
    }

    /** @throws Problem 404 when the organization has no such member */
    public Uni<AccountView> read(Actor actor, UUID id) {
        return tx.write(actor, (session, scope) -> members.find(session, actor.tenantId(), id)
                .onItem()
                .ifNull()
                .failWith(Problem::notFound)
                .flatMap(member -> roles.namesOf(session, actor.tenantId(), List.of(id))
                        .map(names -> AccountView.of(member, names.getOrDefault(id, List.of())))));
    }

    /**
     * For other features, inside their transaction.
     *
     * @throws Problem 404 when the organization has no such active member
     */
    public Uni<Void> requireMember(Mutiny.Session session, UUID tenantId, UUID userId) {
        return members.find(session, tenantId, userId)
                .invoke(member -> {
                    if (member == null || !member.membership().active) {
                        throw Problem.notFound();
                    }
                })
                .replaceWithVoid();
    }

    /** By the time they joined, oldest first. */
    public Uni<Page<AccountView>> list(Actor actor, int limit, Cursor after) {
        UUID tenantId = actor.tenantId();
        return tx.write(actor, (session, scope) -> members.page(session, tenantId, after, limit + 1)
                .flatMap(found -> {
                    List<UUID> ids =
                            found.stream().map(member -> member.account().id).toList();
                    return roles.namesOf(session, tenantId, ids).map(names -> found.stream()
                            .map(member -> AccountView.of(member, names.getOrDefault(member.account().id, List.of())))
                            .toList());
                })
                .map(views -> Page.of(views, limit, last -> new Cursor(last.joinedAt(), last.id()))));
    }

    /** Two requests at once for the same name: the index lets one through. */
    private static Throwable taken(Throwable failure) {
        String constraint = String.valueOf(((ConstraintViolationException) failure).getConstraintName());
        return switch (constraint) {
            case "users_email_unique" -> emailTaken();
            case "users_username_unique" -> usernameTaken();
            default -> failure;
        };
    }

    private static Problem emailTaken() {
        return Problem.conflict("email-taken", "There is an account with this email.")
                .with("field", "email");
    }

    private static Problem usernameTaken() {
        return Problem.conflict("username-taken", "There is an account with this username.")
                .with("field", "username");
    }
}
