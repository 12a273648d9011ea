package io.steward.identity.oidc;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.login.Budget;
import io.steward.identity.notice.NoticeKind;
import io.steward.identity.notice.Notices;
import io.steward.identity.oidc.IdTokens.Person;
import io.steward.identity.oidc.IdentityTable.Found;
import io.steward.identity.oidc.OidcRequests.Authorization;
import io.steward.identity.oidc.OidcRequests.Callback;
import io.steward.identity.session.SessionService;
import io.steward.identity.session.SessionService.Origin;
import io.steward.identity.session.Tokens;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Logins by a provider: of people who have an account, for none is made here. The provider is trusted with a second factor of its own. */
@ApplicationScoped
class OidcLogins {
    private static final long ADDRESSES = 100_000;

    private final Tx tx;
    private final OidcProviders providers;
    private final OidcFlows flows;
    private final IdentityTable identities;
    private final SessionService sessions;
    private final Notices notices;
    private final MeterRegistry meters;
    private final Budget begun;
    private final boolean limited;

    OidcLogins(
            Tx tx,
            OidcProviders providers,
            OidcFlows flows,
            IdentityTable identities,
            SessionService sessions,
            Notices notices,
            MeterRegistry meters,
            OidcConfig config,
            Clock clock) {
        this.tx = tx;
        this.providers = providers;
        this.flows = flows;
        this.identities = identities;
        this.sessions = sessions;
        this.notices = notices;
        this.meters = meters;
        this.begun = new Budget(clock, config.addressBurst(), config.addressEvery(), ADDRESSES);
        this.limited = config.addressBurst() > 0;
    }

    /**
     * @param address null when it is not known
     * @throws Problem 404 for no provider; 429 for too many from one address; 503 when the provider does not describe itself
     */
    Uni<Authorization> begin(String name, String address, Cause cause) {
        OidcProvider provider = providers.require(name);
        if (limited && address != null) {
            Duration wait = begun.shortFor(address);
            if (wait.isPositive()) {
                throw Problem.tooManyRequests(
                        "login-throttled", "Too many logins were begun from your address. Try again later.", (int)
                                wait.plusMillis(999).toSeconds());
            }
            begun.spend(address);
        }
        return flows.begin(provider, null, cause);
    }

    /**
     * Begins a session of the account that the person is linked to, or may be linked to by email.
     *
     * @throws Problem 401 when nobody is proved; 403 when no account can be used; 404, 503 as at the begin
     */
    Uni<Tokens> end(String name, Callback callback, Origin origin, Cause cause) {
        OidcProvider provider = providers.require(name);
        Actor nobody = Actor.system(Ids.NIL, cause);
        return flows.end(provider, null, callback, cause)
                .onFailure(OidcLogins::isRefusal)
                .call(failure -> failed(nobody, provider, (Problem) failure))
                .flatMap(person -> account(nobody, provider, person)
                        .onItem()
                        .transformToUni(found -> found == null
                                ? Uni.createFrom().<Tokens>nullItem()
                                : sessions.begin(
                                        found.userId(),
                                        found.installationAdmin(),
                                        scope -> proven(scope, provider, person, found, origin.device()),
                                        origin,
                                        cause))
                        .onItem()
                        .ifNull()
                        .switchTo(() -> failed(nobody, provider, "identity-unknown")
                                .chain(() -> Uni.createFrom().failure(OidcProblems.unknownPerson()))))
                .invoke(() -> count("succeeded"));
    }

    private Uni<Found> account(Actor actor, OidcProvider provider, Person person) {
        return identities
                .linked(actor, provider.issuer(), person)
                .flatMap(found -> found != null || !provider.linkByVerifiedEmail() || person.email() == null
                        ? Uni.createFrom().item(found)
                        : identities.byEmail(actor, provider.issuer(), person));
    }

    private Uni<Boolean> proven(Scope scope, OidcProvider provider, Person person, Found found, String device) {
        Uni<Boolean> holds = found.linked()
                ? identities.use(scope, found.userId(), provider.issuer(), person)
                : identities
                        .holdByEmail(scope, found.userId(), person)
                        .flatMap(held -> held
                                ? linked(scope, provider, person, found.userId(), device)
                                : Uni.createFrom().item(false));
        return holds.invoke(still -> {
            if (still) {
                // The installation's log comes before the organization's, which the session's begin writes into.
                Audit.record(
                        scope,
                        AuditEntry.of("login.by-provider", "account", found.userId())
                                .after(Map.of("provider", provider.name()))
                                .in(Ids.NIL));
            }
        });
    }

    private Uni<Boolean> linked(Scope scope, OidcProvider provider, Person person, UUID userId, String device) {
        return identities.link(scope, userId, provider.issuer(), person).flatMap(identity -> {
            if (identity == null) {
                return Uni.createFrom().item(false);
            }
            Audit.record(
                    scope,
                    AuditEntry.of("identity.linked", "external-identity", identity)
                            .after(Map.of("accountId", userId, "provider", provider.name(), "by", "verified-email"))
                            .in(Ids.NIL));
            return notices.tell(scope, userId, NoticeKind.IDENTITY_LINKED, device)
                    .replaceWith(true);
        });
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof Problem problem && problem.status() == 401;
    }

    /** A callback of no flow is anybody's to send, as often as he likes: it is counted, and the audit log, which only grows, has nothing of it. */
    private Uni<Void> failed(Actor nobody, OidcProvider provider, Problem refusal) {
        if (OidcProblems.isNoFlow(refusal)) {
            count("without-flow");
            return Uni.createFrom().voidItem();
        }
        return failed(nobody, provider, refusal.code());
    }

    private Uni<Void> failed(Actor nobody, OidcProvider provider, String reason) {
        count("failed");
        return tx.write(nobody, scope -> {
            Audit.record(
                    scope,
                    AuditEntry.of("login.failed", "account", null)
                            .after(Map.of("provider", provider.name(), "reason", Objects.requireNonNull(reason))));
            return Uni.createFrom().voidItem();
        });
    }

    private void count(String outcome) {
        meters.counter("steward.identity.provider.login", "outcome", outcome).increment();
    }
}
